"""Makes recorded decisions at the API, each once, whatever ends the process or the connection.

An approval has no idempotency key. What was sent and not answered is looked at before anything is
sent again; a 409 says what the container's state is, which explains it (api-core 2.2).
"""

from collections.abc import Callable, Iterator, Sequence
from threading import Event

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import ApiError, ConflictError, StatusError, concerns_all
from layers_cli.api.retries import may_be_executed
from layers_cli.context.context import CommandContext
from layers_cli.errors.reporting import describe
from layers_cli.ledger.decisions import (
    APPROVE,
    OPEN,
    REJECT,
    Decision,
    DecisionRecord,
    Decisions,
    DecisionState,
)
from layers_cli.ledger.ledger import Ledger
from layers_cli.services.posting.promotion import NOT_SCHEDULED, why_not_scheduled
from layers_cli.services.transfers.threads import in_threads, thread_clients

AT_ONCE = 4
LEADS_TO = {APPROVE: "approved", REJECT: "rejected"}
"""The approval status after a decision."""


def deliver(api: LayersClient, journal: Decisions, record: DecisionRecord) -> DecisionState:
    """Make the decision *record* and return how it ended, which is recorded.

    Raises `ApiError` where it may fare better later; it is then held, or still being sent where
    nobody knows whether it was made.
    """
    if record.state is DecisionState.SENDING:
        found = _looked_up(api, journal, record, when_alike=DecisionState.MADE)
        if found is not None:
            return found
    if not journal.send(record.id):
        return journal.read(record.id).state
    try:
        unscheduled = _send(api, record.decision)
    except ApiError as exc:
        return _ended(api, journal, record, exc)
    code = NOT_SCHEDULED if unscheduled else None
    journal.settle(record.id, DecisionState.MADE, code=code, message=unscheduled)
    return DecisionState.MADE


def _send(api: LayersClient, decision: Decision) -> str | None:
    """Make *decision*; return why a schedule that waited for it could not be made, if so."""
    if decision.kind == APPROVE:
        return why_not_scheduled(api.approve(decision.container_id, note=decision.note))
    api.reject(decision.container_id, reason=decision.reason or "")
    return None


def _ended(
    api: LayersClient, journal: Decisions, record: DecisionRecord, exc: ApiError
) -> DecisionState:
    """Record what the error *exc* says of a decision; raises it where that is not the end."""
    met = exc.details.get("approvalStatus") if isinstance(exc, ConflictError) else None
    if isinstance(met, str):
        return _met(journal, record, met, when_alike=DecisionState.STANDING)
    if exc.maybe_executed or may_be_executed(exc):
        found = _looked_up(api, journal, record, when_alike=DecisionState.MADE)
        if found is not None:
            return found
    elif isinstance(exc, StatusError) and not concerns_all(exc):
        problem = describe(exc).problem
        journal.settle(record.id, DecisionState.REFUSED, code=problem.code, message=problem.message)
        return DecisionState.REFUSED
    journal.release(record.id)
    raise exc


def _looked_up(
    api: LayersClient, journal: Decisions, record: DecisionRecord, *, when_alike: DecisionState
) -> DecisionState | None:
    """Return how a decision ended by its container's state; None while that waits for one."""
    met = api.get_content(record.decision.container_id).data.get("approvalStatus")
    if met in (None, "pending"):
        return None
    return _met(journal, record, str(met), when_alike=when_alike)


def settle_as_found(journal: Decisions, record: DecisionRecord, met: str) -> None:
    """Record how an open decision ended on a container that is found decided: nothing is sent."""
    is_ours = record.state is DecisionState.SENDING
    alike = DecisionState.MADE if is_ours else DecisionState.STANDING
    _met(journal, record, met, when_alike=alike)


def _met(
    journal: Decisions, record: DecisionRecord, met: str, *, when_alike: DecisionState
) -> DecisionState:
    """Record how a decision ended on a container whose approval status is *met*."""
    if met == LEADS_TO[record.decision.kind]:
        journal.settle(record.id, when_alike)
        return when_alike
    journal.settle(record.id, DecisionState.REFUSED, code="CONFLICT", message=why_not(met))
    return DecisionState.REFUSED


def why_not(met: str) -> str:
    """Return why a container whose approval status is *met* cannot be decided."""
    if met == "not_required":
        return "it needs no review"
    return f"somebody has {met} it already, and that is final"


def deliver_all(
    context: CommandContext,
    records: Sequence[DecisionRecord],
    on_each: Callable[[], None] = lambda: None,
) -> dict[int, Exception]:
    """Make the decisions *records*, a few at a time; return the errors of those that were not made.

    What becomes of them is in the journal. *on_each* is called after each. After an error that
    concerns all of them, no further one is sent.
    """
    _ = context.scope  # read once, before threads need it
    failed: dict[int, Exception] = {}
    mine = [record for record in records if not record.busy and record.state in OPEN]
    for record, result in _delivered(context, mine):
        on_each()
        if isinstance(result, Exception):
            failed[record.id] = result
            if not isinstance(result, ApiError) or concerns_all(result):
                break
    return failed


def _delivered(
    context: CommandContext, records: Sequence[DecisionRecord]
) -> Iterator[tuple[DecisionRecord, DecisionState | Exception]]:
    def work(tools: tuple[LayersClient, Ledger], record: DecisionRecord) -> DecisionState:
        api, ledger = tools
        return deliver(api, ledger.decisions, record)

    return in_threads(records, AT_ONCE, lambda: thread_clients(context), work, Event())
