"""How programs get the topics of `layers help`; people read their text. Pure data."""

from __future__ import annotations

from typing import Any

from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import Column, DetailView, TableView

row_table: TableView[dict[str, Any]] = TableView(
    columns=(Column("Meaning", lambda row, now: plain_cell(row["meaning"])),), identity="name"
)

topic_panel: DetailView[dict[str, Any]] = DetailView(
    title=lambda model, now: id_cell(model["topic"]), fields=(), identity="topic"
)
