"""Asks for one row, and settles it. Whatever happens, an outcome is returned, and none raised.

An error that is the account's or the server's holds the queue: no other row would fare better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import uniform

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import (
    ApiError,
    CreateError,
    ForbiddenError,
    RateLimitError,
    concerns_all,
)
from layers_cli.api.generation import Generation, GenerationRequest, Submission
from layers_cli.campaigns.records import PlannedRow, RowState
from layers_cli.errors.reporting import describe
from layers_cli.render.text import iso_time
from layers_cli.services.campaigns.fleet.limits import UnseenError
from layers_cli.services.campaigns.fleet.row_record import (
    DoubtError,
    EarlyError,
    HeldError,
    RowOutcome,
    RowRecorder,
    SettledError,
)

EARLIER_SECONDS = 300.0  # how far the clocks of server and database may differ
_BUSY_SECONDS = 0.25
UNEXPECTED = "cli_unexpected"


@dataclass(eq=False)
class Asker:
    """Asks for rows in one thread, with a *client* and a *recorder* of its own.

    *hold* stops the queue for a reason; *wait* lets nobody send for so many seconds; *pause* lets
    them pass here, or raises where the process has to leave. All hosts wait together and begin
    again over *spread* seconds. *look* looks at prices, and holds the queue if they are too high.
    """

    client: LayersClient
    recorder: RowRecorder
    dialect: str
    hold: Callable[[str], None]
    wait: Callable[[float], None]
    pause: Callable[[float], None]
    spread: float = 0.0
    look: Callable[[], None] = lambda: None

    def ask(self, key: str) -> RowOutcome:
        """Ask for the row with *key*, unless that is settled; return what came of it."""
        self.recorder.begin(key)
        while True:
            try:
                return self._settled(self._asked())
            except SettledError as exc:
                return RowOutcome(exc.state)
            except HeldError as exc:
                return self._settled(exc.outcome)
            except UnseenError as exc:
                self._look(exc)
            except EarlyError as exc:
                self.pause(exc.seconds + uniform(0.0, self.spread))  # noqa: S311 - spreads load
            except ApiError as exc:  # of the look for an earlier attempt
                return self._settled(self._failed(exc, doubtful=True))
            except Exception as exc:  # noqa: BLE001 - it would burn the workflow's id
                said = f"{type(exc).__name__}: {exc}"
                return self._settled(RowOutcome(RowState.UNKNOWN, True, None, UNEXPECTED, said))

    def _look(self, unseen: UnseenError) -> None:
        """Look at the prices of the rows before, once none of them is under way."""
        if unseen.busy:
            self.pause(_BUSY_SECONDS)
            return
        self.look()
        self.recorder.spending.note(unseen)

    def _settled(self, outcome: RowOutcome) -> RowOutcome:
        self.recorder.settle(outcome)
        return outcome

    def _asked(self) -> RowOutcome:
        try:
            row = self.recorder.read()
        except DoubtError as exc:
            found = self._looked_for(exc)
            if found is not None:
                return found
            self.recorder.trusted, row = True, exc.row
        try:
            submission = Generation(self.client, self.dialect).submit([request_of(row)])
        except CreateError as exc:
            return self._failed(exc.cause)
        if submission.refused:
            return self._failed(submission.refused[0].error)
        return self._accepted(submission)

    def _accepted(self, submission: Submission) -> RowOutcome:
        jobs = [each.data for each in submission.accepted]
        return RowOutcome(
            RowState.ACCEPTED,
            request_id=submission.accepted[-1].request_id,
            job_id=next((str(job["jobId"]) for job in jobs if job.get("jobId")), None),
            container_ids=tuple(self.recorder.containers),
        )

    def _failed(self, exc: ApiError, *, doubtful: bool = False) -> RowOutcome:
        if isinstance(exc, RateLimitError):  # after all retries, which never end a row
            seconds = exc.retry_after or 1.0
            self.wait(seconds)
            raise EarlyError(seconds)
        outcome = outcome_of(exc, doubtful=doubtful or exc.maybe_executed)
        if is_of_all(exc):
            self.hold(f"{outcome.code}: {outcome.message}")
        return outcome

    def _looked_for(self, doubt: DoubtError) -> RowOutcome | None:
        """Look for the containers of a row that may not be sent again; None if there are none."""
        row = doubt.row
        since = iso_time(datetime.fromtimestamp(doubt.sent_at - EARLIER_SECONDS, UTC))
        filters = {"since": since, "format": [str(row.body["format"])]}
        pages = self.client.list_content(row.project, filters, limit=None)
        hook = row.body.get("hook")
        ids = [each.id for page in pages for each in page.models() if each.hook == hook]
        free = self.recorder.unknown_to_rows(ids)
        if not free:
            return None
        if len(free) == int(row.body.get("variants") or 1):
            return RowOutcome(RowState.ACCEPTED, container_ids=tuple(free))
        return RowOutcome(
            RowState.UNKNOWN,
            doubtful=True,
            code="cli_doubt",
            message="It was sent too long ago, or with another key, to be sent again without risk",
            fix=f"see whether it was made: layers content list --project {row.project}",
        )


def request_of(row: PlannedRow) -> GenerationRequest:
    """Return the request that a planned *row* stands for."""
    body = row.body
    return GenerationRequest(
        row.project,
        body.get("hook"),
        str(body["format"]),
        int(body.get("variants") or 1),
        tuple(body.get("media") or ()),
        row.key,
        influencer=body.get("influencer"),
    )


def is_of_all(exc: ApiError) -> bool:
    """Whether *exc* is the account's, the network's or the server's, and not the row's."""
    return concerns_all(exc) or isinstance(exc, ForbiddenError)


def outcome_of(exc: ApiError, *, doubtful: bool) -> RowOutcome:
    """Return what *exc* says of a row."""
    problem = describe(exc).problem
    state = RowState.HELD if is_of_all(exc) else RowState.REFUSED
    return RowOutcome(
        RowState.UNKNOWN if doubtful else state,
        doubtful,
        problem.status,
        problem.code,
        problem.message,
        problem.hint,
        problem.request_id,
    )
