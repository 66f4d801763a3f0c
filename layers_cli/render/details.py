"""One object on a terminal: its title, its fields with aligned labels, the rows inside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TextIO

from rich.text import Text

from layers_cli.render.console import (
    cell_text,
    combines,
    make_console,
    most_cells,
    rich_style,
)
from layers_cli.render.tables import TableDrawer
from layers_cli.render.terminal import Terminal
from layers_cli.render.view_types import EMPTY, Cell, DetailView, ShortIds, cells_of

_GAP = 2


class DetailDrawer:
    """Draws objects on *stream*."""

    def __init__(
        self,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        ids: ShortIds | None = None,
    ) -> None:
        self._ids = ids
        self._stream, self._terminal, self._environ = stream, terminal, environ
        self._combining = combines(environ)
        self._console = make_console(stream, terminal, environ)

    def draw(self, view: DetailView[Any], model: Any, now: datetime) -> None:
        """Draw *model*; fields without a value are left out."""
        if view.title is not None:
            self._print_whole(cell_text(view.title(model, now), self._terminal, style="bold"))
        if view.part is not None and (rows := view.part.rows(model)):
            part = view.part.view
            TableDrawer(self._stream, self._terminal, self._environ, part, self._ids).page(
                rows, now
            )
        shown = [
            (field.label, cells)
            for field in view.fields
            if (cells := [c for c in cells_of(field, model, now) if c is not EMPTY])
        ]
        indent = max((len(label) for label, _ in shown), default=0) + _GAP
        for label, cells in shown:
            for number, cell in enumerate(cells):
                self._field("" if number else label, cell, indent)

    def _field(self, label: str, cell: Cell, indent: int) -> None:
        head = Text(label.ljust(indent), rich_style("dim", self._terminal))
        room = self._console.width - indent
        value = cell_text(cell, self._terminal, keep_lines=True)
        if cell.whole and value.cell_len > room:
            # Broken over lines, a URL can be neither clicked nor copied.
            if label:
                self._console.print(head)
            self._print_whole(value)
            return
        # Where the terminal gives marks a cell, a line has to be shorter, or it would be broken.
        room = room * value.cell_len // max(most_cells(value.plain, combining=self._combining), 1)
        for line in value.wrap(self._console, max(room, 1)) or [Text()]:
            line.rstrip()
            self._print_whole(Text.assemble(head, line))
            head = Text(" " * indent)

    def _print_whole(self, text: Text) -> None:
        """Draw *text* as one line; the terminal wraps what is too long for the window."""
        self._console.print(text, soft_wrap=True)
