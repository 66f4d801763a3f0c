"""Reads the log of the background sandbox: its last lines, and those that are still to come."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

PAUSE_SECONDS = 0.25


def last_lines(path: Path, count: int) -> tuple[list[str], int]:
    """Return the last *count* lines of the log at *path*, and the byte at which it ends.

    A line that is still being written is left to `new_lines`. Raises OSError if there is no log.
    """
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    lines = content[:end].decode(errors="replace").splitlines()
    return lines[max(0, len(lines) - count) :], end


def new_lines(path: Path, *, position: int, pause: Callable[[float], object]) -> Iterator[str]:
    """Yield each line of the log at *path* after the byte *position* once it is whole; never end.

    The log may be set aside for a new one meanwhile: it is opened anew at each look, after a
    *pause* of some seconds, so that on Windows too nobody keeps it from being renamed.
    """
    part = b""
    while True:
        content, position = _read_on(path, position)
        *lines, part = (part + content).split(b"\n")
        yield from (line.decode(errors="replace") for line in lines)
        pause(PAUSE_SECONDS)


def _read_on(path: Path, position: int) -> tuple[bytes, int]:
    """Return what the log holds from *position* on, and its end; from 0 if it is shorter now."""
    try:
        with path.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(position if position <= size else 0)
            content = log.read()
            return content, log.tell()
    except FileNotFoundError:  # between two logs
        return b"", 0
