"""Asks the terminal what it can do, with a short limit and without eating what was typed.

The answer arrives where keystrokes do. So nothing is asked while input waits or another program
has the terminal, and nothing beyond the answer is read.
"""

import os
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

SECONDS = 0.5
_LONGEST_ANSWER = 256  # bytes
# The size of a cell in pixels (xterm's window operation 16), then the device attributes, which
# every terminal answers: with them the answer is whole.
_QUESTION = b"\x1b[16t\x1b[c"


@dataclass(frozen=True)
class Size:
    """A window in cells, and in pixels where the system knows them; 0 means it does not."""

    columns: int
    rows: int
    width: int = 0
    height: int = 0


def ask(seconds: float = SECONDS) -> str | None:
    """Return the answer of this process's terminal; None where it cannot be asked."""
    if sys.platform == "win32":
        return None
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    try:
        return _asked(terminal, seconds)
    except OSError:
        return None
    finally:
        os.close(terminal)


def window_size(descriptor: int) -> Size | None:
    """Return the size of the window of *descriptor*; None where it is unknown."""
    if sys.platform == "win32":
        columns, rows = os.get_terminal_size(descriptor)
        return Size(columns, rows)
    import fcntl  # Windows has none of these
    import struct
    import termios

    try:
        answer = fcntl.ioctl(descriptor, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    rows, columns, width, height = struct.unpack("HHHH", answer)
    return Size(columns, rows, width, height) if columns and rows else None


if sys.platform != "win32":

    def _asked(terminal: int, seconds: float) -> str | None:
        if os.tcgetpgrp(terminal) != os.getpgrp():  # in the background it would stop us
            return None
        with _letter_by_letter(terminal):
            if _waits(terminal, 0):  # typed ahead: it is for the next program
                return None
            os.write(terminal, _QUESTION)
            return _answer(terminal, time.monotonic() + seconds)

    @contextmanager
    def _letter_by_letter(terminal: int) -> Iterator[None]:
        """Read single characters without echo; waiting input stays (`TCSANOW`)."""
        import termios  # Windows has none

        before = termios.tcgetattr(terminal)
        changed = termios.tcgetattr(terminal)
        changed[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(terminal, termios.TCSANOW, changed)
        try:
            yield
        finally:
            termios.tcsetattr(terminal, termios.TCSANOW, before)

    def _answer(terminal: int, until: float) -> str | None:
        """Read up to the `c` that ends the device attributes, one byte at a time."""
        answer = b""
        while len(answer) < _LONGEST_ANSWER and _waits(terminal, until - time.monotonic()):
            answer += os.read(terminal, 1)
            if answer.endswith(b"c") and b"\x1b[?" in answer:
                return answer.decode("ascii", "replace")
        return None

    def _waits(terminal: int, seconds: float) -> bool:
        return bool(select.select([terminal], [], [], max(0, seconds))[0])
