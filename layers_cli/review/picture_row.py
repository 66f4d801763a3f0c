"""One row of pictures in a full-screen application, in characters or in pixels.

Pixels are drawn by a control sequence of no width in the last line of the picture: whenever that
line is written anew, so is the picture above it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.segment import ControlType, Segment
from rich.text import Text
from textual.strip import Strip
from textual.widget import Widget

from layers_cli.render.pictures import grid
from layers_cli.render.pictures.grid import PlacedRow, Tile, Window
from layers_cli.render.pictures.protocols import Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Resize

_SAVE, _RESTORE = "\x1b7", "\x1b8"
_REMOVE = "\x1b_Ga=d,q=2\x1b\\"  # of kitty, whose pictures lie above the characters
_WIDEST = 60  # columns: what the thumbnails are sharp at
_ABOVE = 2  # rows that the grid leaves free in a window and a widget needs not


class Drawing(NamedTuple):
    """How the terminal draws: its protocol, and the size of a cell in pixels."""

    protocol: Protocol = Protocol.TRUECOLOR
    cell_width: int = 10
    cell_height: int = 20


class PictureRow(Widget):
    """Shows as many of its tiles as fit, from the one with the number *first* on."""

    DEFAULT_CSS = "PictureRow { height: 1fr; min-height: 4; }"

    def __init__(self, drawing: Drawing, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drawing = drawing
        self._tiles: Sequence[Tile] = ()
        self._strips: list[Strip] = []
        self.first = 0
        self.hidden = False

    def show(self, tiles: Sequence[Tile], *, first: int = 0) -> None:
        """Show *tiles*, from number *first* on."""
        self._tiles, self.first = tiles, first
        self._draw()

    def conceal(self, hidden: bool) -> None:
        """Take pixels off the screen, as something is drawn above them, or put them back."""
        self.hidden = hidden
        if self._drawing.protocol.has_pixels:
            self._draw()

    def on_resize(self, event: Resize) -> None:
        """Lay the tiles out anew."""
        self._draw()

    @property
    def across(self) -> int:
        """Return how many tiles fit."""
        return grid.across(self._window, max(1, len(self._tiles)))

    @property
    def _window(self) -> Window:
        size, drawing = self.size, self._drawing
        high = size.height + _ABOVE
        cell = (drawing.cell_width, drawing.cell_height)
        return Window(max(8, size.width), high, *cell, widest=_WIDEST)

    def _draw(self) -> None:
        count = self.across
        self.first = max(0, min(self.first, len(self._tiles) - count))
        chosen = self._tiles[self.first : self.first + count]
        row = grid.placed_row(chosen, self._drawing.protocol, self._window) if chosen else None
        self._strips = list(self._lines(row)) if row and self.size.height else []
        self.refresh()

    def _lines(self, row: PlacedRow) -> list[Strip]:
        if row.payload:
            blank = [Strip.blank(self.size.width) for _ in range(row.rows - 1)]
            lines = [*blank, self._with_pixels(row.payload)]
        else:
            lines = [self._strip(Text.from_ansi(line)) for line in row.lines]
        return [*lines, self._strip(Text(row.captions, style="dim"))]

    def _with_pixels(self, payload: str) -> Strip:
        region = self.content_region
        remove = _REMOVE if self._drawing.protocol is Protocol.KITTY else ""
        place = f"\x1b[{region.y + 1};{region.x + 1}H"
        draw = remove if self.hidden else f"{remove}{_SAVE}{place}{payload}{_RESTORE}"
        control = Segment(draw, None, [(ControlType.CURSOR_MOVE_TO_COLUMN, 0)])
        return Strip([Segment(" " * self.size.width), control], self.size.width)

    def render_line(self, y: int) -> Strip:
        """Return one line of the pictures."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def _strip(self, text: Text) -> Strip:
        segments = [each for each in text.render(self.app.console) if each.text != "\n"]
        return Strip(segments).adjust_cell_length(self.size.width)
