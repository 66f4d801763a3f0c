"""Starts the takes that rejections ask for: priced, guarded and keyed as every paid call.

The key of a take is made from the rejected container and the new hook, so that a file that is
replayed, on any day, pays for it once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from layers_cli.api.errors import ApiError, CreateError, concerns_all
from layers_cli.api.responses import model_class
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.reporting import describe
from layers_cli.inputs.decision_lines import FieldProblem
from layers_cli.ledger.decisions import DecisionState
from layers_cli.ledger.errors import BudgetError, OutcomeUnknownError
from layers_cli.ledger.records import digest
from layers_cli.render.formatters import amount
from layers_cli.services.decisions.plan import Outcome, PlannedDecision
from layers_cli.services.jobs.again import take_options
from layers_cli.services.jobs.budget import price_of
from layers_cli.services.jobs.generate import SubmitOptions, generate

_KEY_DIGITS = 32


@dataclass(frozen=True)
class TakesPrice:
    """What takes cost: their *count*, and *credits* by estimate, None where the API is silent."""

    count: int = 0
    credits: float | None = 0.0

    @property
    def words(self) -> str:
        """Return it for a question: `start 2 new takes for about 10 credits`."""
        what = "1 new take" if self.count == 1 else f"{self.count} new takes"
        cost = "a price that is not known" if self.credits is None else _credits(self.credits)
        return f"start {what} for {cost}"


def _credits(value: float) -> str:
    return f"about {amount(value)} credits"


def take_key(container_id: str, hook: str) -> str:
    """Return the idempotency key of the take that *hook* asks for instead of a container."""
    return f"take-{digest([container_id, hook])[:_KEY_DIGITS]}"


def with_takes(context: CommandContext, rows: Sequence[PlannedDecision]) -> list[PlannedDecision]:
    """Return *rows* with the jobs of the takes that were started before."""
    if not context.has_ledger:
        return list(rows)
    return [_with_take(context, row) if row.new_hook else row for row in rows]


def _with_take(context: CommandContext, row: PlannedDecision) -> PlannedDecision:
    key = take_key(row.container_id, row.new_hook or "")
    found = [each for each in context.ledger.intents.find(key) if each.is_accepted]
    return replace(row, take=found[0].job_id or found[0].key) if found else row


def due(context: CommandContext, rows: Sequence[PlannedDecision]) -> list[PlannedDecision]:
    """Return those of *rows* whose take is to be started, now or once they are rejected.

    A container that was rejected elsewhere has no take started for it: somebody may have.
    """
    wanted = [row for row in rows if row.new_hook and row.take is None]
    earlier = [row.container_id for row in wanted if row.outcome is Outcome.ALREADY]
    ours: dict[str, str | None] = {}
    if earlier and context.has_ledger:
        latest = context.ledger.decisions.latest(context.scope.server, earlier)
        ours = {
            name: record.decision.new_hook
            for name, record in latest.items()
            if record.state in (DecisionState.MADE, DecisionState.SENDING)
        }
    return [
        row
        for row in wanted
        if row.outcome in (Outcome.READY, Outcome.MADE)
        or (row.outcome is Outcome.ALREADY and ours.get(row.container_id) == row.new_hook)
    ]


def price(
    context: CommandContext, rows: Sequence[PlannedDecision], *, most: float | None
) -> TakesPrice:
    """Return what the takes of *rows* cost; raises `CommandError` if that is over *most* credits.

    No price is read where there is no take.
    """
    if not rows:
        return TakesPrice()
    credits_ = context.api.get_credits().model
    prices = [price_of(credits_, str((row.container or {}).get("format"))) for row in rows]
    total = None if None in prices else sum(filter(None, prices))
    if most is not None and (total is None or total > most):
        cost = "a price that is not known" if total is None else _credits(total)
        raise CommandError(
            f"The new takes cost {cost}, over --max-credits {amount(most)}",
            code="cli_over_limit",
            exit_code=ExitCode.DECLINED,
            hint="raise --max-credits, or take newHook out of some lines",
            submitted="no",
            safe_to_retry=True,
        )
    return TakesPrice(len(rows), total)


def start(
    context: CommandContext, rows: Sequence[PlannedDecision]
) -> tuple[dict[int, PlannedDecision], Exception | None]:
    """Start the takes of *rows*; return these with their jobs, by line, and the first error.

    After an error that concerns all of them, no further one is started.
    """
    started: dict[int, PlannedDecision] = {}
    first: Exception | None = None
    for row in rows:
        try:
            if first is not None and _ends_all(first):
                raise first
            started[row.line] = replace(row, take=_start(context, row))
        except (ApiError, CreateError, CommandError, BudgetError, OutcomeUnknownError) as exc:
            first = first or exc
            started[row.line] = _failed(row, exc)
    return started, first


def _ends_all(exc: Exception) -> bool:
    cause = exc.cause if isinstance(exc, CreateError) else exc
    return isinstance(cause, BudgetError) or concerns_all(cause)


def _start(context: CommandContext, row: PlannedDecision) -> str:
    old = model_class("Container").model_validate(row.container)
    hook = row.new_hook or ""
    options = take_options(context, old, [hook])._replace(literal=True)
    key = take_key(row.container_id, hook)
    how = SubmitOptions(idempotency_key=key, agreed=True, take_of=old.id)
    [reply] = generate(context, options, how, None).accepted
    job = reply.data.get("jobId")
    return job if isinstance(job, str) and job else key


def _failed(row: PlannedDecision, exc: Exception) -> PlannedDecision:
    said = describe(exc).problem
    reason = f"its new take was not started: {said.message}"
    problem = FieldProblem("newHook", reason, said.hint or "run the same command again")
    return replace(row, problem=problem, code=said.code)
