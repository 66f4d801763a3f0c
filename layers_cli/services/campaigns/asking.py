"""Asks for the queued rows of a campaign: claimed in the ledger, sent by a few threads at once.

A row is claimed, durably, before it is sent. What a process leaves half done is claimed by the next
one, and sent again with its own key: the server gives the first answer, see `ledger.intents`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from queue import Empty, SimpleQueue
from threading import Thread

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import (
    ApiError,
    CreateError,
    NetworkError,
    RateLimitError,
    RunStoppedError,
    concerns_account,
    concerns_all,
)
from layers_cli.api.generation import (
    Generation,
    GenerationRequest,
    content_request,
    format_request,
)
from layers_cli.api.intents import PendingRequest
from layers_cli.api.retries import RateBudget
from layers_cli.campaigns.portions import portions
from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import PlannedRow, RowRecord, RowState
from layers_cli.context.context import CommandContext
from layers_cli.errors.reporting import brief, describe
from layers_cli.ledger.errors import BudgetError, LedgerError
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.paths import ledger_path
from layers_cli.ledger.recorder import containers_of
from layers_cli.ledger.records import BillableCommand, Intent, IntentRecord
from layers_cli.services.campaigns.recording import Claimed, ClaimedRowRecorder, RowAnswers
from layers_cli.services.jobs.requests import checked_dialect

CLAIMED_AT_ONCE = 32  # rows: one wait for the disk is shared by so many
_LOOK_EVERY_SECONDS = 0.2  # for Ctrl-C, and whether somebody has paused the campaign
_SCOPE = "FORBIDDEN_SCOPE"


@dataclass(frozen=True)
class _Task:
    row: PlannedRow
    claimed: Claimed


@dataclass
class Asking:
    """Asks for rows of the campaign *name* with *count* threads, as fast as *budget* lets them.

    All rows may cost *room* credits, None for no limit: see `portions`. *is_paused* is told whether
    to look at the credits now. After *most_refused* rows that the API refused, nothing starts.

    After the run, *aged* has the records whose outcome is unknown and which cannot be sent again
    without looking first, *error* what ended it early, *busy* the rows that others are sending.
    """

    context: CommandContext
    name: str
    budget: RateBudget
    count: int
    is_paused: Callable[[bool], bool]
    room: float | None = None
    most_refused: int | None = None
    aged: list[IntentRecord] = field(default_factory=list)
    error: Exception | None = None
    busy: int = 0

    def __post_init__(self) -> None:
        self._dialect = checked_dialect(self.context.settings.api_dialect.value)
        daily = self.context.settings.budget_daily.value
        self._daily = None if daily is None else float(daily)
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._events: SimpleQueue[RowEvent | BaseException] = SimpleQueue()
        self._under_way = 0
        self._outages = 0
        self._refusals, self._gone = count(1), count(1)  # threads take their numbers

    def rows(self, rows: Iterable[RowRecord]) -> Iterator[RowEvent]:
        """Ask for *rows* and yield what came of each, in the order of the answers.

        Whatever ends it, what was claimed and not sent is given back. Raises what a thread raised
        beside the API's errors.
        """
        ledger = Ledger(
            ledger_path(self.context.environ),
            clock=self.context.clock,
            committed=self.context.committed,
        )
        work = partial(
            self._work,
            ledger,
            RowAnswers(ledger, self._events.put, self.context.feedback.warn, self.stop_for),
        )
        threads = [Thread(target=work, daemon=True) for _ in range(self.count)]
        for thread in threads:
            thread.start()
        try:
            for portion in portions(rows, size=CLAIMED_AT_ONCE, room=self.room):
                # No thread waits for a claim, unless the prices of those before have to be known.
                yield from self._ended(most_left=0 if portion.waits else 2 * self.count)
                if self._is_stopped(look=portion.waits):
                    break
                self._claim(portion.rows)
            yield from self._ended(most_left=0)
        finally:
            self.budget.stop()
            with suppress(LedgerError):  # then the next process asks for them, with their keys
                self._give_back()
            for _ in threads:
                self._tasks.put(None)

    def _is_stopped(self, *, look: bool) -> bool:
        return self.error is not None or self.budget.is_stopped or self.is_paused(look)

    def stop(self, error: Exception | None = None) -> None:
        """Let nothing further start."""
        self.error = self.error or error
        self.budget.stop()
        self._give_back()

    # Claims

    def _claim(self, batch: Sequence[RowRecord]) -> None:
        calls = [(each.row, self._calls(each.row)) for each in batch]
        intents = [self._intent(row, call) for row, of_row in calls for call in of_row]
        try:
            found = iter(self.context.ledger.intents.claim(intents, budget=self._daily))
        except LedgerError as exc:  # what is under way still has to tell what came of it
            self.error = exc
            return
        except BudgetError as exc:
            half = len(batch) // 2  # a part of it may still be within the budget
            if not half:
                self.error = exc
            for part in (batch[:half], batch[half:]) if half else ():
                if self.error is None:
                    self._claim(part)
            return
        for row, of_row in calls:
            self._take(row, dict(zip(of_row, found)))  # noqa: B905 - the rest is of other rows

    def _take(self, row: PlannedRow, claimed: dict[PendingRequest, IntentRecord | None]) -> None:
        records = [each for each in claimed.values() if each is not None]
        now, credential = self.context.ledger.clock(), self.context.scope.credential
        aged = [
            each
            for each in records
            if not each.is_accepted and not each.can_be_replayed(now=now, credential=credential)
        ]
        if len(records) < len(claimed):
            self.busy += 1
        elif aged:
            self.aged += aged
        elif not all(each.is_accepted for each in records):
            known = {call: each for call, each in claimed.items() if each is not None}
            self._under_way += 1
            self._tasks.put(_Task(row, known))

    def _give_back(self) -> None:
        """Let go of what is claimed and waits for a thread: it is queued again."""
        waiting: list[int] = []
        while not self._tasks.empty():
            try:
                task = self._tasks.get_nowait()
            except Empty:
                break
            if task is not None:
                self._under_way -= 1
                waiting += [each.id for each in task.claimed.values() if not each.is_accepted]
        if waiting:
            self.context.ledger.intents.give_back(waiting)

    def _calls(self, row: PlannedRow) -> list[PendingRequest]:
        dialect = self._dialect_of(row)
        make = format_request if dialect == "per-format" else content_request
        return [make(unit) for unit in request_of(row).units(dialect)]

    def _dialect_of(self, row: PlannedRow) -> str:
        return "per-format" if row.body.get("influencer") else self._dialect

    def _command(self, row: PlannedRow) -> BillableCommand:
        variants = int(row.body.get("variants") or 1)
        price = row.credits / variants
        return BillableCommand(
            row.key, row.key, price=price, budget=self._daily, campaign=self.name
        )

    def _intent(self, row: PlannedRow, call: PendingRequest) -> Intent:
        return self.context.recorder.intent(call, self._command(row))

    # Answers

    def _ended(self, *, most_left: int) -> Iterator[RowEvent]:
        """Yield events until no more than *most_left* rows are under way."""
        while self._under_way > most_left:
            try:
                event = self._events.get(timeout=_LOOK_EVERY_SECONDS)
            except Empty:
                if not self.budget.is_stopped and self.is_paused(False):
                    self.stop()
                continue
            if isinstance(event, BaseException):
                raise event
            self._under_way -= 1
            yield event

    def _work(self, ledger: Ledger, answers: RowAnswers) -> None:
        try:
            recorder = ClaimedRowRecorder(self.context, ledger)
            api = self._client(recorder)
            while (task := self._tasks.get()) is not None:
                event = self._asked(api, recorder, task)
                answers.take(recorder.answers, event)
        except BaseException as exc:  # noqa: BLE001 - raised again by whoever waits
            self._events.put(exc)
        finally:
            if next(self._gone) == self.count:  # the last one
                ledger.close()

    def _client(self, recorder: ClaimedRowRecorder) -> LayersClient:
        url, key, organization = self.context.account
        return LayersClient(
            url,
            key,
            organization=organization,
            recorder=recorder,
            retries=self.context.retries,
            transport=self.context.transport,
            pace=self.budget,
        )

    def _asked(self, api: LayersClient, recorder: ClaimedRowRecorder, task: _Task) -> RowEvent:
        row = task.row
        recorder.begin(self._command(row), task.claimed)
        generation = Generation(api, self._dialect_of(row))
        try:
            submission = generation.submit([request_of(row)])
        except CreateError as exc:
            return self._failed(row, exc.cause)
        finally:
            recorder.end()
        if self._dialect == "auto" and not row.body.get("influencer"):
            self._dialect = generation.dialect
        self._outages = 0
        if submission.refused:
            return self._failed(row, submission.refused[0].error)
        replies = submission.accepted
        job = next((each.data.get("jobId") for each in replies), None)
        return RowEvent(
            row,
            RowState.ACCEPTED,
            job if isinstance(job, str) else None,
            tuple(name for each in replies for name in containers_of(each.data)),
            request_id=replies[0].request_id,
        )

    def _failed(self, row: PlannedRow, error: ApiError) -> RowEvent:
        state = state_after(error)
        if isinstance(error, RunStoppedError) and state is RowState.QUEUED:
            return RowEvent(row, state)  # nothing is wrong with it
        if state is RowState.HELD:
            self.stop_for(error)
        elif state is RowState.REFUSED and next(self._refusals) == self.most_refused:
            self.budget.stop()  # here: until whoever reads the answers knows, others would be sent
        elif concerns_all(error):
            self._outages += 1
            if self._outages >= self.count:  # nobody is there: no other row fares better
                self.stop_for(error)
        problem = describe(error, program=self.context.program).problem
        return RowEvent(
            row,
            state,
            status=problem.status,
            code=problem.code,
            message=brief(problem),
            fix=problem.hint,
            request_id=problem.request_id,
        )

    def stop_for(self, error: Exception) -> None:
        """Let nothing further start after *error*; called by threads."""
        self.error = self.error or error
        self.budget.stop()


def state_after(error: ApiError) -> RowState:
    """Return the state of a row whose request ended with *error*."""
    if error.maybe_executed:
        return RowState.UNKNOWN
    if is_of_account(error):
        return RowState.HELD
    return RowState.QUEUED if isinstance(error, NetworkError) else RowState.REFUSED


def is_of_account(error: Exception) -> bool:
    """Whether every other row would be refused like this one until somebody acts."""
    if isinstance(error, RateLimitError):
        return False
    return concerns_account(error) or getattr(error, "code", None) == _SCOPE


def request_of(row: PlannedRow) -> GenerationRequest:
    """Return what is sent for *row*."""
    body = row.body
    return GenerationRequest(
        row.project,
        body.get("hook"),
        body["format"],
        int(body.get("variants") or 1),
        tuple(body.get("media") or ()),
        row.key,
        row.key,
        body.get("influencer"),
    )
