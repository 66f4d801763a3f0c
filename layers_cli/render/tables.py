"""Tables on a terminal: the first page settles the column widths, later pages follow below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from layers_cli.render.console import cell_text, make_console, rich_style
from layers_cli.render.terminal import Terminal, window_width
from layers_cli.render.view_types import Cell, Column, TableView

_GAP = 2
_NARROWEST_FLEXIBLE = 12
_WIDEST_FLEXIBLE = 80
_WIDEST_FIXED = 40
_INDENT = 2


@dataclass(frozen=True)
class _Layout:
    """The *widths* of the columns that are shown, by index.

    In a window too narrow even for those, *stacked* rows take two lines: the first column, and
    the others indented below it.
    """

    widths: dict[int, int]
    stacked: bool = False

    @property
    def total(self) -> int:
        """Return how many cells a row takes."""
        return sum(self.widths.values()) + _GAP * (len(self.widths) - 1) + _INDENT * self.stacked


class TableDrawer:
    """Draws the pages of one list on *stream*; only the first page has a header."""

    def __init__(
        self,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        view: TableView[Any],
    ) -> None:
        self._columns = view.columns
        self._terminal = terminal
        self._layout: _Layout | None = None
        window = window_width(stream, environ)
        self._console = make_console(stream, terminal, environ, width=window)

    def page(self, rows: Sequence[Any], now: datetime) -> None:
        """Draw *rows* below the pages before."""
        texts = [[self._text(column.cell(row, now)) for column in self._columns] for row in rows]
        is_first = self._layout is None
        if self._layout is None:
            self._layout = _layout(self._columns, texts, self._console.width)
            # What is wider than the window, a URL say, is the terminal's to wrap: it can be copied.
            self._console.width = max(self._console.width, self._layout.total)
        if not self._layout.stacked:
            self._console.print(self._table(texts, self._layout, header=is_first))
            return
        for row in texts:
            self._console.print(row[0], soft_wrap=True)
            table = self._table([row], self._layout, header=False)
            self._console.print(Padding(table, (0, 0, 0, _INDENT)))

    def _text(self, cell: Cell) -> Text:
        text = cell_text(cell, self._terminal)
        text.no_wrap = not cell.whole
        text.overflow = "fold" if cell.whole else "ellipsis" if self._terminal.glyphs else "crop"
        return text

    def _table(self, rows: Sequence[Sequence[Text]], layout: _Layout, *, header: bool) -> Table:
        table = Table(
            box=None,
            show_header=header,
            show_edge=False,
            pad_edge=False,
            padding=(0, _GAP, 0, 0),
            header_style=rich_style("dim", self._terminal),
        )
        for index, width in layout.widths.items():
            column = self._columns[index]
            justify: JustifyMethod = "right" if column.right else "left"
            table.add_column(column.title, width=width, justify=justify, no_wrap=True)
        for row in rows:
            table.add_row(*(row[index] for index in layout.widths))
        return table


def _layout(columns: Sequence[Column[Any]], rows: Sequence[Sequence[Text]], window: int) -> _Layout:
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


def _wanted(column: Column[Any], texts: Sequence[Text], window: int) -> int:
    """Return the width that *column* would like for its title and *texts*."""
    most = min(window, _WIDEST_FLEXIBLE if column.flexible else _WIDEST_FIXED)
    sizes = (min(text.cell_len, most) if text.no_wrap else text.cell_len for text in texts)
    return max(cell_len(column.title), column.least, *sizes)


def _least(columns: Sequence[Column[Any]], wanted: Mapping[int, int], kept: Sequence[int]) -> int:
    """Return the fewest cells that the *kept* columns need beside each other."""
    least = (
        min(wanted[i], _NARROWEST_FLEXIBLE) if columns[i].flexible else wanted[i] for i in kept
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
