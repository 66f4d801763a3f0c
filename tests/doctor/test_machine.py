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
from tests.platforms import not_as_root


def states(environ: dict[str, str]) -> dict[str, State]:
    return {each.name: each.state for each in machine.check_folders(environ)}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    names = ("CONFIG", "STATE", "CACHE")
    return {f"LAYERS_{name}_DIR": str(tmp_path / name.lower()) for name in names}


def test_folders_that_can_be_created_pass_and_are_not_created(environ, tmp_path):
    assert set(states(environ).values()) == {State.PASS}
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_a_folder_fails(environ, tmp_path):
    (tmp_path / "state").write_text("")

    assert states(environ)["state folder"] is State.FAIL


@not_as_root
def test_a_read_only_folder_fails(environ, tmp_path):
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


def test_a_broken_ledger_fails_with_a_fix(environ, ledger):
    ledger.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)

    found = machine.check_ledger(environ)

    assert found.state is State.FAIL
    assert "mv " in str(found.fix)


def test_a_newer_ledger_fails(environ, ledger):
    with closing(sqlite3.connect(ledger)) as db:
        db.execute("pragma user_version = 99")

    assert "newer" in machine.check_ledger(environ).message


def test_another_program_called_layers_is_a_warning(tmp_path):
    other = tmp_path / "layers"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)

    path = {each.name: each for each in machine.check_program({"PATH": str(tmp_path)}, Path("x"))}[
        "path"
    ]

    assert path.state is State.WARN
    assert "layers-cli" in str(path.fix)


def test_this_program_first_on_path_passes():
    here = {"PATH": str(Path(sys.executable).parent)}

    assert [each.state for each in machine.check_program(here, Path("x"))] == [State.PASS] * 3


def test_a_terminal_without_utf8_is_a_warning():
    old = machine.TerminalInfo(
        is_terminal=True, encoding="cp1252", has_glyphs=False, pictures=lambda: "ascii"
    )

    assert machine.check_terminal(old, {}).state is State.WARN


def npm_command(folder: Path) -> Path:
    """Put the vendor's `layers` into *folder*, as npm links it."""
    script = folder / "lib" / "node_modules" / "@layers" / "cli" / "bin.js"
    script.parent.mkdir(parents=True)
    script.write_text("#!/usr/bin/env node\n")
    script.chmod(0o755)
    (folder / "bin").mkdir()
    (folder / "bin" / "layers").symlink_to(script)
    return folder / "bin"


def test_the_vendors_command_behind_ours_is_named(tmp_path):
    vendors = npm_command(tmp_path)
    path = f"{Path(sys.executable).parent}{os.pathsep}{vendors}"

    found = {each.name: each for each in machine.check_program({"PATH": path}, Path("x"))}

    assert found["path"].state is State.PASS
    assert str(vendors / "layers") in found["vendor command"].message


def test_the_vendors_command_before_ours_is_a_warning(tmp_path):
    path = f"{npm_command(tmp_path)}{os.pathsep}{Path(sys.executable).parent}"

    found = {each.name: each for each in machine.check_program({"PATH": path}, Path("x"))}

    assert found["path"].state is State.WARN
    assert "the vendor's command" in found["path"].message


def test_the_vendors_command_is_known_by_its_script_too(tmp_path):
    script = tmp_path / "layers"
    script.write_text('#!/bin/sh\nexec node "$basedir/node_modules/@layers/cli/bin.js" "$@"\n')
    script.chmod(0o755)

    found = {each.name: each for each in machine.check_program({"PATH": str(tmp_path)}, Path("x"))}

    assert str(script) in found["vendor command"].message
