"""Rows of a campaign as they are asked for: a board on a terminal, lines elsewhere, JSON events."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol, TextIO

from layers_cli.render.progress.asking_counter import LEFT, AskingCounter, failure_words
from layers_cli.render.sanitize import clean
from layers_cli.render.text import iso_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from layers_cli.campaigns.progress import RowEvent
    from layers_cli.campaigns.store import CampaignCounts
    from layers_cli.render.forms.json import JsonWriter
    from layers_cli.render.terminal import Terminal

HEARTBEAT_SECONDS = 30.0


class AskingDisplay(Protocol):
    """Shows how rows are asked for. Threads call `limited`, one thread all else."""

    def row(self, event: RowEvent) -> None:
        """Take in what came of one row."""

    def totals(self, counts: CampaignCounts, failed: Sequence[RowEvent]) -> None:
        """Take in *counts* of rows that others ask for, and those that *failed* since the last."""

    def limited(self, seconds: float) -> None:
        """Take in that the server asks to wait."""


class NullAsking:
    """Shows nothing."""

    def row(self, event: RowEvent) -> None:
        """Ignore it."""

    def totals(self, counts: CampaignCounts, failed: Sequence[RowEvent]) -> None:
        """Ignore them."""

    def limited(self, seconds: float) -> None:
        """Ignore it."""


class AskingEvents(NullAsking):
    """Writes each row to stdout as one JSON object a line, numbered."""

    def __init__(self, writer: JsonWriter, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._now = now
        self._seq = 0
        self._last: dict[str, Any] = {}

    def row(self, event: RowEvent) -> None:
        """Write *event*."""
        self._write("row", event_data(event))

    def totals(self, counts: CampaignCounts, failed: Sequence[RowEvent]) -> None:
        """Write the rows that *failed*, and *counts* if they are others than before."""
        for event in failed:
            self.row(event)
        rows = {str(state): count for state, count in counts.rows.items()}
        data = {"rows": rows, "creditsAccepted": counts.credits_accepted}
        if data != self._last:
            self._last = data
            self._write("counts", data)

    def _write(self, type_: str, data: Mapping[str, Any]) -> None:
        self._seq += 1
        head = {"type": type_, "time": iso_time(self._now()), "seq": self._seq}
        self._writer.line({**head, **data})


def event_data(event: RowEvent) -> dict[str, Any]:
    """Return *event* as JSON says it; the schema is ours."""
    return {
        "row": event.row.number,
        "key": event.row.name,
        "idempotencyKey": event.row.key,
        "state": str(event.state),
        "jobId": event.job_id,
        "containerIds": list(event.container_ids),
        "credits": event.row.credits,
        "code": event.code,
        "message": event.message,
        "fix": event.fix,
        "requestId": event.request_id,
    }


class AskingLines:
    """Writes a line about every half minute and at the end, and one for each row that fails."""

    def __init__(self, stream: TextIO, counter: AskingCounter, now: Callable[[], datetime]) -> None:
        self._stream = stream
        self._counter = counter
        self._now = now
        self._last = now()

    def __enter__(self) -> AskingLines:
        return self

    def __exit__(self, *_: object) -> None:
        if self._counter.rate:
            self._line(self._counter.words)

    def row(self, event: RowEvent) -> None:
        """Take in *event*, and write a line if one is due."""
        self._counter.row(event)
        self._told([event])

    def totals(self, counts: CampaignCounts, failed: Sequence[RowEvent]) -> None:
        """Take in *counts* and what *failed*, and write a line if one is due."""
        self._counter.totals(counts, failed)
        self._told(failed)

    def limited(self, seconds: float) -> None:
        """Take in that the server asks to wait."""
        self._counter.limited(seconds)

    def _told(self, events: Sequence[RowEvent]) -> None:
        for event in events:
            if event.message:
                self._line(failure_words(event))
        if (self._now() - self._last).total_seconds() >= HEARTBEAT_SECONDS:
            self._last = self._now()
            self._line(self._counter.words)

    def _line(self, text: str) -> None:
        self._stream.write(f"{self._now():%H:%M:%S} {clean(text)}\n")
        self._stream.flush()


def choose_display(
    counts: CampaignCounts,
    *,
    events: JsonWriter | None,
    stderr: TextIO,
    terminal: Terminal,
    environ: Mapping[str, str],
    mode: str,
    now: Callable[[], datetime],
) -> AbstractContextManager[AskingDisplay]:
    """Return the display: *events* for programs, a board for a live *terminal*, or lines.

    *mode* is auto, plain or none.
    """
    if events is not None:
        return nullcontext(AskingEvents(events, now))
    if mode == "none" or not sum(counts.rows.get(state, 0) for state in LEFT):
        return nullcontext(NullAsking())
    counter = AskingCounter(counts)
    if mode == "auto" and terminal.live:
        from layers_cli.render.progress.board import AskingBoard  # lines need no Rich

        return AskingBoard(counter, stream=stderr, terminal=terminal, environ=environ)
    return AskingLines(stderr, counter, now)
