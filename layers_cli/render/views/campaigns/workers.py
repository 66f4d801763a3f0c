"""What workers of campaigns do, and the tables they need."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import Cell, Column, DetailView, Field, TableView

if TYPE_CHECKING:
    from layers_cli.services.campaigns.fleet.migration import Migration
    from layers_cli.services.campaigns.fleet.worker import WorkerNotice


def _time(row: WorkerNotice, now: datetime) -> Cell:
    text = row.document["time"]
    return Cell(text[11:19], "dim", plain=text)


migration_panel: DetailView[Migration] = DetailView(
    title=lambda model, now: plain_cell(
        "The tables are made" if model.created else "The tables are there"
    ),
    fields=(
        Field("Database", lambda model, now: plain_cell(model.database)),
        Field("Version", lambda model, now: plain_cell(model.version)),
        Field("Role", lambda model, now: plain_cell(model.role)),
    ),
    identity="database",
)

worker_events: TableView[WorkerNotice] = TableView(
    fields=("time", "type", "key", "state", "message", "count"),
    columns=(
        Column("Time", _time, least=8),
        Column("What", lambda row, now: plain_cell(row.type), least=10),
        Column("Row", lambda row, now: id_cell(row.key), drop=1),
        Column("State", lambda row, now: plain_cell(row.state), least=8),
        Column("Message", lambda row, now: plain_cell(row.message), flexible=True),
    ),
    identity="key",
    empty="Nothing happened",
)
