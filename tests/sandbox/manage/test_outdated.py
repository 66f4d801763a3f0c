"""A sandbox that was upgraded since it was started is replaced, or named (issue 12, kind 12)."""

import contextlib
import json
import os
import signal
import sys
from typing import Any

import pytest

from layers_cli.sandbox.manage import outdated
from layers_cli.sandbox.manage.ready_file import Ready
from layers_cli.sandbox.rendering import video_support
from layers_cli.sandbox.server.server import ServeOptions, serve
from layers_cli.sandbox.server.sockets import free_port, listen
from layers_cli.sandbox.state.opening import open_state
from tests.sandbox.manage.conftest import seen, starts


def ready(**said: Any) -> tuple[str, str]:
    """What a server says of itself beside its address."""
    return ("--ready", json.dumps({"program": sys.executable, "extras": [], **said}))


@pytest.fixture
def new_extra(monkeypatch):
    """An extra that has just been installed."""
    monkeypatch.setattr(outdated, "EXTRAS", {"json": "the extra for tests"})


@pytest.mark.parametrize("said", [{}, {"program": "/gone/python", "extras": ["json"]}])
def test_a_sandbox_that_was_upgraded_is_replaced_when_it_has_no_jobs(data, start, new_extra, said):
    old = start(*ready(**said))
    new = start(*ready(extras=["json"]))
    again = start()

    assert starts(data) == [old.pid, new.pid]
    assert again.pid == new.pid


@pytest.mark.parametrize(
    ("options", "advised"),
    [
        ((*ready(), "--jobs", "2"), "without the extra for tests. It restarts when it has no"),
        (ready(in_background=False), "Stop it where it runs, and start it again"),
    ],
)
def test_an_outdated_sandbox_that_goes_on_is_named(data, start, new_extra, options, advised):
    old = start(*options)
    same = start()
    said = outdated.advice(same, version="1.0", stop="layers sandbox stop")

    assert same.pid == old.pid
    assert said is not None
    assert advised in said
    assert said.endswith(": layers sandbox stop") == ("--jobs" in options)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"program": 7, "extras": "av", "in_background": "yes"},
        {"program": "\0", "extras": {"a": 1}},
        {"program": sys.executable, "extras": ["json", "another"]},
    ],
)
def test_a_sandbox_that_lacks_nothing_is_used_again(data, start, new_extra, said):
    first = start("--ready", json.dumps(said))

    assert start().pid == first.pid
    assert outdated.advice(first, version="1.0", stop="stop") is None


def test_the_server_says_what_it_was_started_with(tmp_path):
    said: list[Ready] = []

    def seen(found: Ready) -> None:
        said.append(found)
        os.kill(os.getpid(), signal.SIGTERM)

    serve(ServeOptions(tmp_path / "data"), on_ready=seen)

    assert said[0].program == sys.executable
    assert said[0].extras == outdated.installed_extras()
    assert not said[0].in_background


def test_videos_are_drawn_by_a_sandbox_that_was_started_without_their_extra(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    opened = open_state(tmp_path / "data")
    with contextlib.closing(opened):
        assert not video_support.has_video_support()
        monkeypatch.undo()

        assert video_support.has_video_support()
        assert "ugc-remix" in opened.renderers


def test_a_sandbox_takes_the_place_of_another_with_its_address_and_options(data, start):
    words = ["--create-rate", "600", "--placeholders"]
    old = start(*ready(options=words), version="0.9")
    new = start()

    assert new.pid != old.pid
    assert new.base_url == old.base_url
    assert (seen(data)["rate"], seen(data)["placeholders"]) == ("600", True)


@pytest.mark.parametrize(
    "words", [["--host", "0.0.0.0"], ["--allow-remote"], "--placeholders", [1]]
)
def test_options_that_no_sandbox_passes_on_are_left_out(data, start, words):
    start(*ready(options=words), version="0.9")
    start()

    assert (seen(data)["rate"], seen(data)["placeholders"]) == (None, False)


def test_a_sandbox_with_fault_rules_goes_on_and_says_so(data, start):
    old = start("--faults", "1", version="0.9")
    same = start()

    assert same.pid == old.pid
    said = outdated.advice(same, stop="stop", version="1.0")
    assert said is not None
    assert "when it has no fault rules; to stop it now: stop" in said


@pytest.mark.parametrize("stamp", ["1 2", ""])
def test_a_sandbox_whose_program_was_installed_anew_is_replaced(data, start, tmp_path, stamp):
    program = tmp_path / "program.py"
    program.touch()
    old = start(*ready(stamps={str(program): stamp}))
    why = outdated.advice(old, stop="stop", version="1.0")
    new = start()

    assert new.pid != old.pid
    assert why == (
        f"The sandbox is outdated: {program} was reinstalled."
        " The next command that uses it restarts it"
    )


def test_what_the_server_says_of_its_program_and_options_starts_one_like_it(tmp_path):
    stamps = outdated.program_stamps()
    options = ServeOptions(tmp_path, create_rate=7, placeholders=True, credits=5, port=9)

    assert all(stamps.values())
    assert sys.executable in stamps
    assert options.words == ("--create-rate", "7", "--placeholders")


def test_a_folder_with_the_name_of_an_extra_is_not_the_extra(tmp_path, monkeypatch):
    (tmp_path / "only_a_folder").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(outdated, "EXTRAS", {"only_a_folder": "an extra"})

    assert outdated.installed_extras() == ()


def test_a_taken_port_is_not_waited_for():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) == 0
    assert free_port("127.0.0.1", port) == port
    assert free_port("127.0.0.1", 2**20) == 0
