"""Manual pages: `man` reads them without a complaint, and they say what the help says."""

import os
import re
import shutil
import subprocess

import pytest

from layers_cli.reference import man, walk
from layers_cli.reference.generated import MANUALS
from layers_cli.reference.model import CommandReference, Option, Reference


@pytest.fixture
def mandoc():
    """Run mandoc on a page; returns what it prints."""
    if shutil.which("mandoc") is None:
        if os.environ.get("CI"):
            pytest.fail("mandoc is missing: .ci/run installs it")
        pytest.skip("mandoc is missing: apt-get install mandoc")

    def run(*arguments, page=None):
        done = subprocess.run(
            ["mandoc", *arguments], input=page, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    return run


def test_a_linter_finds_nothing(mandoc):
    assert mandoc("-T", "lint", *sorted(map(str, MANUALS.glob("*.1")))) == ""


def test_each_command_and_option_stands_in_a_page(mandoc):
    shown = {
        path.name: " ".join(mandoc("-T", "utf8", "-O", "width=500", str(path)).split())
        for path in MANUALS.glob("*.1")
    }

    for command in walk.reference(list(walk.tree())).commands:
        top = command.path.partition(" ")[0]
        page = shown[f"layers-{top}.1" if top else "layers.1"]
        for option in command.options:
            assert option.names[-1] in _plain(page), (command.path, option.names)


def _plain(page):
    """Take out what a printer would strike twice."""
    return re.sub(r".\x08", "", page)


def test_no_text_is_taken_for_a_request(mandoc):
    hostile = ".TH x 'quoted' \\fB-dash `tick` ~ ^ … 🧠\n\n'second' paragraph"
    tree = Reference(
        (Option(("--json",), help=hostile),),
        (
            CommandReference("", "All of it", "layers", hostile, commands=("do",)),
            CommandReference(
                "do", "Do it", "layers do", hostile, (Option(("--odd",), "N", hostile),)
            ),
        ),
    )

    for page in man.pages(tree).values():
        assert mandoc("-T", "lint", page=page) == ""
        assert ".TH x 'quoted'" in mandoc("-T", "utf8", page=page)
