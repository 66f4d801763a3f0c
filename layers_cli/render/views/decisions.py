"""Decisions on containers, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import id_cell, plain_cell, status_cell
from layers_cli.render.view_types import EMPTY, Cell, Column, TableView

if TYPE_CHECKING:
    from layers_cli.services.decisions.plan import PlannedDecision


def _why(row: PlannedDecision) -> Cell:
    """Show what is wrong with a line and how to mend it, else its reason."""
    problem = row.problem
    if problem is None:
        return plain_cell(row.decision.reason if row.decision else None)
    return Cell(f"{problem.field}: {problem.reason}; {problem.fix}", style="yellow")


decision_table: TableView[PlannedDecision] = TableView(
    fields=("line", "id", "decision", "outcome", "reason", "newHook", "jobId", "problem", "fix"),
    columns=(
        Column("Line", lambda row, now: Cell(str(row.line)), right=True, drop=2),
        Column("ID", lambda row, now: id_cell(row.container_id)),
        Column(
            "Decision",
            lambda row, now: plain_cell(row.decision.kind if row.decision else row.given[1]),
        ),
        Column("Outcome", lambda row, now: status_cell(row.outcome)),
        Column("Why", lambda row, now: _why(row), flexible=True),
        Column("New take", lambda row, now: _take(row), drop=1, flexible=True),
    ),
    empty="There is nothing to decide",
)


def _take(row: PlannedDecision) -> Cell:
    """Show the job of the new take, else the hook that one is asked for with."""
    if row.take is not None:
        return id_cell(row.take)
    hook = row.decision.new_hook if row.decision else None
    return plain_cell(hook) if hook else EMPTY
