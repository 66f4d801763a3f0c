"""The full-screen review on a real pseudo-terminal: keys, signals, a kill, a lost connection."""

import os
import signal
import sys

import pexpect
import pytest

from layers_cli.sandbox.core.request_log import RequestFilter
from layers_cli.sandbox.testing import sandbox
from tests.platforms import posix_only
from tests.scenarios.test_killed_decisions import pending
from tests.scenarios.test_kills import logged_in

pytestmark = [posix_only, pytest.mark.slow]

SECONDS = 60


@pytest.fixture
def server(tmp_path):
    with sandbox(tmp_path / "sandbox") as served:
        pending(served, 4)
        yield served


@pytest.fixture
def start(server, tmp_path):
    """Start a review on a terminal, and wait until it is drawn."""
    started = []

    def start(*argv, **more):
        environ = logged_in(server, tmp_path) | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        child = pexpect.spawn(
            sys.executable,
            ["-m", "layers_cli", "review", *argv],
            env=environ | more,
            dimensions=(24, 80),
            encoding="utf-8",
            codec_errors="replace",
            timeout=SECONDS,
        )
        started.append(child)
        child.expect(r"waiting")
        child.expect(r"Keys")
        return child

    yield start
    for child in started:
        child.close(force=True)


def sent(server):
    found = server.state.request_log.entries(RequestFilter())
    return [each.path for each in found if each.path.endswith(("/approve", "/reject"))]


def ended(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.before


def test_keys_decide_send_and_leave(start, server):
    child = start()
    child.send("a")
    child.expect("1 to send")
    child.setwinsize(60, 200)
    child.send("r")
    child.expect("why")
    child.send("weak\r")
    child.expect("2 to send")
    child.send("q")
    child.expect("not sent")
    child.send("s")
    rest = ended(child)

    assert child.exitstatus == 0, rest
    assert "made" in rest
    assert len(sent(server)) == len(set(sent(server))) == 2


@pytest.mark.parametrize("how", ["kill", "ctrl-c", "term", "hang up"])
def test_review_that_ends_by_force_loses_nothing_and_sends_nothing_twice(start, server, how):
    child = start()
    child.send("a")
    child.expect("1 to send")
    if how == "ctrl-c":
        child.send("\x03")
    else:
        number = {"kill": signal.SIGKILL, "term": signal.SIGTERM, "hang up": signal.SIGHUP}[how]
        os.kill(child.pid, number)
    rest = ended(child)
    assert "Traceback" not in rest
    assert sent(server) == []

    again = start()
    again.send("S")
    again.expect("decision sent")
    again.send("q")
    ended(again)

    assert len(sent(server)) == 1
    codes = {"ctrl-c": 130, "term": 143, "hang up": 129}
    if how in codes:
        assert child.exitstatus == codes[how], rest


def test_terminal_is_left_as_it_was(start):
    child = start()
    child.send("\x03")
    rest = ended(child)

    assert "\x1b[?1049l" in rest
    assert "\x1b[?25h" in rest
    assert "Stopped" in rest
