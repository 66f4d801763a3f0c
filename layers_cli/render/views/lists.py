"""Tables of what is mostly shown one at a time, for commands that take or start several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import id_cell, plain_cell, status_cell
from layers_cli.render.view_types import Cell, Column, TableView

if TYPE_CHECKING:
    from layers_cli.api.models import Job, Review

job_table: TableView[Job] = TableView(
    columns=(
        Column("Job", lambda row, now: id_cell(row.job_id)),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Content", lambda row, now: Cell(" ".join(row.containers)), drop=1, flexible=True),
    ),
    identity="jobId",
)

review_table: TableView[Review] = TableView(
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Review", lambda row, now: status_cell(row.approval_status)),
        Column("Reason", lambda row, now: plain_cell(row.reason), drop=1, flexible=True),
    ),
)

schema_table: TableView[dict[str, str]] = TableView(
    columns=(
        Column("Command", lambda row, now: Cell(row["name"], whole=True)),
        Column("Prints", lambda row, now: Cell(row["prints"]), drop=1, flexible=True),
    ),
    identity="name",
)
