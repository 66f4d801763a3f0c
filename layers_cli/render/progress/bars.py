"""Live progress bars of jobs and containers, drawn by Rich. Imported where there is a terminal."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.console import Group
from rich.text import Text

from layers_cli.api.polling import Update
from layers_cli.render.console import rich_style
from layers_cli.render.progress.live_drawing import LiveDrawing
from layers_cli.render.sanitize import clean, first_line
from layers_cli.render.terminal import Terminal
from layers_cli.render.text import duration
from layers_cli.render.theme import StatusStyle, status_style, status_words

MOST_ROWS = 20
WIDEST_BAR = 20
_STATE = len("generating visuals")  # the longest known, so that bars do not jump
_TIME = len("12m 34s left")
_FOR_BARS, _FOR_TIMES = 60, 75  # window widths from which there is room for them


@dataclass(frozen=True)
class Row:
    """One container or job: its last update, and when it was first and last seen (seconds)."""

    update: Update
    started: float
    ended: float | None = None


class Bars(LiveDrawing):
    """One line for each container: state, bar, percent, time, and its name; a total below.

    At most `MOST_ROWS` are shown, and fewer in a low window: finished ones make room first.
    *name* returns what people call the container of an id, its hook say.
    *clock* counts seconds. The rest is as in `LiveDrawing`.
    """

    def __init__(
        self,
        total: int,
        *,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        transient: bool = False,
        name: Callable[[str], str] = str,
        clock: Callable[[], float] = time.monotonic,
        auto_refresh: bool = True,
    ) -> None:
        self._total = total
        self._name = name
        self._clock = clock
        self._started = clock()
        self._rows: dict[str, Row] = {}
        super().__init__(
            stream=stream,
            terminal=terminal,
            environ=environ,
            transient=transient,
            auto_refresh=auto_refresh,
        )

    def update(self, update: Update) -> None:
        """Take in *update*; the next frame shows it."""
        now = self._clock()
        # Copied and replaced, since the thread that draws reads it meanwhile.
        row = self._rows.get(update.id) or Row(update, now)
        ended = row.ended or (now if update.finished else None)
        self._rows = {**self._rows, update.id: Row(update, row.started, ended)}
        self.redraw()

    def frame(self) -> Group:
        """Draw the bars as they are now."""
        rows = list(self._rows.values())
        shown = _chosen(rows, max(1, min(MOST_ROWS, self._console.height - 2)))
        lines = [self._line(row) for row in shown]
        if self._total > 1 or len(rows) > 1:
            lines.append(self._total_line(rows))
        return Group(*lines)

    def _line(self, row: Row) -> Text:
        """Draw one row; what is cut is last, so that no width of foreign letters moves the rest."""
        window = self._console.width
        look = _style(row.update)
        glyph = look.glyph if self._terminal.glyphs else look.ascii_glyph
        line = Text(no_wrap=True, overflow="crop")
        line.append_text(
            self._text(f"{glyph} {_state(row.update)[:_STATE]:{_STATE}}  ", look.style)
        )
        if window >= _FOR_BARS:
            line.append_text(self._bar(row.update, look, min(WIDEST_BAR, window // 8)))
        if window >= _FOR_TIMES:
            line.append_text(self._text(f"{self._time(row):{_TIME}}  ", "dim"))
        name = Text(first_line(self._name(row.update.id)), overflow=self.overflow)
        return line.append_text(self.fit(name, max(window - line.cell_len, 0)))

    def _bar(self, update: Update, look: StatusStyle, width: int) -> Text:
        share = update.progress
        drawn = self.bar(share or 0.0, width=width, style=look.style or "none")
        percent = "" if share is None else f"{share:.0%}"
        return drawn.append(f"  {percent:>4}  ")

    def _time(self, row: Row) -> str:
        """Return the time left, or the time spent where nobody can say."""
        left = row.update.eta_seconds
        if row.update.finished or left is None or row.update.is_queued:
            return duration((row.ended or self._clock()) - row.started)
        return f"{duration(left)} left"

    def _total_line(self, rows: Sequence[Row]) -> Text:
        finished = sum(row.update.finished for row in rows)
        ends = Counter(row.update.status for row in rows)
        parts = [
            f"{finished} of {max(self._total, len(rows))} finished",
            *(f"{ends[status]} {status}" for status in ("failed", "canceled") if ends[status]),
            duration(self._clock() - self._started),
        ]
        return self._text(", ".join(parts), "dim")

    def _text(self, words: str, style: str) -> Text:
        return Text(words, rich_style(style, self._terminal))


def _chosen(rows: Sequence[Row], room: int) -> Sequence[Row]:
    """Return the *rows* to show, in their order: those under way, then the last to finish."""
    if len(rows) <= room:
        return rows
    ranked = sorted(
        range(len(rows)), key=lambda n: (rows[n].update.finished, -(rows[n].ended or 0.0))
    )
    return [rows[number] for number in sorted(ranked[:room])]


def _style(update: Update) -> StatusStyle:
    missed = update.failed_poll and not update.finished
    return status_style("pending" if missed else update.status)


def _state(update: Update) -> str:
    """Return the stage, or the status once it is final."""
    if update.failed_poll and not update.finished:
        return "no answer yet"
    if update.finished or not update.stage:
        return clean(status_words(update.status))
    return clean(update.stage).replace("_", " ")
