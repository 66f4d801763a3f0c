"""Views as people see them on a terminal, drawn by Rich. Imported only where there is a terminal.

Foreign text comes in as `Text`, cleaned, and never as markup (style.md 27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from rich.console import Console
from rich.style import Style
from rich.text import Text

from .layout import EMPTY, Cell, Column, DetailView, TableView, cells_of
from .text import clean, cut, width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from rich.live import Live

    from .terminal import Terminal

_REDRAWS_PER_SECOND = 5
_GAP = 2
_NARROWEST_FLEXIBLE = 12
_WIDEST_FLEXIBLE = 80
_WIDEST_FIXED = 40
_INDENT = "  "
# Printable ASCII that may stand in a URL, with the percent sign of what is encoded already.
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


class Screen:
    """Draws cells, tables and details on one terminal."""

    def __init__(self, stream: TextIO, terminal: Terminal, environ: Mapping[str, str]) -> None:
        self._terminal = terminal
        self.console = Console(
            file=stream,
            force_terminal=True,
            color_system="standard" if terminal.color or terminal.links else None,
            # Whether colours are wanted is settled; without them only links are styles.
            no_color=False,
            highlight=False,
            markup=False,
            emoji=False,
            _environ=_only_size(environ),
        )

    @property
    def width(self) -> int:
        """Return the width of the window in cells."""
        return self.console.width

    def live(self, frame: Callable[[], Text], *, auto_refresh: bool) -> Live:
        """Return what draws *frame* anew while work goes on: by itself, or only when it is told."""
        from rich.live import Live

        return Live(
            console=self.console,
            get_renderable=frame,
            auto_refresh=auto_refresh,
            refresh_per_second=_REDRAWS_PER_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def line(self, text: str, style: str = "", *, whole: bool = False) -> None:
        """Draw *text*, wrapped at the window's edge, or left to the terminal if *whole*."""
        self.console.print(Text(text, style=self._style(style)), soft_wrap=whole)

    def detail(self, view: DetailView[Any], model: Any, now: datetime) -> None:
        """Draw one object: its title, its fields with aligned labels, the rows it consists of."""
        self.print_whole(self._text(view.title(model, now), style="bold"))
        if view.part is not None and (rows := view.part.rows(model)):
            TableDrawer(self, view.part.view).page(rows, now)
        shown = [
            (field.label, cells)
            for field in view.fields
            if (cells := [c for c in cells_of(field, model, now) if c is not EMPTY])
        ]
        labels = max((len(label) for label, _ in shown), default=0) + _GAP
        for label, cells in shown:
            for number, cell in enumerate(cells):
                self._field("" if number else label, cell, labels)

    def _field(self, label: str, cell: Cell, labels: int) -> None:
        head = Text().append(label.ljust(labels), self._style("dim"))
        room = self.width - labels
        value = self._text(cell, keep_lines=True)
        if cell.whole and value.cell_len > room:
            # Broken over lines it could be neither clicked nor copied.
            if label:
                self.console.print(head)
            self.print_whole(value)
            return
        for line in value.wrap(self.console, max(room, 1)) or [Text()]:
            line.rstrip()
            self.print_whole(head + line)
            head = Text(" " * labels)

    def print_whole(self, text: Text) -> None:
        """Draw *text* as one line; what is too long for the window is the terminal's to wrap."""
        self.console.print(text, soft_wrap=True)

    def _text(self, cell: Cell, *, style: str = "", keep_lines: bool = False) -> Text:
        """Turn *cell* into Rich's text; the one way foreign text gets in."""
        words = clean(cell.text, keep_lines=keep_lines)
        if cell.look:
            words = f"{self._glyph(cell)} {words}"
        return Text(words, style=self._style(style or cell.style, link=cell.link))

    def _glyph(self, cell: Cell) -> str:
        assert cell.look
        return cell.look.glyph if self._terminal.glyphs else cell.look.ascii_glyph

    def _style(self, name: str, *, link: str | None = None) -> Style:
        style = Style.parse(name) if name and self._terminal.color else Style.null()
        # Other schemes could start programs; they stay text.
        if link and self._terminal.links and link.startswith(("https://", "http://")):
            style += Style(link=encoded_url(link))
        return style

    def cell_text(self, cell: Cell, cells: int) -> Text:
        """Return *cell* as one line of at most *cells* terminal cells; 0 for any length."""
        text = self._text(cell)
        if cells and text.cell_len > cells:
            text.plain = cut(text.plain, cells, ellipsis="…" if self._terminal.glyphs else "...")
        return text


class TableDrawer:
    """Draws the pages of one list: the first sets the widths, and only it has a header.

    Where not even the columns that stay fit beside each other, each row takes two lines, the first
    for its first column.
    """

    def __init__(self, screen: Screen, view: TableView[Any]) -> None:
        self._screen = screen
        self._view = view
        self._columns: list[tuple[Column[Any], int]] = []
        self._stacked = False

    def page(self, rows: Sequence[Any], now: datetime) -> None:
        """Draw *rows* below what was drawn before."""
        if not self._columns:
            self._measure(rows, now)
            if not self._stacked:
                self._header()
        for row in rows:
            columns = self._columns
            if self._stacked:
                self._screen.print_whole(self._screen.cell_text(columns[0][0].cell(row, now), 0))
                columns = columns[1:]
            line = Text(_INDENT if self._stacked else "")
            for column, cells in columns:
                cell = column.cell(row, now)
                text = self._screen.cell_text(cell, 0 if cell.whole else cells)
                _append_aligned(line, text, cells, right=column.right)
            line.rstrip()
            self._screen.print_whole(line)

    def _header(self) -> None:
        line = Text()
        for column, cells in self._columns:
            _append_aligned(line, Text(column.title), cells, right=column.right)
        self._screen.line(line.plain.rstrip(), "dim", whole=True)

    def _measure(self, rows: Sequence[Any], now: datetime) -> None:
        """Fix which columns there are and how wide each is, from the first *rows*."""
        columns = self._view.columns
        natural = [
            self._natural(column, [column.cell(row, now) for row in rows]) for column in columns
        ]
        window = self._screen.width
        kept = _fitting(columns, natural, window)
        least = sum(_least(columns[i], natural[i]) + _GAP for i in kept) - _GAP
        self._stacked = len(kept) > 1 and least > window
        if self._stacked:
            window -= len(_INDENT)
            natural = [min(size, window) for size in natural]
            kept = _fitting(columns[1:], natural[1:], window)
            rest = [index + 1 for index in kept]
            widths = _shared([natural[i] for i in rest], [columns[i] for i in rest], window)
            rows_below = ((columns[i], size) for i, size in zip(rest, widths, strict=True))
            self._columns = [(columns[0], 0), *rows_below]
            return
        widths = _shared([natural[i] for i in kept], [columns[i] for i in kept], window)
        self._columns = [(columns[i], size) for i, size in zip(kept, widths, strict=True)]

    def _natural(self, column: Column[Any], cells: Sequence[Cell]) -> int:
        """Return the width that *column* would like for its title and *cells*."""
        sizes = [(cell.whole, self._screen.cell_text(cell, 0).cell_len) for cell in cells]
        most = _WIDEST_FLEXIBLE if column.flexible else _WIDEST_FIXED
        return max(
            width(column.title),
            column.least,
            *(size if whole else min(size, most) for whole, size in sizes),
        )


def _append_aligned(line: Text, text: Text, cells: int, *, right: bool) -> None:
    """Append *text* to *line*, padded to *cells*, and the gap to the next column."""
    padding = " " * (cells - text.cell_len)
    if right:
        line.append(padding)
    line.append_text(text)
    line.append(" " * _GAP if right else padding + " " * _GAP)


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


def encoded_url(url: str) -> str:
    """Return *url* as printable ASCII, what is not percent-encoded (cli-conventions 4h)."""
    return quote(url.encode("utf-8", "replace"), safe=_URL_SAFE)


def _only_size(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what Rich may know of *environ*: colours and links are decided already."""
    return {name: environ[name] for name in ("COLUMNS", "LINES") if name in environ}
