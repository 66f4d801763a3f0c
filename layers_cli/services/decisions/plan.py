"""Says of each line of a decisions file what will become of it, before anything is sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Event
from typing import Any

from layers_cli.api.errors import NotFoundError
from layers_cli.context.context import CommandContext
from layers_cli.errors.reporting import describe
from layers_cli.inputs.decision_lines import DecisionLine, FieldProblem
from layers_cli.ledger.decisions import APPROVE, Decision
from layers_cli.services.decisions.deliver import AT_ONCE, LEADS_TO, why_not
from layers_cli.services.posting.promotion import NOT_SCHEDULED
from layers_cli.services.transfers.threads import in_threads, thread_clients

# A page of the list saves as many requests as it has wanted containers. So many pages may have
# none before the rest are read one by one.
_PAGES_AHEAD = 3
_FEW = 10


class Outcome(StrEnum):
    """What becomes, or has become, of a line."""

    READY = "ready"  # it will be sent
    MADE = "made"
    ALREADY = "already"  # the container was decided like this before
    REPEATED = "repeated"  # an earlier line says the same
    BLOCKED = "blocked"  # it cannot be made
    UNSENT = "unsent"  # it can be made later: run the same command again
    UNKNOWN = "unknown"  # sent, and not answered; the next run finds out


@dataclass(frozen=True)
class PlannedDecision:
    """A line of a decisions file, and its *outcome*; *problem* says why there is none.

    *container* is what the API says of the container.
    """

    line: int
    given: tuple[str, str]
    outcome: Outcome
    decision: Decision | None = None
    problem: FieldProblem | None = None
    code: str | None = None
    container: Mapping[str, Any] | None = None
    take: str | None = None

    @property
    def container_id(self) -> str:
        """Return the container's id, as far as the line has one."""
        return self.decision.container_id if self.decision else self.given[0]

    @property
    def new_hook(self) -> str | None:
        """Return the hook of the take that the line asks for."""
        return self.decision.new_hook if self.decision else None

    @property
    def failed(self) -> bool:
        """Whether somebody has to look at it, or at the take that it asks for.

        An approval is made, whatever became of the schedule that waited for it.
        """
        return self.problem is not None and self.code != NOT_SCHEDULED

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        decision, problem = self.decision, self.problem
        return {
            "line": self.line,
            "id": self.container_id,
            "decision": decision.kind if decision else self.given[1],
            "outcome": self.outcome.value,
            "reason": decision.reason if decision else None,
            "newHook": self.new_hook,
            "jobId": self.take,
            "code": self.code,
            "field": problem.field if problem else None,
            "problem": problem.reason if problem else None,
            "fix": problem.fix if problem else None,
        }


def plan_lines(context: CommandContext, lines: Sequence[DecisionLine]) -> list[PlannedDecision]:
    """Return what will become of *lines*; reads the state of each container once."""
    names = list(dict.fromkeys(each.decision.container_id for each in lines if each.decision))
    containers = read_containers(context, names)
    seen: set[str] = set()
    planned = []
    for each in lines:
        row = _planned(context, each, containers)
        if row.outcome in (Outcome.READY, Outcome.ALREADY) and row.container_id in seen:
            row = replace(row, outcome=Outcome.REPEATED)
        seen.add(row.container_id)
        planned.append(row)
    return planned


def _planned(
    context: CommandContext, line: DecisionLine, found: Mapping[str, Mapping[str, Any] | Exception]
) -> PlannedDecision:
    decision = line.decision
    if decision is None:
        return PlannedDecision(
            line.line, line.given, Outcome.BLOCKED, problem=line.problem, code="cli_line"
        )
    row = PlannedDecision(line.line, line.given, Outcome.READY, decision)
    container = found[decision.container_id]
    if isinstance(container, Exception):
        return _unread(row, container)
    row = replace(row, container=container)
    if container.get("approvalStatus") == LEADS_TO[decision.kind]:
        return replace(row, outcome=Outcome.ALREADY)
    problem = _obstacle(context, decision, container)
    return row if problem is None else blocked(row, problem, "CONFLICT")


def blocked(row: PlannedDecision, problem: FieldProblem, code: str) -> PlannedDecision:
    """Return *row* as one that cannot be made."""
    return replace(row, outcome=Outcome.BLOCKED, problem=problem, code=code)


def _unread(row: PlannedDecision, exc: Exception) -> PlannedDecision:
    if isinstance(exc, NotFoundError):
        problem = FieldProblem("id", "there is no such container", "copy the id again")
        return blocked(row, problem, exc.code)
    found = describe(exc).problem
    problem = FieldProblem("id", f"it cannot be read: {found.message}", found.hint or "try again")
    return replace(row, outcome=Outcome.UNSENT, problem=problem, code=found.code)


def _obstacle(
    context: CommandContext, decision: Decision, container: Mapping[str, Any]
) -> FieldProblem | None:
    """Return what stands in the way of a decision on *container*, if anything does."""
    project, approval = container.get("projectId"), str(container.get("approvalStatus"))
    if project not in (None, context.project):
        return FieldProblem("id", f"it is in the project {project}", f"add --project {project}")
    if approval != "pending":
        fix = "leave the line out"
        if approval == "rejected" and decision.kind == APPROVE:
            fix = "a rejected one stays rejected: make another take"
        return FieldProblem("decision", why_not(approval), fix)
    if container.get("status") != "completed":
        status = container.get("status")
        fix = f"wait for it: layers jobs watch {decision.container_id}"
        return FieldProblem("id", f"it is {status}, not completed", fix)
    if decision.new_hook is not None and container.get("creativeType") == "uploaded":
        return FieldProblem("newHook", "it was uploaded, not generated", "leave newHook out")
    return None


def read_containers(
    context: CommandContext, names: Sequence[str]
) -> dict[str, Mapping[str, Any] | Exception]:
    """Return the JSON of the containers *names*, or the error that there is instead.

    The project's list shows many at once; what it does not show is read one by one. Raises the
    error where the first request ends with one that concerns all.
    """
    found: dict[str, Mapping[str, Any] | Exception] = {}
    if len(names) > _FEW:
        found |= _listed(context, frozenset(names))
    left = [name for name in names if name not in found]
    if left and not found:  # an error of the account, or of the network, ends the run here
        first = left.pop(0)
        found[first] = _read(context.api.get_content, first)
    if left:
        _ = context.scope
        results = in_threads(
            left,
            min(AT_ONCE, len(left)),
            lambda: thread_clients(context),
            lambda tools, name: _kept(tools[0].get_content(name).data),
            Event(),
        )
        found |= dict(results)
    return found


def _read(get: Callable[[str], Any], name: str) -> Mapping[str, Any] | Exception:
    try:
        return _kept(get(name).data)
    except NotFoundError as exc:
        return exc


def _listed(context: CommandContext, names: frozenset[str]) -> Iterator[Any]:
    """Yield the wanted rows of the project's list, by id, as long as that saves requests."""
    left = set(names)
    for pages, page in enumerate(context.api.list_content(context.project, {}), 1):
        rows = [row for row in page.rows() if isinstance(row, dict) and row.get("id") in left]
        left -= {row["id"] for row in rows}
        yield from ((row["id"], _kept(row)) for row in rows)
        if not left or pages > _PAGES_AHEAD + len(names) - len(left):
            return


_FIELDS = ("id", "projectId", "status", "approvalStatus", "creativeType", "format", "hook")


def _kept(container: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is needed of a container: there may be ten thousand of them."""
    return {name: container.get(name) for name in _FIELDS}
