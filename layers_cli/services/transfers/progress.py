"""What transfers tell while they run; `render.output.Output` shows it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Protocol

from layers_cli.render.progress.transfers import TransferDisplay


class TransferProgress(Protocol):
    """Is told how a transfer comes along; called by one thread, but for `note` and `warn`."""

    def working(self, text: str) -> None:
        """Take in what is done before the first file moves."""

    def note(self, text: str) -> None:
        """Take in a sentence, such as why a file is sent again."""

    def warn(self, text: str) -> None:
        """Take in a warning."""

    def transferring(self, files: int, size: int | None) -> AbstractContextManager[TransferDisplay]:
        """Return a display of *files* files and *size* bytes in all, None if that is not known."""


class ThreadSafeProgress:
    """Passes on to *display* what several threads tell, one call at a time."""

    def __init__(self, display: TransferDisplay) -> None:
        self._display = display
        self._lock = Lock()

    def moved(self, name: str, done: int, length: int) -> None:
        """Tell that *done* of the *length* bytes have been sent; 0 begins anew."""
        with self._lock:
            self._display.moved(name, done, length)

    def stage(self, name: str, words: str) -> None:
        """Tell what is done after the last byte."""
        with self._lock:
            self._display.stage(name, words)

    def ended(self, files: Sequence[tuple[str, int | None]], state: str) -> None:
        """Tell how all *files* of one post have ended: their names and sizes in bytes."""
        with self._lock:
            for name, size in files:
                self._display.ended(name, state, size)
