"""Help: what is answered at once is what Typer prints, and the stored texts are current."""

import pytest

from layers_cli.cli.manifest import COMMANDS
from layers_cli.cli.stored_help import find
from layers_cli.reference import generated


def page(path):
    found = find(path)
    assert found, path
    return found[0]


def test_generated_files_are_current():
    """To write them anew: python -m layers_cli.reference"""
    current = generated.files()
    for path, text in current.items():
        assert path.exists(), f"{path} is missing; run: python -m layers_cli.reference"
        assert path.read_text(encoding="utf-8") == text, (
            f"{path} is stale; run: python -m layers_cli.reference"
        )
    assert not generated.left_over(current)


@pytest.mark.parametrize("path", ["", "content", "content list", "sandbox faults use"])
def test_stored_help_is_what_typer_prints(layers, path):
    """A shared option before the command is one that the stored pages do not know."""
    assert layers("--json", *path.split(), "--help").out == f"{page(path)}\n"


@pytest.mark.parametrize("path", COMMANDS)
def test_help_names_no_type_of_a_programmer(path):
    types = {"<int>", "<str>", "<float>", "<path>", "<int", "<float", "INTEGER"}

    assert not types & set(page(path).split())


def test_help_shows_choices_and_keeps_output_options_apart():
    text = page("content list")

    assert "--format <slideshow-builder|ugc-remix>" in text
    assert text.index("Options:") < text.index("\nOutput options:") < text.index("Examples:")
