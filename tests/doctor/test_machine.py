"""Checks of this machine."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from layers_cli.doctor import machine
from layers_cli.doctor.findings import State
from layers_cli.ledger.ledger import Ledger
from layers_cli.render.terminal import Terminal


def states(environ: dict[str, str]) -> dict[str, State]:
    return {each.name: each.state for each in machine.check_folders(environ)}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    names = ("CONFIG", "STATE", "CACHE")
    return {f"LAYERS_{name}_DIR": str(tmp_path / name.lower()) for name in names}


def test_folders_that_can_be_made_are_well_and_not_made(environ, tmp_path):
    assert set(states(environ).values()) == {State.PASS}
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_fails(environ, tmp_path):
    (tmp_path / "state").write_text("")

    assert states(environ)["state folder"] is State.FAIL


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_fails(environ, tmp_path):
    (tmp_path / "cache").mkdir(mode=0o500)

    assert states(environ)["cache folder"] is State.FAIL


@pytest.fixture
def ledger(environ: dict[str, str], tmp_path: Path) -> Path:
    path = tmp_path / "state" / "ledger.db"
    Ledger(path).close()
    return path


def test_a_sound_ledger_passes_unchanged(environ, ledger):
    before = ledger.read_bytes()

    assert machine.check_ledger(environ).state is State.PASS
    assert ledger.read_bytes() == before


def test_a_broken_ledger_fails_with_the_way_out(environ, ledger):
    ledger.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)

    found = machine.check_ledger(environ)

    assert found.state is State.FAIL
    assert "mv " in str(found.fix)


def test_a_newer_ledger_fails(environ, ledger):
    with closing(sqlite3.connect(ledger)) as db:
        db.execute("pragma user_version = 99")

    assert "newer" in machine.check_ledger(environ).message


def test_another_program_of_the_same_name_is_pointed_out(tmp_path):
    other = tmp_path / "layers"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)

    path = {each.name: each for each in machine.check_program({"PATH": str(tmp_path)}, Path("x"))}[
        "path"
    ]

    assert path.state is State.WARN
    assert "layers-cli" in str(path.fix)


def test_this_program_on_path_is_well():
    here = {"PATH": str(Path(sys.executable).parent)}

    assert [each.state for each in machine.check_program(here, Path("x"))] == [State.PASS] * 2


def test_a_terminal_of_another_encoding_is_a_warning():
    old = Terminal(is_terminal=True, glyphs=False)

    assert machine.check_terminal(old, {}, "cp1252", lambda: "ascii").state is State.WARN
