"""The addresses of pictures, where they are not drawn. Pure data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import id_cell
from layers_cli.render.view_types import Cell, Column, TableView

if TYPE_CHECKING:
    from layers_cli.services.preview import Picture

picture_table: TableView[Picture] = TableView(
    columns=(
        Column("Content", lambda row, now: id_cell(row.container_id)),
        Column("Picture", lambda row, now: Cell(row.caption)),
        Column("Address", lambda row, now: Cell(row.url, link=row.url, whole=True), flexible=True),
    ),
    identity="url",
    empty="There is nothing to see yet",
)
