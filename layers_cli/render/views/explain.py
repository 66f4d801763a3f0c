"""Error explanations of `layers explain`."""

from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import Cell, Column, DetailView, Field, TableView
from layers_cli.services.explanations import Explanation


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
