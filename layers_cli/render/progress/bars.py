"""Live progress bars on a terminal, drawn by Rich. Imported only where there is one to draw on."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TextIO

from rich.text import Text

from layers_cli.render.screen import Screen
from layers_cli.render.text import clean, cut, duration, width
from layers_cli.render.theme import StatusStyle, status_style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layers_cli.api.polling import Update
    from layers_cli.render.terminal import Terminal

MOST_ROWS = 20
_WIDEST_BAR = 30
_COMFORTABLE_BAR = 16
_NARROWEST_BAR = 8
_SHORTEST_NAME = 14
_PERCENT = 6
_GAP = "  "


@dataclass(frozen=True)
class Row:
    """One container or job: its last update, and when it was first and last seen (seconds)."""

    update: Update
    started: float
    ended: float | None = None


class Sizes(NamedTuple):
    """How many cells the name and the bar get, and whether the times have room; 0 is no bar."""

    name: int
    bar: int
    with_times: bool


class Bars:
    """One line for each container: id, stage, bar, percent, elapsed, time left; a total below.

    At most `MOST_ROWS` are shown, and fewer in a low window: finished ones make room first.
    They go at the end if *transient*, a result being shown in their place, but stay after an error.
    *clock* counts seconds; without *auto_refresh* a frame is drawn only when something is told.
    """

    def __init__(
        self,
        total: int,
        *,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        transient: bool = False,
        clock: Callable[[], float] = time.monotonic,
        auto_refresh: bool = True,
    ) -> None:
        self._total = total
        self._transient = transient
        self._terminal = terminal
        self._clock = clock
        self._begun = clock()
        self._rows: dict[str, Row] = {}
        self._most_words = self._most_times = 0
        self._screen = Screen(stream, terminal, environ)
        self._live = self._screen.live(self.frame, auto_refresh=auto_refresh)

    def __enter__(self) -> Bars:
        self._live.start()
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._live.transient = self._transient and error is None
        self._live.stop()

    def update(self, update: Update) -> None:
        """Take in *update*; it is seen with the next frame."""
        now = self._clock()
        # Copied and replaced, since the thread that draws reads it meanwhile.
        row = self._rows.get(update.id) or Row(update, now)
        ended = row.ended or (now if update.finished else None)
        self._rows = {**self._rows, update.id: Row(update, row.started, ended)}
        if not self._live.auto_refresh:
            self._live.refresh()

    def write_above(self, line: str) -> None:
        """Write *line*, which may hold colours, above the bars."""
        self._screen.console.print(Text.from_ansi(line))

    def frame(self) -> Text:
        """Draw the bars as they are now."""
        rows = self._rows
        lines = self._lines(_chosen(list(rows.values()), self._room()))
        if self._total > 1 or len(rows) > 1:
            lines.append(self._total_line(list(rows.values())))
        return Text("\n", no_wrap=True, overflow="crop").join(lines)

    def _room(self) -> int:
        return max(1, min(MOST_ROWS, self._screen.console.height - 2))

    def _total_line(self, rows: list[Row]) -> Text:
        done = sum(row.update.finished for row in rows)
        ends = Counter(row.update.status for row in rows)
        parts = [
            f"{done} of {max(self._total, len(rows))} done",
            *(f"{ends[status]} {status}" for status in ("failed", "canceled") if ends[status]),
            duration(self._clock() - self._begun),
        ]
        return Text(", ".join(parts), style=self._style("dim"))

    def _lines(self, rows: list[Row]) -> list[Text]:
        """Draw *rows* below each other, aligned, as the window allows."""
        words = [_words(row.update) for row in rows]
        times = [self._times(row) for row in rows]
        # These widths only grow, so that the bars do not jump with every stage.
        self._most_words = max(self._most_words, *map(width, words), 0)
        self._most_times = max(self._most_times, *map(len, times), 0)
        names = max((width(clean(row.update.id)) for row in rows), default=0)
        sizes = _sizes(self._screen.width - 1, names, self._most_words, self._most_times)
        return [
            self._line(row, word, spent, sizes)
            for row, word, spent in zip(rows, words, times, strict=True)
        ]

    def _line(self, row: Row, word: str, spent: str, sizes: Sizes) -> Text:
        appearance = _update_style(row.update)
        style = self._style(appearance.style)
        glyph = appearance.glyph if self._terminal.glyphs else appearance.ascii_glyph
        name = cut(clean(row.update.id), sizes.name, ellipsis="…" if self._terminal.glyphs else ".")
        line = Text().append(f"{glyph} ", style)
        line.append(name + " " * (sizes.name - width(name)) + _GAP)
        line.append(word, style).append(" " * (self._most_words - width(word)))
        if sizes.bar:
            line.append(_GAP).append_text(self._bar(row.update, sizes.bar))
        if sizes.with_times:
            line.append(_GAP).append(spent, self._style("dim"))
        line.rstrip()
        return line

    def _bar(self, update: Update, cells: int) -> Text:
        full, empty = ("━", "─") if self._terminal.glyphs else ("#", "-")
        share = min(1.0, max(0.0, update.progress or 0.0))
        done = int(cells * share)
        percent = "" if update.progress is None else f"{share:.0%}"
        bar = Text().append(full * done, self._style(_update_style(update).style))
        bar.append(empty * (cells - done), self._style("dim"))
        return bar.append(f"{percent:>{_PERCENT}}")

    def _times(self, row: Row) -> str:
        spent = duration((row.ended or self._clock()) - row.started)
        if row.update.finished or row.update.eta_seconds is None:
            return spent
        return f"{spent}, {duration(row.update.eta_seconds)} left"

    def _style(self, name: str) -> str:
        return name if self._terminal.color else ""


def _sizes(window: int, name: int, words: int, times: int) -> Sizes:
    """Share out *window* cells: short names before no times, no times before no bar."""
    fixed = len("✓ ") + len(_GAP) + words
    percent = len(_GAP) + _PERCENT
    for with_times in (True, False):
        spare = window - fixed - percent - (len(_GAP) + times if with_times else 0)
        if spare - _NARROWEST_BAR >= min(name, _SHORTEST_NAME):
            shown = min(name, max(_SHORTEST_NAME, spare - _COMFORTABLE_BAR))
            return Sizes(shown, min(_WIDEST_BAR, spare - shown), with_times)
    return Sizes(min(name, max(_SHORTEST_NAME, window - fixed)), 0, False)


def _chosen(rows: list[Row], room: int) -> list[Row]:
    """Return the *rows* to show, in their order: those under way, then the last to finish."""
    if len(rows) <= room:
        return rows
    ranked = sorted(
        range(len(rows)), key=lambda n: (rows[n].update.finished, -(rows[n].ended or 0.0))
    )
    return [rows[number] for number in sorted(ranked[:room])]


def _update_style(update: Update) -> StatusStyle:
    return (
        status_style("pending")
        if update.failed_poll and not update.finished
        else status_style(update.status)
    )


def _words(update: Update) -> str:
    """Return where it stands: the stage, or the state once it has ended."""
    if update.failed_poll and not update.finished:
        return "no answer yet"
    if update.finished or not update.stage:
        return clean(update.status)
    return clean(update.stage).replace("_", " ")
