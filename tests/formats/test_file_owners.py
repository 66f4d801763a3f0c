"""A folder of another user: errors say whose it is and what to do (issue 12, kind 3)."""

import getpass
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from layers_cli.formats.file_owners import foreign_owner, is_there
from tests.platforms import IS_ROOT, posix_only

pytestmark = posix_only

ME = 54321  # nobody's number


@pytest.fixture
def as_another_user(monkeypatch):
    """Be somebody else, who may not write to what is here: the files stay as they are."""
    monkeypatch.setattr(os, "geteuid", lambda: ME)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)


def test_own_files_have_no_foreign_owner(tmp_path):
    assert foreign_owner(tmp_path, tmp_path) is None
    assert foreign_owner(tmp_path / "not there", tmp_path) is None


def test_owner_is_named_and_may_be_asked_to_give_it_back(tmp_path, as_another_user):
    folder = tmp_path / "my state"
    folder.mkdir()

    owner = foreign_owner(folder / "ledger.db", folder)

    assert owner is not None
    assert owner.sentence == f"{folder} belongs to {getpass.getuser()}, and this is user {ME}"
    assert owner.way_out("LAYERS_STATE_DIR") == (
        f"take it back: sudo chown -R {ME} '{folder}';"
        " or set LAYERS_STATE_DIR to a folder of your own"
    )


def test_folder_above_is_nobodys_to_take(tmp_path, as_another_user):
    owner = foreign_owner(tmp_path / "a" / "b", tmp_path / "a")

    assert owner is not None
    assert owner.way_out("X") == "set X to a folder of your own"


def test_folder_that_may_be_written_to_is_as_good_as_an_own_one(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: ME)

    assert os.access(tmp_path, os.W_OK)
    assert foreign_owner(tmp_path, tmp_path) is None


def test_what_cannot_be_looked_at_may_be_there(tmp_path, monkeypatch):
    def refuse(self, **_):
        raise PermissionError(13, "Permission denied", str(self))

    assert not is_there(tmp_path / "x")
    monkeypatch.setattr(Path, "stat", refuse)
    assert is_there(tmp_path / "x")


@pytest.fixture
def run_without_rights(tmp_path):
    """Run `layers` as a user to whom folders of others are closed."""
    if not IS_ROOT or shutil.which("setpriv") is None:
        pytest.skip("only root can make a folder of another user, and setpriv give the rights up")

    def run(variable, *argv):
        folder = tmp_path / "theirs"
        folder.mkdir()
        for name in ("ledger.db", "config.toml"):
            (folder / name).touch()
        folder.chmod(0o700)
        os.chown(folder, ME, ME)
        (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff")
        names = ("STATE", "CONFIG", "CACHE", "SANDBOX")
        environ = {f"LAYERS_{name}_DIR": str(tmp_path / name.lower()) for name in names}
        environ |= {f"LAYERS_{variable}_DIR": str(folder), "PATH": os.environ["PATH"]}
        rights = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
        ended = subprocess.run(
            [*rights, sys.executable, "-m", "layers_cli", *argv],
            cwd=tmp_path, env=environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Unexpected" not in ended.stderr
        assert "Traceback" not in ended.stderr
        said = f"{folder} belongs to user {ME}, and this is root"
        fix = f"sudo chown -R root {folder}; or set LAYERS_{variable}_DIR to a folder of your own"
        return ended, said, fix

    return run


@pytest.mark.parametrize(
    ("variable", "argv", "code"),
    [
        ("STATE", ["jobs", "list"], 1),
        ("STATE", ["whence", "a.jpg"], 9),
        ("STATE", ["upload", "a.jpg", "-n"], 1),
        ("CONFIG", ["config", "get", "base_url"], 2),
        ("SANDBOX", ["--sandbox", "credits"], 1),
    ],
)
def test_free_command_says_whose_the_folder_is_and_what_to_do(
    run_without_rights, variable, argv, code
):
    ended, said, fix = run_without_rights(variable, *argv)

    assert ended.returncode == code
    assert said in ended.stderr
    assert fix in ended.stderr


@pytest.mark.parametrize("variable", ["STATE", "CONFIG", "CACHE"])
def test_doctor_says_whose_the_folder_is_and_what_to_do(run_without_rights, variable):
    ended, said, fix = run_without_rights(variable, "--sandbox", "doctor")

    assert ended.returncode == 1
    [line] = [each for each in ended.stdout.splitlines() if each.startswith(
        f"fail\t{variable.lower()} folder\t"
    )]  # fmt: skip
    assert said in line
    assert fix in line
