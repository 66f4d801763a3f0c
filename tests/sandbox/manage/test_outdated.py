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
from layers_cli.sandbox.state.opening import open_state
from tests.sandbox.manage.conftest import starts


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
