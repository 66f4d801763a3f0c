"""Job progress: live bars on a terminal, lines elsewhere, JSON events for programs."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Protocol, TextIO

from layers_cli.render.sanitize import clean
from layers_cli.render.text import duration, iso_time
from layers_cli.render.theme import status_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from layers_cli.api.polling import Update
    from layers_cli.render.forms.json import JsonWriter
    from layers_cli.render.terminal import Terminal

HEARTBEAT_SECONDS = 30.0
_LOOK_EVERY_SECONDS = 5.0


class WatchDisplay(Protocol):
    """Shows the progress of containers or jobs."""

    def update(self, update: Update) -> None:
        """Take in the latest state."""


class NullProgress:
    """Shows nothing."""

    def update(self, update: Update) -> None:
        """Ignore *update*."""


class EventLines:
    """Writes each update to stdout as one JSON object a line, numbered."""

    def __init__(self, writer: JsonWriter, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._now = now
        self._seq = 0

    def update(self, update: Update) -> None:
        """Write *update* as an event."""
        self._seq += 1
        event = {
            "type": "progress",
            "time": iso_time(self._now()),
            "seq": self._seq,
            "kind": update.kind,
            "id": update.id,
            "jobId": update.job_id,
            "status": update.status,
            "stage": update.stage,
            "progress": update.progress,
            "etaSeconds": update.eta_seconds,
            "finished": update.finished,
            "missed": update.failed_poll,
        }
        self._writer.line(event)


class PlainLines:
    """Writes one line for each change of state or stage, and a heartbeat in between.

    As a context manager, it writes the heartbeat also while no update comes.
    """

    def __init__(self, stream: TextIO, total: int, now: Callable[[], datetime]) -> None:
        self._stream = stream
        self._total = total
        self._now = now
        self._start = self._last = now()
        self._told: dict[str, tuple[str, str | None]] = {}
        self._missing: set[str] = set()
        self._finished: set[str] = set()
        self._lock = Lock()
        self._over = Event()

    def __enter__(self) -> PlainLines:
        Thread(target=self._keep_looking, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def update(self, update: Update) -> None:
        """Write a line if *update* brings something new, or if a heartbeat is due."""
        with self._lock:
            self._take(update)
        self.heartbeat()

    def heartbeat(self) -> None:
        """Write a heartbeat if nothing was written for half a minute."""
        with self._lock:
            now = self._now()
            if (now - self._last).total_seconds() >= HEARTBEAT_SECONDS:
                elapsed = duration((now - self._start).total_seconds())
                finished = f"{len(self._finished)} of {self._total} finished"
                self._line(f"still processing: {finished}, {elapsed}")

    def _keep_looking(self) -> None:
        while not self._over.wait(_LOOK_EVERY_SECONDS):
            self.heartbeat()

    def _take(self, update: Update) -> None:
        if update.finished:
            self._finished.add(update.id)
        if update.failed_poll:
            if update.id not in self._missing:
                self._missing.add(update.id)
                self._line(f"{update.id} could not be read, trying again: {update.failed_poll}")
        else:
            self._missing.discard(update.id)
            state = (update.status, update.stage)
            if self._told.get(update.id) != state:
                self._told[update.id] = state
                self._line(f"{update.id} {state_words(update)}")

    def _line(self, text: str) -> None:
        self._last = self._now()
        self._stream.write(f"{self._last:%H:%M:%S} {clean(text)}\n")
        self._stream.flush()


def state_words(update: Update) -> str:
    """Return status, stage and percent as one phrase: `processing (generating visuals, 42%)`."""
    if update.is_queued:
        return "queued"
    status = status_words(update.status)
    if update.finished:
        return status
    stage = update.stage if update.stage and update.stage != update.status else ""
    percent = "" if update.progress is None else f"{update.progress:.0%}"
    details = ", ".join(filter(None, (stage.replace("_", " "), percent)))
    return f"{status} ({details})" if details else status


def choose_display(
    total: int,
    *,
    events: JsonWriter | None,
    stderr: TextIO,
    terminal: Terminal,
    environ: Mapping[str, str],
    mode: str,
    transient: bool,
    name: Callable[[str], str],
    now: Callable[[], datetime],
) -> AbstractContextManager[WatchDisplay]:
    """Return the display: *events* for programs, bars for a live *terminal*, or lines.

    *mode* is auto, plain or none; *transient* bars go when the work is over; *name* returns what
    they call the container of an id.
    """
    if events is not None:
        return nullcontext(EventLines(events, now))
    if mode == "none":
        return nullcontext(NullProgress())
    if mode == "auto" and terminal.live:
        from layers_cli.render.progress.bars import Bars  # lines need no Rich

        return Bars(
            total,
            stream=stderr,
            terminal=terminal,
            environ=environ,
            transient=transient,
            name=name,
        )
    return PlainLines(stderr, total, now)
