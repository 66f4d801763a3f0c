"""Where files are read and written: a folder that was removed stops no command (issue 12, kind 3)."""

import os
from pathlib import Path

import pytest

from layers_cli.errors.exit_codes import ExitCode
from layers_cli.inputs.places import working_folder
from tests.conftest import Layers


@pytest.fixture
def removed(tmp_path, monkeypatch):
    """The working folder of this process, which somebody has removed."""
    folder = tmp_path / "removed"
    folder.mkdir()
    monkeypatch.chdir(folder)
    try:
        folder.rmdir()
    except OSError:
        pytest.skip("this system keeps a folder in which a process is")
    return folder


@pytest.mark.parametrize("said", [None, "relative", "/tmp/\u202e"])
def test_a_removed_folder_is_called_as_the_shell_does(removed, said):
    found = working_folder({} if said is None else {"PWD": said})

    assert found.is_absolute()
    assert found == Path(said if said and said.startswith("/") else "/removed-folder")


def test_commands_go_on_in_a_removed_folder_and_name_what_is_not_there(removed, layers):
    here = Layers(
        layers.environ, working_folder({"PWD": str(removed)}), layers.transport, layers.pauses
    )

    read = here("campaign", "lint", "hooks.csv")
    written = here("posts", "export", "--ics", "posts.ics")

    assert here("credits", "show").code == 0
    assert (read.code, written.code) == (ExitCode.USAGE, ExitCode.USAGE)
    assert "hooks.csv does not exist" in read.err
    assert f"there is no folder {removed}" in written.err
    assert not os.path.lexists(removed)
