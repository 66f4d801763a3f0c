"""Tables on a terminal: the first page sets the widths, the rows stream below. Needs no Rich.

A list may have a hundred thousand rows. Foreign text comes in through `clean`, as everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from layers_cli.render.text import clean, cut, width
from layers_cli.render.theme import paint
from layers_cli.render.view_types import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers_cli.render.terminal import Terminal
    from layers_cli.render.theme import StatusStyle
    from layers_cli.render.view_types import Column, Show, TableView

_GAP = 2
_SPACE = " " * _GAP
_NARROWEST_FLEXIBLE = 12
_WIDEST_FLEXIBLE = 80
_WIDEST_FIXED = 40
_INDENT = "  "
_MOST_KNOWN = 1000
# Printable ASCII that may stand in a URL, with the percent sign of what is encoded already.
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


class _Slot:
    """A column with the cells it gets on the screen; 0 for any number.

    *last* is the cell that was drawn last, *text* what it looks like: mostly the next one is the
    same. *known* has what was drawn before of statuses and ages, by words and look.
    """

    __slots__ = ("cells", "known", "last", "right", "show", "text")

    def __init__(self, show: Show[Any], cells: int, *, right: bool) -> None:
        self.show = show
        self.cells = cells
        self.right = right
        self.last: Cell | None = None
        self.text = ""
        self.known: dict[tuple[str, str, StatusStyle | None], str] = {}


class TableDrawer:
    """Draws the pages of one list on *stream*; only the first page has a header.

    *window* is the width of the window in cells. Where not even the columns that stay fit beside
    each other, each row takes two lines, the first for its first column.
    """

    def __init__(
        self, stream: TextIO, terminal: Terminal, window: int, view: TableView[Any]
    ) -> None:
        self._stream = stream
        self._terminal = terminal
        self._window = window
        self._view = view
        self._ellipsis = "…" if terminal.glyphs else "..."
        self._head: _Slot | None = None
        self._slots: list[_Slot] = []

    def page(self, rows: Sequence[Any], now: datetime) -> None:
        """Draw *rows* below what was drawn before."""
        lines: list[str] = []
        if not self._slots:
            self._measure(rows, now)
            if self._head is None:
                lines.append(self._titles())
        columns = [self._column(slot, rows, now) for slot in self._slots]
        parts = zip(*columns, strict=True) if columns else ((),) * len(rows)
        below = [_SPACE.join(each).rstrip(" ") for each in parts]
        if self._head is None:
            lines += below
        else:
            for head, line in zip(self._column(self._head, rows, now), below, strict=True):
                lines += (head, _INDENT + line)
        lines.append("")
        self._stream.write("\n".join(lines))

    def _column(self, slot: _Slot, rows: Sequence[Any], now: datetime) -> list[str]:
        """Return one column of *rows*, as it is written."""
        texts: list[str] = []
        for cell in [slot.show(row, now) for row in rows]:
            if cell is not slot.last:
                slot.last = cell
                slot.text = self._drawn(cell, slot)
            texts.append(slot.text)
        return texts

    def _titles(self) -> str:
        titles = {column.cell: column.title for column in self._view.columns}
        cells = (self._draw(Cell(titles[slot.show]), slot) for slot in self._slots)
        return self._painted(_SPACE.join(cells).rstrip(), "dim")

    def _drawn(self, cell: Cell, slot: _Slot) -> str:
        """Return *cell* as it is written, padded to the width of *slot*."""
        words, style, link, _, appearance, _ = cell
        if link and self._terminal.links:
            return self._draw(cell, slot)
        if not style and appearance is None:  # ids and hooks: each is another one, most are plain
            if words.isascii() and words.isprintable() and len(words) <= slot.cells:
                return words.rjust(slot.cells) if slot.right else words.ljust(slot.cells)
            return self._draw(cell, slot)
        key = (words, style, appearance)
        found = slot.known.get(key)
        if found is None:
            if len(slot.known) >= _MOST_KNOWN:
                slot.known.clear()
            found = slot.known[key] = self._draw(cell, slot)
        return found

    def _draw(self, cell: Cell, slot: _Slot) -> str:
        words, used = self._measured(cell)
        if used > slot.cells and slot.cells and not cell.whole:
            words = cut(words, slot.cells, ellipsis=self._ellipsis)
            used = width(words)
        if cell.style:
            words = self._painted(words, cell.style)
        if cell.link and self._terminal.links:
            words = linked(words, cell.link)
        padding = " " * (slot.cells - used)
        return padding + words if slot.right else words + padding

    def _measured(self, cell: Cell) -> tuple[str, int]:
        """Return the words of *cell*, its glyph among them, and how many cells they take."""
        words = cell.text
        if cell.icon is None and words.isascii() and words.isprintable():
            return words, len(words)  # as most are
        words = clean(words)
        if cell.icon is not None:
            glyph = cell.icon.glyph if self._terminal.glyphs else cell.icon.ascii_glyph
            words = f"{glyph} {words}"
        return words, width(words)

    def _painted(self, words: str, style: str) -> str:
        return paint(words, style) if self._terminal.color else words

    def _measure(self, rows: Sequence[Any], now: datetime) -> None:
        """Fix which columns there are and how wide each is, from the first *rows*."""
        columns = self._view.columns
        natural = [
            self._natural(column, [column.cell(row, now) for row in rows]) for column in columns
        ]
        window = self._window
        kept = _fitting(columns, natural, window)
        least = sum(_least(columns[i], natural[i]) + _GAP for i in kept) - _GAP
        if len(kept) > 1 and least > window:
            self._head = _Slot(columns[0].cell, cells=0, right=False)
            window -= len(_INDENT)
            natural = [min(size, window) for size in natural]
            kept = [index + 1 for index in _fitting(columns[1:], natural[1:], window)]
        widths = _shared([natural[i] for i in kept], [columns[i] for i in kept], window)
        self._slots = [
            _Slot(columns[i].cell, size, right=columns[i].right)
            for i, size in zip(kept, widths, strict=True)
        ]

    def _natural(self, column: Column[Any], cells: Sequence[Cell]) -> int:
        """Return the width that *column* would like for its title and *cells*."""
        sizes = [(cell.whole, self._measured(cell)[1]) for cell in cells]
        most = _WIDEST_FLEXIBLE if column.flexible else _WIDEST_FIXED
        return max(
            width(column.title),
            column.least,
            *(size if whole else min(size, most) for whole, size in sizes),
        )


def _least(column: Column[Any], natural: int) -> int:
    return min(natural, _NARROWEST_FLEXIBLE) if column.flexible else natural


def _fitting(columns: Sequence[Column[Any]], natural: Sequence[int], window: int) -> list[int]:
    """Return the indexes of the columns that fit, leaving out those to drop, highest first."""
    least = [_least(column, size) for column, size in zip(columns, natural, strict=True)]
    kept = list(range(len(columns)))
    droppable = sorted(
        (index for index in kept if columns[index].drop is not None),
        key=lambda index: columns[index].drop or 0,
    )
    while droppable and sum(least[i] + _GAP for i in kept) - _GAP > window:
        kept.remove(droppable.pop())
    return kept


def _shared(natural: Sequence[int], columns: Sequence[Column[Any]], window: int) -> list[int]:
    """Give fixed columns what they need and share what is left among the flexible ones."""
    fixed = sum(size for size, column in zip(natural, columns, strict=True) if not column.flexible)
    flexible = sum(column.flexible for column in columns)
    left = window - fixed - _GAP * (len(columns) - 1)
    share = max(_NARROWEST_FLEXIBLE, left // flexible) if flexible else 0
    return [
        min(size, share) if column.flexible else size
        for size, column in zip(natural, columns, strict=True)
    ]


def linked(words: str, url: str) -> str:
    """Return *words* as a link (OSC 8) to *url*; what is no web address could start programs."""
    if not url.startswith(("https://", "http://")):
        return words
    return f"\x1b]8;;{encoded_url(url)}\x1b\\{words}\x1b]8;;\x1b\\"


def encoded_url(url: str) -> str:
    """Return *url* as printable ASCII, what is not percent-encoded (cli-conventions 4h)."""
    return quote(url.encode("utf-8", "replace"), safe=_URL_SAFE)
