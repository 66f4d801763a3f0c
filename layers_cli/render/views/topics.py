"""Help topics and schema names."""

from typing import Any

from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import Cell, Column, DetailView, TableView

row_table: TableView[dict[str, Any]] = TableView(
    columns=(Column("Meaning", lambda row, now: plain_cell(row["meaning"])),), identity="name"
)

topic_panel: DetailView[dict[str, Any]] = DetailView(
    title=lambda model, now: id_cell(model["topic"]), fields=(), identity="topic"
)

schema_table: TableView[dict[str, str]] = TableView(
    fields=("name", "prints"),
    columns=(
        Column("Command", lambda row, now: Cell(row["name"], whole=True)),
        Column("Prints", lambda row, now: Cell(row["prints"]), drop=1, flexible=True),
    ),
    identity="name",
)
