"""What campaigns will do: plans, the problems of rows, the example sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from layers_cli.campaigns.records import RowAction
from layers_cli.render.formatters import amount, plain_cell
from layers_cli.render.text import duration
from layers_cli.render.view_types import Cell, DetailView, Field
from layers_cli.services.campaigns.reports import MOST_TOLD

if TYPE_CHECKING:
    from layers_cli.services.campaigns.example import WrittenSheet
    from layers_cli.services.campaigns.reports import (
        PlanReport,
        RowProblem,
        RowProblems,
        SheetReport,
    )

_MOST_SHOWN = 20

example_panel: DetailView[WrittenSheet] = DetailView(
    title=lambda model, now: Cell(model.path, whole=True),
    fields=(Field("Rows", lambda model, now: Cell(str(model.rows))),),
    identity="path",
)


def problem_line(problem: RowProblem) -> str:
    """Return where a problem is, what it is and how to fix it, on one line."""
    line = problem.line if problem.line not in (None, problem.row) else None
    place = f"row {problem.row}" + (f" (line {line})" if line else "")
    column = f", {problem.column}" if problem.column else ""
    return f"{place}{column}: {problem.reason}; {problem.fix}"


def _lines(problems: RowProblems, *, most: int, rest: str = "") -> Sequence[Cell] | None:
    """Return the first problems, and what to say of the *rest*; None if there are none."""
    cells = [Cell(problem_line(each)) for each in problems.told[:most]]
    more = problems.count - len(cells)
    return [*cells, Cell(f"and {more} more{rest}")] if more else cells or None


lint_panel: DetailView[SheetReport] = DetailView(
    title=lambda model, now: Cell(model.sheet, whole=True),
    fields=(
        Field("Rows", lambda model, now: Cell(f"{model.rows}, of which {model.valid} can go")),
        Field("Problem", lambda model, now: _lines(model.problems, most=MOST_TOLD)),
        Field("Warning", lambda model, now: _lines(model.warnings, most=MOST_TOLD)),
    ),
    identity=lambda data: [],
)


def _counts(model: PlanReport, now: datetime) -> Sequence[Cell]:
    """Return one cell for each kind of row that there is."""
    asked = ((RowAction.CREATE, "new"), (RowAction.CHANGED, "changed"), (RowAction.DONE, "done"))
    kinds = [(model.count(action), word) for action, word in asked]
    kinds += [(len(model.removed), "removed from the sheet; their content stays")]
    kinds += [(model.count(RowAction.INVALID), "invalid")]
    kinds += [(model.count(RowAction.DUPLICATE), "duplicate")]
    return [Cell(f"{count} {word}") for count, word in kinds if count]


def _costs(model: PlanReport, now: datetime) -> Sequence[Cell]:
    """Return what the rows cost in all, and by format where there are several."""
    if not model.credits:
        return (Cell("nothing"),)
    parts = [
        f"{'unknown' if cost is None else amount(cost)} for {name}"
        for name, cost in model.credits.items()
    ]
    total = "unknown" if model.cost is None else amount(model.cost)
    more = f": {', '.join(parts)}" if len(parts) > 1 else ""
    left = "" if model.is_covered is not False else ", more than there is"
    return (Cell(f"about {total} credits{left}{more}"),)


def _time(model: PlanReport, now: datetime) -> Cell | None:
    if not model.seconds:
        return None
    return Cell(f"at least {duration(model.seconds)}, at the rate of the tier {model.tier}")


def _plan_problems(model: PlanReport, now: datetime) -> Sequence[Cell] | None:
    rest = "; the plan has all of them" if model.path else "; campaign lint shows more"
    return _lines(model.found.problems, most=_MOST_SHOWN, rest=rest)


plan_panel: DetailView[PlanReport] = DetailView(
    title=lambda model, now: Cell(str(model.path or "No row can go; no plan was written")),
    fields=(
        Field("Campaign", lambda model, now: Cell(model.campaign)),
        Field("Rows", _counts),
        Field("Cost", _costs),
        Field("Available", lambda model, now: plain_cell(_amount(model.available))),
        Field("Balance", lambda model, now: plain_cell(_amount(model.balance))),
        Field("Takes", _time),
        Field("Problem", _plan_problems),
        Field("Warning", lambda model, now: _lines(model.found.warnings, most=_MOST_SHOWN)),
        Field("Not checked", lambda model, now: [Cell(each) for each in model.not_checked]),
    ),
    identity=lambda data: [],
)


def _amount(value: float | None) -> str | None:
    return None if value is None else amount(value)
