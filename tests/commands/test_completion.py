"""Completion: the shipped scripts are those the command prints, and bash completes with them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMPLETIONS = Path(__file__).parents[2] / "completions"
FILES = {"bash": "layers.bash", "zsh": "_layers", "fish": "layers.fish", "powershell": "layers.ps1"}


@pytest.mark.parametrize("shell", FILES)
def test_the_shipped_script_is_the_one_printed(layers, shell):
    shipped = (COMPLETIONS / FILES[shell]).read_text(encoding="utf-8")

    assert layers("completion", shell).out == shipped


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("layers con", {"content", "config"}),
        ("layers content gen", {"generate"}),
        ("layers content list --sta", {"--status"}),
        ("layers completion z", {"zsh"}),
    ],
)
def test_bash_completes_commands_options_and_choices(line, expected):
    script = f"""
        source {COMPLETIONS / "layers.bash"}
        COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_LINE='{line}'
        _layers_completion layers
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(done.stdout.split()) == expected


def test_an_unknown_shell_is_refused(layers):
    assert layers("completion", "tcsh").code == 2
