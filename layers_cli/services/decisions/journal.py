"""Notes in the ledger why containers were rejected one by one: the API does not say it again."""

from collections.abc import Iterable

from layers_cli.context.context import CommandContext
from layers_cli.ledger.decisions import REJECT, Decision, DecisionState
from layers_cli.ledger.errors import LedgerError


def note_rejections(context: CommandContext, ids: Iterable[str], reason: str) -> None:
    """Note that *ids* were rejected for *reason*; without a ledger, nothing is noted."""
    if (ledger := context.known_ledger) is None:
        return
    made = [Decision(name, REJECT, reason) for name in ids]
    try:
        for record in ledger.decisions.hold(context.scope.server, "", made):
            if not record.busy:
                ledger.decisions.settle(record.id, DecisionState.MADE)
    except LedgerError as exc:
        context.feedback.warn(f"{exc}; `content history` will not know the reason")
