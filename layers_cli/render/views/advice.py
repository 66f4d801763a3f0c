"""The screens of `layers explain`, `layers doctor` and `layers ci`. Pure data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.theme import StatusStyle
from layers_cli.render.view_types import Cell, Column, DetailView, Field, TableView

if TYPE_CHECKING:
    from layers_cli.doctor.findings import Finding
    from layers_cli.services.explanations import Explanation
    from layers_cli.services.workflows import Workflow


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
    columns=(
        Column("Code", lambda row, now: id_cell(row.code)),
        Column("Status", lambda row, now: _status(row), drop=2, right=True),
        Column("Cause", lambda row, now: Cell(row.cause), flexible=True),
        Column("Try again", lambda row, now: Cell(row.retry), drop=1),
    ),
    identity="code",
)

_LOOKS = {
    "pass": StatusStyle("green", "✓", "+"),
    "warn": StatusStyle("yellow", "●", "*"),
    "fail": StatusStyle("red", "✗", "x"),
}


def _state(row: Finding) -> Cell:
    word = row.state.value
    return Cell(word, style=_LOOKS[word].style, icon=_LOOKS[word], plain=word)


def _found(row: Finding) -> Cell:
    return Cell(f"{row.message}; {row.fix}" if row.fix else row.message)


finding_table: TableView[Finding] = TableView(
    columns=(
        Column("State", lambda row, now: _state(row)),
        Column("Check", lambda row, now: id_cell(row.name)),
        Column("Found", lambda row, now: _found(row), flexible=True),
    ),
    identity="name",
)

workflow_panel: DetailView[Workflow] = DetailView(
    title=lambda model, now: Cell(model.path, whole=True),
    fields=(Field("Provider", lambda model, now: Cell(model.provider)),),
    identity="path",
)
