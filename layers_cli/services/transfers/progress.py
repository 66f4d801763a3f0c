"""Tell how transfers come along from several threads."""

from collections.abc import Sequence
from threading import Lock

from layers_cli.render.progress.transfers import TransferDisplay


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
