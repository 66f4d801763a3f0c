"""Records the requests of one row after another, and the answers of all threads together."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from layers_cli.api.intents import PendingRequest, RecordedRequest
from layers_cli.campaigns.progress import RowEvent
from layers_cli.context.context import CommandContext
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.recorder import LedgerRecorder, redact_argv, unwritten
from layers_cli.ledger.records import Answer, BillableCommand, IntentRecord

Claimed = Mapping[PendingRequest, IntentRecord]


class ClaimedRowRecorder:
    """An `IntentRecorder` whose requests belong to the row that was begun last.

    What the ledger has claimed for the row is not committed again. The answers to them, *answers*,
    are for `RowAnswers` to write.
    """

    def __init__(self, context: CommandContext, ledger: Ledger) -> None:
        self._row = BillableCommand()
        self._claimed: Claimed = {}
        self.answers: list[Answer] = []
        self._recorder = LedgerRecorder(
            lambda: ledger,
            scope=context.scope,
            argv=redact_argv(context.argv, context.account.key),
            command=lambda: self._row,
            warn=context.feedback.warn,
            on_recorded=context.run_state.recorded,
            keep=lambda answer: self.answers.append(answer),
        )

    def begin(self, row: BillableCommand, claimed: Claimed) -> None:
        """Record requests for *row* from now on, of which some are *claimed* already."""
        self._row, self._claimed, self.answers = row, claimed, []
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


@dataclass
class RowAnswers:
    """Writes the answers to rows into *ledger*: all that have come meanwhile in one step.

    A thread that finds no other one at it writes; the others leave theirs, and go on. *tell* hears
    of each row once its answers are written. Where they cannot be, *warn* hears what was made, and
    *stop* why nothing further may start.
    """

    ledger: Ledger
    tell: Callable[[RowEvent], None]
    warn: Callable[[str], None]
    stop: Callable[[Exception], None]
    _waiting: deque[tuple[Sequence[Answer], RowEvent]] = field(default_factory=deque, init=False)
    _writing: Lock = field(default_factory=Lock, init=False)

    def take(self, answers: Sequence[Answer], event: RowEvent) -> None:
        """Take the *answers* to a row, and what there is to tell of it."""
        if not answers:
            self.tell(event)
            return
        self._waiting.append((answers, event))
        # Whoever leaves an answer while another thread is about to stop is seen by that one.
        while self._waiting and self._writing.acquire(blocking=False):
            try:
                self._write()
            finally:
                self._writing.release()

    def _write(self) -> None:
        events: list[RowEvent] = []
        taken: list[Answer] = []
        left = self._left(events, taken)
        try:
            self.ledger.intents.take(left)
        except LedgerError as exc:
            list(left)  # they are asked for again by a later run
            self.warn(unwritten(exc, taken))
            self.stop(exc)
        for event in events:
            self.tell(event)

    def _left(self, events: list[RowEvent], taken: list[Answer]) -> Iterator[Answer]:
        """Yield what waits, also what comes meanwhile; *events* is what there is to tell of it."""
        while self._waiting:
            answers, event = self._waiting.popleft()
            events.append(event)
            taken += answers
            yield from answers
