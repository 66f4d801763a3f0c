"""Bars for files on their way, drawn by Rich. Imported only where there is a terminal."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

from rich.text import Text

from layers_cli.render.screen import Screen
from layers_cli.render.text import byte_count, clean, cut, duration, width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layers_cli.render.terminal import Terminal

MOST_ROWS = 20
_WIDEST_NAME = 40
_WIDEST_BAR = 30
_NARROWEST_BAR = 8
_SHORTEST_NAME = 8
_COMFORTABLE = 70  # cells; a narrower window gets percent and speed alone
_GAP = "  "


@dataclass(frozen=True)
class Row:
    """One file under way: *first* bytes were there when it was first heard of, at *begun*.

    *stage* is what is done with it once all of its bytes have moved.
    """

    name: str
    done: int
    length: int | None
    first: int
    begun: float
    stage: str | None = None

    def rate(self, now: float) -> float:
        """Return how many bytes come in a second."""
        return (self.done - self.first) / max(now - self.begun, 0.001)


class TransferBars:
    """One line for each file under way, a total below; all of it goes when the work is over.

    *clock* counts seconds; without *auto_refresh* a frame is drawn only when something is told.
    """

    def __init__(
        self,
        files: int,
        size: int | None,
        *,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        clock: Callable[[], float] = time.monotonic,
        auto_refresh: bool = True,
    ) -> None:
        self._files, self._size = files, size
        self._terminal = terminal
        self._clock = clock
        self._begun = clock()
        self._rows: dict[str, Row] = {}
        self._ended = self._failed = self._widest_name = 0
        self._there = self._fetched = 0  # bytes of the files that have ended, and those that came
        self._screen = Screen(stream, terminal, environ)
        self._live = self._screen.live(self.frame, auto_refresh=auto_refresh)
        self._live.transient = True

    def __enter__(self) -> TransferBars:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def moved(self, name: str, done: int, length: int | None) -> None:
        """Take it in; it is seen with the next frame."""
        # Copied and replaced, since the thread that draws reads it meanwhile.
        row = self._rows.get(name) or Row(name, done, length, done, self._clock())
        self._rows = {**self._rows, name: replace(row, done=done, length=length, stage=None)}
        self._refresh()

    def stage(self, name: str, words: str) -> None:
        """Say *words* in the place of the pace."""
        if row := self._rows.get(name):
            self._rows = {**self._rows, name: replace(row, stage=words)}
            self._refresh()

    def ended(self, name: str, state: str, size: int | None) -> None:
        """Take the line of *name* away."""
        row = self._rows.get(name)
        self._rows = {each: row for each, row in self._rows.items() if each != name}
        self._ended += 1
        self._failed += state == "failed"
        self._there += size or 0
        self._fetched += row.done - row.first if row else 0
        self._refresh()

    def write_above(self, line: str) -> None:
        """Write *line*, which may hold colours, above the bars."""
        self._screen.console.print(Text.from_ansi(line))

    def frame(self) -> Text:
        """Draw the bars as they are now."""
        rows = list(self._rows.values())
        room = max(1, min(MOST_ROWS, self._screen.console.height - 2))
        lines = [self._line(row) for row in rows[:room]]
        lines.append(self._total(rows))
        return Text("\n", no_wrap=True, overflow="crop").join(lines)

    def _refresh(self) -> None:
        if not self._live.auto_refresh:
            self._live.refresh()

    def _line(self, row: Row) -> Text:
        now = self._clock()
        window = self._screen.width - 1
        words = self._words(row, now, short=window < _COMFORTABLE)
        name = clean(PurePath(row.name).name)
        # This width only grows, so that the bars do not jump with every file.
        self._widest_name = max(self._widest_name, min(width(name), _WIDEST_NAME))
        spare = window - width(words) - 2 * len(_GAP) - _NARROWEST_BAR
        longest = max(_SHORTEST_NAME, min(self._widest_name, spare))
        name = cut(name, longest, ellipsis="…" if self._terminal.glyphs else ".")
        line = Text(name + " " * (longest - width(name)) + _GAP)
        room = min(_WIDEST_BAR, window - line.cell_len - len(_GAP) - width(words))
        if row.length and room >= _NARROWEST_BAR:
            line.append_text(self._bar(row.done / row.length, room)).append(_GAP)
        return line.append(words, self._style("dim"))

    def _words(self, row: Row, now: float, *, short: bool) -> str:
        left = None if row.length is None else row.length - row.done
        pace = row.stage or _pace(row.rate(now), None if short else left)
        if not row.length:
            return f"{byte_count(row.done)}{_GAP}{pace}"
        size = "" if short else f"{_GAP}{byte_count(row.done)} of {byte_count(row.length)}"
        return f"{row.done / row.length:4.0%}{size}{_GAP}{pace}"

    def _bar(self, share: float, cells: int) -> Text:
        full, empty = ("━", "─") if self._terminal.glyphs else ("#", "-")
        done = int(cells * min(1.0, share))
        bar = Text().append(full * done, self._style("cyan"))
        return bar.append(empty * (cells - done), self._style("dim"))

    def _total(self, rows: list[Row]) -> Text:
        done = self._there + sum(row.done for row in rows)
        came = self._fetched + sum(row.done - row.first for row in rows)
        rate = came / max(self._clock() - self._begun, 0.001)
        size = byte_count(done) + (f" of {byte_count(self._size)}" if self._size else "")
        parts = [f"{self._ended} of {self._files} files", size]
        parts += [f"{self._failed} failed"] if self._failed else []
        parts.append(_pace(rate, self._size and self._size - done))
        return Text(", ".join(parts), style=self._style("dim"))

    def _style(self, name: str) -> str:
        return name if self._terminal.color else ""


def _pace(rate: float, left: int | None) -> str:
    """Return how fast it goes, and for how long yet if it is known how much is *left*."""
    speed = f"{byte_count(int(rate))}/s"
    if left is None or rate < 1:
        return speed
    return f"{speed}, {duration(max(0, left) / rate)} left"
