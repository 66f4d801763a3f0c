"""Tables on a terminal: the first page settles the column widths, later pages follow below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TextIO

from rich.text import Text

from layers_cli.render.console import (
    cell_text,
    combines,
    fitted,
    is_certain,
    make_console,
    most_cells,
    rich_style,
)
from layers_cli.render.terminal import Terminal, window_width
from layers_cli.render.view_types import Cell, Column, ShortIds, TableView

_GAP = 2
_NARROWEST_FLEXIBLE = 12
_WIDEST_FLEXIBLE = 80
_WIDEST_FIXED = 40
_INDENT = 2


class _Size(NamedTuple):
    """The most *cells* that a value takes; one that *is_whole* is not cut."""

    cells: int
    is_whole: bool


@dataclass(frozen=True)
class _Layout:
    """The *widths* of the columns that are shown, by index.

    In a window too narrow even for those, *stacked* rows take two lines: the first column, and
    the others indented below it.
    """

    widths: dict[int, int]
    stacked: bool = False


class TableDrawer:
    """Draws the pages of one list on *stream*; only the first page has a header."""

    def __init__(
        self,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        view: TableView[Any],
        ids: ShortIds | None = None,
    ) -> None:
        self._ids = ids
        self._columns = view.columns
        self._terminal = terminal
        self._layout: _Layout | None = None
        self._combining = combines(environ)
        self._window = window_width(stream, environ)
        self._console = make_console(stream, terminal, environ, width=self._window)

    def page(self, rows: Sequence[Any], now: datetime) -> None:
        """Draw *rows* below the pages before."""
        texts = [[self._text(column.cell(row, now)) for column in self._columns] for row in rows]
        is_first = self._layout is None
        if self._layout is None:
            sizes = [[self._size(text) for text in row] for row in texts]
            self._layout = _layout(self._columns, sizes, self._window)
        if is_first and not self._layout.stacked:
            style = rich_style("dim", self._terminal)
            titles = [Text(column.title, style, overflow="crop") for column in self._columns]
            self._print(self._line(titles, self._layout))
        for row in texts:
            if self._layout.stacked:
                self._print(row[0])
            self._print(self._line(row, self._layout))

    def _size(self, text: Text) -> _Size:
        return _Size(self._cells(text), is_whole=not text.no_wrap)

    def _cells(self, text: Text) -> int:
        return most_cells(text.plain, combining=self._combining)

    def _text(self, cell: Cell) -> Text:
        if cell.is_id and self._ids:
            cell = cell._replace(text=self._ids.shorten(cell.text))
        text = cell_text(cell, self._terminal)
        text.no_wrap = not cell.whole
        text.overflow = "ellipsis" if self._terminal.glyphs else "crop"
        return text

    def _line(self, row: Sequence[Text], layout: _Layout) -> Text:
        """Return the cells of *row* beside each other."""
        place = _INDENT * layout.stacked
        line, padding = Text(), Text(" " * place)
        for index, width in layout.widths.items():
            text, is_right = row[index], self._columns[index].right
            if text.no_wrap:
                text = fitted(text, width, combining=self._combining)
            gap = " " * (width - self._cells(text))
            line.append_text(padding).append(gap if is_right else "").append_text(text)
            place += width + _GAP
            if is_certain(text.plain):
                padding = Text(("" if is_right else gap) + " " * _GAP)
            else:  # wherever the terminal is now, the next cell begins at its place
                padding = Text(f"\x1b[{place + 1}G")
        return line

    def _print(self, line: Text) -> None:
        # What is wider than the window, a URL say, is the terminal's to wrap: it can be copied.
        self._console.print(line, soft_wrap=True)


def _layout(
    columns: Sequence[Column[Any]], rows: Sequence[Sequence[_Size]], window: int
) -> _Layout:
    """Choose columns and widths that suit *rows* in a window of *window* cells."""
    wanted = {
        i: _wanted(column, [row[i] for row in rows], window - _INDENT)
        for i, column in enumerate(columns)
    }
    kept = _fitting(columns, wanted, window)
    stacked = len(kept) > 1 and _least(columns, wanted, kept) > window
    if stacked:
        window -= _INDENT
        del wanted[0]
        kept = _fitting(columns, wanted, window)
    return _Layout(_shared(columns, {i: wanted[i] for i in kept}, window), stacked)


def _wanted(column: Column[Any], sizes: Sequence[_Size], window: int) -> int:
    """Return the width that *column* would like for its title and cells of these *sizes*."""
    most = min(window, _WIDEST_FLEXIBLE if column.flexible else _WIDEST_FIXED)
    shown = (size.cells if size.is_whole else min(size.cells, most) for size in sizes)
    return max(len(column.title), column.least, *shown)


def _least(columns: Sequence[Column[Any]], wanted: Mapping[int, int], kept: Sequence[int]) -> int:
    """Return the fewest cells that the *kept* columns need beside each other."""
    least = (
        min(wanted[i], max(columns[i].least, _NARROWEST_FLEXIBLE))
        if columns[i].flexible
        else wanted[i]
        for i in kept
    )
    return sum(least) + _GAP * (len(kept) - 1)


def _fitting(columns: Sequence[Column[Any]], wanted: Mapping[int, int], window: int) -> list[int]:
    """Return the indexes of the columns that fit, leaving out those to drop, highest first."""
    kept = list(wanted)
    droppable = sorted((i for i in kept if columns[i].drop), key=lambda i: columns[i].drop or 0)
    while droppable and _least(columns, wanted, kept) > window:
        kept.remove(droppable.pop())
    return kept


def _shared(
    columns: Sequence[Column[Any]], wanted: Mapping[int, int], window: int
) -> dict[int, int]:
    """Give fixed columns what they want and share what is left among the flexible ones."""
    flexible = [i for i in wanted if columns[i].flexible]
    fixed = sum(size for i, size in wanted.items() if i not in flexible)
    left = window - fixed - _GAP * (len(wanted) - 1)
    share = max(_NARROWEST_FLEXIBLE, left // len(flexible)) if flexible else 0
    return {i: min(size, share) if i in flexible else size for i, size in wanted.items()}
