"""Saves several files at once, and tells one caller what happens, in one thread.

The workers are daemons: Ctrl-C waits for no server. What they leave behind is a part to go on with.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread

from layers_cli.downloads.transfer import Downloaded, Wanted, Watch

_EVERY_SECONDS = 0.1  # how often a file's progress is told
_LOOK_UP_SECONDS = 0.5  # Windows delivers Ctrl-C only between two waits

Save = Callable[[Wanted, Watch], Downloaded]


@dataclass(frozen=True)
class Moved:
    """*done* bytes of *wanted* are there, of *length* if that is known."""

    wanted: Wanted
    done: int
    length: int | None


@dataclass(frozen=True)
class Ended:
    """*wanted* is saved, or *error* says why it is not."""

    wanted: Wanted
    saved: Downloaded | None = None
    error: BaseException | None = None


@dataclass(frozen=True)
class Told:
    """A sentence about what goes on, such as a wait before another try."""

    text: str


class _StopError(BaseException):
    """Nobody waits for the work any more."""


class Crew:
    """*jobs* workers that *save* files; `tell` may be called by them."""

    def __init__(self, save: Save, jobs: int) -> None:
        self._save = save
        self._jobs = jobs
        self._tasks: SimpleQueue[Wanted | None] = SimpleQueue()
        self._events: SimpleQueue[Moved | Ended | Told] = SimpleQueue()
        self._stop = Event()
        self._open = 0
        self._workers = 0

    def add(self, wanted: Wanted) -> None:
        """Put *wanted* behind what is to be saved; a worker may begin with it at once."""
        self._open += 1
        self._tasks.put(wanted)
        if self._workers < min(self._jobs, self._open):
            self._workers += 1
            Thread(target=self._work, daemon=True).start()

    def tell(self, text: str) -> None:
        """Let the caller know of *text*."""
        self._events.put(Told(text))

    def events(self) -> Iterator[Moved | Ended | Told]:
        """Yield what happens until all that was added has ended."""
        try:
            while self._open:
                event = self._next()
                if isinstance(event, Ended):
                    self._open -= 1
                if event is not None:
                    yield event
        finally:
            self._stop.set()
            for _ in range(self._workers):
                self._tasks.put(None)

    def _next(self) -> Moved | Ended | Told | None:
        try:
            return self._events.get(timeout=_LOOK_UP_SECONDS)
        except Empty:
            return None

    def _work(self) -> None:
        while (wanted := self._tasks.get()) is not None and not self._stop.is_set():
            self._events.put(self._ended(wanted))

    def _ended(self, wanted: Wanted) -> Ended:
        try:
            return Ended(wanted, saved=self._save(wanted, self._watch(wanted)))
        except (Exception, _StopError) as exc:  # noqa: BLE001 - it is the caller's to tell
            return Ended(wanted, error=exc)

    def _watch(self, wanted: Wanted) -> Watch:
        last = 0.0

        def watch(done: int, length: int | None) -> None:
            nonlocal last
            if self._stop.is_set():
                raise _StopError
            if (now := time.monotonic()) - last >= _EVERY_SECONDS or done == length:
                last = now
                self._events.put(Moved(wanted, done, length))

        return watch
