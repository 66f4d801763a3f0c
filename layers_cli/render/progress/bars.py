"""Live progress bars of jobs and containers, drawn by Rich. Imported where there is a terminal."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, TextIO

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from layers_cli.api.polling import Update
from layers_cli.render.console import make_console, rich_style
from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import Terminal
from layers_cli.render.text import duration
from layers_cli.render.theme import StatusStyle, status_style, status_words

MOST_ROWS = 20
REDRAWS_PER_SECOND = 5
WIDEST_BAR = 30
_STATE = len("generating visuals")  # the longest known, so that bars do not jump
_NAME = 14  # cells that stay of an id in a narrow window
_FOR_BARS, _FOR_TIMES = 50, 75  # window widths from which there is room for them


@dataclass(frozen=True)
class Row:
    """One container or job: its last update, and when it was first and last seen (seconds)."""

    update: Update
    started: float
    ended: float | None = None


class Bars:
    """One line for each container: id, state, bar, percent, time spent and left; a total below.

    At most `MOST_ROWS` are shown, and fewer in a low window: finished ones make room first.
    They go at the end if *transient*, a result being shown in their place, but stay after an error.
    *clock* counts seconds; without *auto_refresh* a frame is drawn only at an update.
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
        self._started = clock()
        self._rows: dict[str, Row] = {}
        self._console = make_console(stream, replace(terminal, links=False), environ)
        self._live = Live(
            console=self._console,
            get_renderable=self.frame,
            auto_refresh=auto_refresh,
            refresh_per_second=REDRAWS_PER_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._live.transient = self._transient and error is None
        self._live.stop()

    def update(self, update: Update) -> None:
        """Take in *update*; the next frame shows it."""
        now = self._clock()
        # Copied and replaced, since the thread that draws reads it meanwhile.
        row = self._rows.get(update.id) or Row(update, now)
        ended = row.ended or (now if update.finished else None)
        self._rows = {**self._rows, update.id: Row(update, row.started, ended)}
        if not self._live.auto_refresh:
            self._live.refresh()

    def write_above(self, line: str) -> None:
        """Write *line*, which may hold colours, above the bars."""
        self._console.print(Text.from_ansi(line))

    def frame(self) -> Group:
        """Draw the bars as they are now."""
        rows = list(self._rows.values())
        shown = _chosen(rows, max(1, min(MOST_ROWS, self._console.height - 2)))
        if self._total > 1 or len(rows) > 1:
            return Group(self._grid(shown), self._total_line(rows))
        return Group(self._grid(shown))

    def _grid(self, rows: Sequence[Row]) -> Table:
        window = self._console.width
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(min_width=_NAME)
        grid.add_column(min_width=_STATE, no_wrap=True)
        if window >= _FOR_BARS:
            grid.add_column(max_width=WIDEST_BAR)
            grid.add_column(min_width=len("100%"), justify="right", no_wrap=True)
        if window >= _FOR_TIMES:
            grid.add_column(no_wrap=True)
        for row in rows:
            grid.add_row(*self._cells(row)[: len(grid.columns)])
        return grid

    def _cells(self, row: Row) -> list[RenderableType]:
        update = row.update
        look = _style(update)
        share = update.progress
        glyph = look.glyph if self._terminal.glyphs else look.ascii_glyph
        return [
            Text.assemble(
                self._text(f"{glyph} ", look.style),
                clean(update.id),
                no_wrap=True,
                overflow="ellipsis" if self._terminal.glyphs else "crop",
            ),
            self._text(_state(update), look.style),
            ProgressBar(1.0, share or 0.0, style="dim", complete_style=look.style or "none"),
            "" if share is None else f"{share:.0%}",
            self._text(self._times(row), "dim"),
        ]

    def _times(self, row: Row) -> str:
        spent = duration((row.ended or self._clock()) - row.started)
        if row.update.finished or row.update.eta_seconds is None:
            return spent
        return f"{spent}, {duration(row.update.eta_seconds)} left"

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
