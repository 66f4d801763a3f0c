"""A user's folder, a project below a repository root, and what is read from them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from layers_cli.config.resolution import load_sources
from layers_cli.config.settings import Flags, Settings, settings_from
from layers_cli.formats.standard_input import StandardInput

LIVE_KEY = "lp_live_ABCDEFGHIJKLMNOP_" + "s" * 39 + "wxyz"
OTHER_KEY = "lp_live_QRSTUVWXYZ234567_" + "o" * 39 + "4567"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The user's configuration folder; not made yet."""
    return tmp_path / "home" / "layers-cli"


@pytest.fixture
def user_file(folder: Path) -> Callable[[str], Path]:
    """Write the user's `config.toml`."""

    def write(text: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / "config.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return write


@pytest.fixture
def cwd(tmp_path: Path) -> Path:
    """A working directory two levels below the root of a repository."""
    inner = tmp_path / "repository" / "campaigns" / "spring"
    inner.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    return inner


@pytest.fixture
def project_file(tmp_path: Path, cwd: Path) -> Callable[[str], Path]:
    """Write the `layers.toml` at the root of the repository."""

    def write(text: str) -> Path:
        path = tmp_path / "repository" / "layers.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def load(folder: Path, cwd: Path) -> Callable[..., Settings]:
    """Load the settings for some flags and an environment."""

    def load(
        environ: dict[str, str] | None = None, stdin: StandardInput | None = None, **flags: object
    ) -> Settings:
        environ = {"LAYERS_CONFIG_DIR": str(folder), **(environ or {})}
        # Each test names its own flags, of any type.
        return settings_from(load_sources(Flags(**flags), environ=environ, cwd=cwd, stdin=stdin))  # type: ignore[arg-type]

    return load
