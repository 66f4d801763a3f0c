"""Records the requests of one row after another in the ledger of a thread."""

from collections.abc import Mapping, Sequence

from layers_cli.api.intents import PendingRequest, RecordedRequest
from layers_cli.context.context import CommandContext
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.recorder import LedgerRecorder, redact_argv
from layers_cli.ledger.records import BillableCommand, IntentRecord

Claimed = Mapping[PendingRequest, IntentRecord]


class ClaimedRowRecorder:
    """An `IntentRecorder` whose requests belong to the row that was begun last.

    What the ledger has claimed for the row is not committed again.
    """

    def __init__(self, context: CommandContext, ledger: Ledger) -> None:
        self._row = BillableCommand()
        self._claimed: Claimed = {}
        self._ledger = ledger
        self._recorder = LedgerRecorder(
            lambda: ledger,
            scope=context.scope,
            argv=redact_argv(context.argv, context.account.key),
            command=lambda: self._row,
            warn=context.feedback.warn,
            on_recorded=context.run_state.recorded,
        )

    def begin(self, row: BillableCommand, claimed: Claimed) -> None:
        """Record requests for *row* from now on, of which some are *claimed* already."""
        self._row, self._claimed = row, claimed
        self._recorder.begin(claimed)

    def end(self) -> None:
        """Take back what was claimed for the row and not sent, in another dialect say."""
        self._recorder.withdraw(list(self._claimed))

    def plan(
        self, calls: Sequence[PendingRequest], *, instead_of: Sequence[PendingRequest] = ()
    ) -> None:
        """Commit those of *calls* that are not claimed; see `LedgerRecorder.plan`."""
        fresh = [call for call in calls if call not in self._claimed]
        if fresh or instead_of:
            self._recorder.plan(fresh, instead_of=instead_of)

    def intend(self, call: PendingRequest) -> RecordedRequest:
        """Return the record of *call*, committed."""
        return self._recorder.intend(call)

    def withdraw(self, calls: Sequence[PendingRequest]) -> None:
        """Take back those of *calls* that were not sent."""
        self._recorder.withdraw(calls)
