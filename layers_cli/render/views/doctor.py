"""Findings of `layers doctor`."""

from layers_cli.doctor.findings import Finding
from layers_cli.render.formatters import id_cell
from layers_cli.render.theme import StatusStyle
from layers_cli.render.view_types import Cell, Column, TableView

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
    fields=("state", "name", "message", "fix"),
    columns=(
        Column("State", lambda row, now: _state(row)),
        Column("Check", lambda row, now: id_cell(row.name)),
        Column("Found", lambda row, now: _found(row), flexible=True),
    ),
    identity="name",
)
