"""How files come along while they are sent: live bars on a terminal, a line a file elsewhere."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol, TextIO

from .text import byte_count, clean, duration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from .terminal import Terminal

Key = tuple[int, int]


class TransferDisplay(Protocol):
    """Shows files on their way. May be told by several threads; a file's key is unique."""

    def begin(self, key: Key, name: str, size: int) -> None:
        """Show that a file of *size* bytes begins, or begins anew."""

    def sent(self, key: Key, count: int) -> None:
        """Show that so many of its bytes have been sent."""

    def stage(self, key: Key, words: str) -> None:
        """Show what is done with it after its last byte."""

    def end(self, keys: Sequence[Key], name: str, words: str) -> None:
        """Show that a post with these files has ended, one way or the other."""


class SilentTransfers:
    """Shows nothing."""

    def __enter__(self) -> SilentTransfers:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to take away."""

    def begin(self, key: Key, name: str, size: int) -> None:
        """Ignore it."""

    def sent(self, key: Key, count: int) -> None:
        """Ignore it."""

    def stage(self, key: Key, words: str) -> None:
        """Ignore it."""

    def end(self, keys: Sequence[Key], name: str, words: str) -> None:
        """Ignore it."""


class TransferLines(SilentTransfers):
    """Writes one line for each post that has ended: how, how large, how long it took."""

    def __init__(self, stream: TextIO, now: Callable[[], datetime]) -> None:
        self._stream = stream
        self._now = now
        self._files: dict[Key, tuple[int, datetime]] = {}
        self._lock = Lock()

    def begin(self, key: Key, name: str, size: int) -> None:
        """Remember when it began first."""
        with self._lock:
            self._files.setdefault(key, (size, self._now()))

    def end(self, keys: Sequence[Key], name: str, words: str) -> None:
        """Write the line."""
        with self._lock:
            now = self._now()
            begun = [self._files[key] for key in keys if key in self._files]
            spent = ""
            if begun:
                seconds = (now - min(start for _, start in begun)).total_seconds()
                spent = f" ({byte_count(sum(size for size, _ in begun))}, {duration(seconds)})"
            self._stream.write(f"{now:%H:%M:%S} {clean(f'{name}: {words}{spent}')}\n")
            self._stream.flush()


def choose_transfers(
    files: int,
    size: int,
    *,
    stderr: TextIO,
    terminal: Terminal,
    environ: Mapping[str, str],
    mode: str,
    now: Callable[[], datetime],
) -> AbstractContextManager[TransferDisplay]:
    """Return the display that suits *files* of *size* bytes; *mode* is auto, plain or none."""
    if mode == "none":
        return SilentTransfers()
    if mode == "auto" and terminal.live:
        from .transfer_bars import TransferBars

        return TransferBars(files, size, stream=stderr, terminal=terminal, environ=environ)
    return TransferLines(stderr, now)
