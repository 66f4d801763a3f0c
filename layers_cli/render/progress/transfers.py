"""File transfers: live bars on a terminal, a line a file elsewhere."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Protocol, TextIO

from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import Terminal
from layers_cli.render.text import byte_count


class TransferDisplay(Protocol):
    """Shows files under way. One thread makes all calls."""

    def moved(self, name: str, done: int, length: int | None) -> None:
        """Note that *done* bytes of the file *name* are there, of *length* if it is known."""

    def stage(self, name: str, words: str) -> None:
        """Note what is done with the file *name* once all of its bytes have moved."""

    def ended(self, name: str, state: str, size: int | None) -> None:
        """Note how the file ended: *state* is a status word, *size* its length in bytes."""


class NullTransfers:
    """Shows nothing."""

    def moved(self, name: str, done: int, length: int | None) -> None:
        """Ignore it."""

    def stage(self, name: str, words: str) -> None:
        """Ignore it."""

    def ended(self, name: str, state: str, size: int | None) -> None:
        """Ignore it."""


class PlainTransfers(NullTransfers):
    """Writes one line for each file that has ended."""

    def __init__(self, stream: TextIO, files: int, now: Callable[[], datetime]) -> None:
        self._stream = stream
        self._files = files
        self._now = now
        self._ended = 0

    def ended(self, name: str, state: str, size: int | None) -> None:
        """Write the line."""
        self._ended += 1
        shown = "" if size is None else f" {byte_count(size)}"
        count = f"{self._ended}/{self._files}"
        self._stream.write(f"{self._now():%H:%M:%S} {count} {state} {clean(name)}{shown}\n")
        self._stream.flush()


def choose_display(
    files: int,
    size: int | None,
    *,
    stderr: TextIO,
    terminal: Terminal,
    environ: Mapping[str, str],
    mode: str,
    now: Callable[[], datetime],
) -> AbstractContextManager[TransferDisplay]:
    """Return the display for *files* of *size* bytes in all, if that is known.

    *mode* is auto, plain or none.
    """
    if mode == "none" or not files:
        return nullcontext(NullTransfers())
    if mode == "auto" and terminal.live:
        from layers_cli.render.progress.transfer_bars import TransferBars  # lines need no Rich

        return TransferBars(files, size, stream=stderr, terminal=terminal, environ=environ)
    return nullcontext(PlainTransfers(stderr, files, now))
