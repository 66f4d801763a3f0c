"""Finds the completion scripts that come with the package."""

from pathlib import Path

FILES = {"bash": "layers.bash", "zsh": "_layers", "fish": "layers.fish", "powershell": "layers.ps1"}
PACKAGE = Path(__file__).parents[1]
IN_REPOSITORY = PACKAGE.parent / "completions"
IN_WHEEL = PACKAGE / "completion_scripts"


def script(shell: str) -> str:
    """Return the script for *shell*, one of `FILES`."""
    folder = IN_WHEEL if IN_WHEEL.exists() else IN_REPOSITORY
    return (folder / FILES[shell]).read_text(encoding="utf-8")
