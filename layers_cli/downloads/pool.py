"""Saves several files at once, and tells one caller what happens, in one thread.

The workers are daemon threads: Ctrl-C waits for no server. A partial file they leave is resumable.
"""

import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import NamedTuple

from layers_cli.downloads.requests import DownloadRequest, DownloadResult
from layers_cli.downloads.transfer import ProgressCallback

_EVERY_SECONDS = 0.1  # how often the progress of a file is reported
_LOOK_UP_SECONDS = 0.5  # Windows delivers Ctrl-C only between two waits

Save = Callable[[DownloadRequest, ProgressCallback], DownloadResult]


class FileProgress(NamedTuple):
    """*done* bytes of *request* are there, of *length* if that is known."""

    request: DownloadRequest
    done: int
    length: int | None


class FileFinished(NamedTuple):
    """*request* is saved, or *error* says why it is not."""

    request: DownloadRequest
    saved: DownloadResult | None = None
    error: BaseException | None = None


class FileMessage(NamedTuple):
    """A sentence to show, such as that a read is retried after a wait."""

    text: str


class _StopError(BaseException):
    """The pool was stopped."""


class DownloadPool:
    """*jobs* workers that *save* files; `tell` may be called by them."""

    def __init__(self, save: Save, jobs: int) -> None:
        self._save = save
        self._jobs = jobs
        self._tasks: SimpleQueue[DownloadRequest | None] = SimpleQueue()
        self._events: SimpleQueue[FileProgress | FileFinished | FileMessage] = SimpleQueue()
        self._stop = Event()
        self._open = 0
        self._workers = 0

    def add(self, request: DownloadRequest) -> None:
        """Put *request* behind what is to be saved; a worker may begin with it at once."""
        self._open += 1
        self._tasks.put(request)
        if self._workers < min(self._jobs, self._open):
            self._workers += 1
            Thread(target=self._work, daemon=True).start()

    def tell(self, text: str) -> None:
        """Let the caller know of *text*."""
        self._events.put(FileMessage(text))

    def events(self) -> Iterator[FileProgress | FileFinished | FileMessage]:
        """Yield what happens until all that was added has ended."""
        try:
            while self._open:
                event = self._next()
                if isinstance(event, FileFinished):
                    self._open -= 1
                if event is not None:
                    yield event
        finally:
            self._stop.set()
            for _ in range(self._workers):
                self._tasks.put(None)

    def _next(self) -> FileProgress | FileFinished | FileMessage | None:
        try:
            return self._events.get(timeout=_LOOK_UP_SECONDS)
        except Empty:
            return None

    def _work(self) -> None:
        while (request := self._tasks.get()) is not None and not self._stop.is_set():
            self._events.put(self._ended(request))

    def _ended(self, request: DownloadRequest) -> FileFinished:
        try:
            return FileFinished(request, saved=self._save(request, self._watch(request)))
        except (Exception, _StopError) as exc:  # noqa: BLE001 - it is the caller's to tell
            return FileFinished(request, error=exc)

    def _watch(self, request: DownloadRequest) -> ProgressCallback:
        last = 0.0

        def on_progress(done: int, length: int | None) -> None:
            nonlocal last
            if self._stop.is_set():
                raise _StopError
            if (now := time.monotonic()) - last >= _EVERY_SECONDS or done == length:
                last = now
                self._events.put(FileProgress(request, done, length))

        return on_progress
