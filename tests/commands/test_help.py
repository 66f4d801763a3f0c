"""Help: what is answered at once is what Typer would print, at every width."""

import shutil

import pytest

from layers_cli.reference import generated, walk
from layers_cli.reference.answers import terminal_columns
from layers_cli.reference.layout import laid_out
from layers_cli.reference.pages import find

NODES = {node[0]: node for node in walk.tree()}


def typers(path, columns, monkeypatch):
    """What Typer itself prints."""
    monkeypatch.setenv("COLUMNS", str(columns))
    _, command, ctx = NODES[path]
    return command.get_help(ctx) + "\n"


def test_the_generated_files_are_current():
    """To write them anew: python -m layers_cli.reference"""
    current = generated.files()
    for path, text in current.items():
        assert path.exists(), f"{path} is missing; run: python -m layers_cli.reference"
        assert path.read_text(encoding="utf-8") == text, (
            f"{path} is stale; run: python -m layers_cli.reference"
        )
    assert not generated.left_over(current)


@pytest.mark.parametrize("columns", [1, 40, 52, *range(53, 103), 400])
def test_each_help_is_typers_own_at_any_width(columns, monkeypatch):
    for path in NODES:
        found = find(path)
        assert found, path
        assert laid_out(found[0], columns) == typers(path, columns, monkeypatch), path


@pytest.mark.parametrize("columns", ["72", "0", "-1", "wide", "", None])
def test_the_width_is_found_as_python_finds_it(columns, monkeypatch):
    if columns is None:
        monkeypatch.delenv("COLUMNS", raising=False)
    else:
        monkeypatch.setenv("COLUMNS", columns)

    assert terminal_columns() == shutil.get_terminal_size().columns
