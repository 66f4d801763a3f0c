"""Views as lines for pipes and files: nothing cut, nothing decorated, one record a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers_cli.render.text import one_line
from layers_cli.render.theme import paint
from layers_cli.render.view_types import Cell, Column, DetailView, cells_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


def row_line(
    columns: tuple[Column[Any], ...], row: Any, now: datetime, *, color: bool = False
) -> str:
    """Return *row* as tab-separated values without line feed."""
    return "\t".join(_value(column.cell(row, now), color=color) for column in columns)


def detail_lines(
    view: DetailView[Any], model: Any, now: datetime, *, color: bool = False
) -> Iterator[str]:
    """Yield *model* as `Label:<TAB>value` lines, or the rows that it consists of.

    A label with several values is repeated, one without any has an empty one.
    """
    if view.part is not None:
        for row in view.part.rows(model):
            yield row_line(view.part.view.columns, row, now, color=color)
        return
    title = view.title(model, now)
    # An id is a value like the others; any other title is a sentence.
    yield ("ID:\t" if title.whole else "") + _value(title, color=False)
    for field in view.fields:
        for cell in cells_of(field, model, now) or (Cell(""),):
            yield f"{field.label}:\t{_value(cell, color=color)}"


def _value(cell: Cell, *, color: bool) -> str:
    text = one_line(cell.for_programs)
    return paint(text, cell.style) if color and cell.icon else text
