"""What explains: help topics, error codes, schemas; and what `completion --install` installed."""

from typing import Any

from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import Cell, Column, DetailView, Field, TableView
from layers_cli.services.explanations import Explanation

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


def _status(row: Explanation) -> Cell:
    return plain_cell(str(row.status) if row.status else None)


explanation_panel: DetailView[Explanation] = DetailView(
    title=lambda model, now: id_cell(model.code),
    fields=(
        Field("Cause", lambda model, now: Cell(model.cause)),
        Field("Fix", lambda model, now: Cell(model.fix)),
        Field("Try again", lambda model, now: Cell(model.retry)),
        Field("Status", lambda model, now: _status(model) if model.status else None),
        Field("From", lambda model, now: Cell(model.origin)),
    ),
    identity="code",
)

explanation_table: TableView[Explanation] = TableView(
    fields=("code", "status", "cause", "retry"),
    columns=(
        Column("Code", lambda row, now: id_cell(row.code)),
        Column("Status", lambda row, now: _status(row), drop=2, right=True),
        Column("Cause", lambda row, now: Cell(row.cause), flexible=True),
        Column("Try again", lambda row, now: Cell(row.retry), drop=1),
    ),
    identity="code",
)

installed_panel: DetailView[Any] = DetailView(
    title=lambda model, now: id_cell(model.file),
    fields=(
        Field("Shell", lambda model, now: plain_cell(model.shell)),
        Field("Loaded by", lambda model, now: plain_cell(model.startup)),
    ),
    identity="file",
)
