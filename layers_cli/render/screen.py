"""Views as people see them on a terminal, drawn by Rich. Imported only where there is a terminal.

Foreign text comes in as `Text`, cleaned, and never as markup (style.md 27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from layers_cli.render.table import TableDrawer, encoded_url
from layers_cli.render.text import clean
from layers_cli.render.view_types import EMPTY, Cell, DetailView, cells_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from rich.live import Live

    from layers_cli.render.terminal import Terminal

_REDRAWS_PER_SECOND = 5
_GAP = 2


class Screen:
    """Draws the details of objects on one terminal."""

    def __init__(self, stream: TextIO, terminal: Terminal, environ: Mapping[str, str]) -> None:
        self._stream = stream
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
            drawer = TableDrawer(self._stream, self._terminal, self.width, view.part.view)
            drawer.page(rows, now)
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
        if cell.icon:
            words = f"{self._glyph(cell)} {words}"
        return Text(words, style=self._style(style or cell.style, link=cell.link))

    def _glyph(self, cell: Cell) -> str:
        assert cell.icon
        return cell.icon.glyph if self._terminal.glyphs else cell.icon.ascii_glyph

    def _style(self, name: str, *, link: str | None = None) -> Style:
        style = Style.parse(name) if name and self._terminal.color else Style.null()
        # Other schemes could start programs; they stay text.
        if link and self._terminal.links and link.startswith(("https://", "http://")):
            style += Style(link=encoded_url(link))
        return style


def _only_size(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what Rich may know of *environ*: colours and links are decided already."""
    return {name: environ[name] for name in ("COLUMNS", "LINES") if name in environ}
