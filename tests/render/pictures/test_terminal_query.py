"""The terminal is asked quickly, and what somebody types meanwhile is not lost."""

import os
import select
import subprocess
import sys
import time

import pytest

if sys.platform == "win32":
    pytest.skip("no terminals of this kind", allow_module_level=True)
else:
    import pty

# A session's leader gets the first terminal that it opens for its own.
ASKING = """
import os, sys, termios, time
os.open(os.ttyname(0), os.O_RDWR)
from layers_cli.render.pictures.terminal_query import ask
sys.stdin.readline()
before = termios.tcgetattr(0)
started = time.monotonic()
print(repr(ask({seconds})), flush=True)
print("restored", termios.tcgetattr(0) == before, flush=True)
print("typed", repr(sys.stdin.readline()), flush=True)
"""


def converse(answer: bytes, *, seconds: float = 5, typed_ahead: bytes = b"") -> str:
    """Run `ask` on a terminal that answers with *answer*, and return all that was written."""
    terminal, end = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", ASKING.format(seconds=seconds)],
        stdin=end,
        stdout=end,
        stderr=end,
        start_new_session=True,
    )
    os.close(end)
    os.write(terminal, b"go\n" + typed_ahead)
    said, answered, until = b"", False, time.monotonic() + 30
    try:
        while time.monotonic() < until:
            if not select.select([terminal], [], [], 0.1)[0]:
                continue
            try:
                said += os.read(terminal, 4096)
            except OSError:  # the other side is closed
                break
            if b"\x1b[c" in said and not answered:
                os.write(terminal, answer)
                answered = True
            if b"restored True\r\n" in said and not typed_ahead:
                os.write(terminal, b"later\n")
                typed_ahead = b"later\n"
    finally:
        os.close(terminal)
        child.wait(30)
    return said.decode()


def test_the_answer_is_read_whole_and_no_more():
    said = converse(b"\x1b[6;20;10t\x1b[?62;4c")

    assert "62;4c" in said
    assert "restored True" in said
    assert r"typed 'later\n'" in said


def test_a_terminal_that_stays_silent_costs_a_moment():
    said = converse(b"", seconds=0.1)

    assert "None" in said
    assert "restored True" in said


def test_typed_ahead_input_is_left_for_the_next_program():
    said = converse(b"\x1b[?62;4c", typed_ahead=b"ls -l\n")

    assert "None" in said
    assert "\x1b[c" not in said
    assert r"typed 'ls -l\n'" in said


def test_without_a_terminal_nobody_is_asked():
    code = "from layers_cli.render.pictures.terminal_query import ask; print(ask(0.1))"

    done = subprocess.run(
        [sys.executable, "-c", code], start_new_session=True, capture_output=True, check=True
    )

    assert done.stdout.split() == [b"None"]
