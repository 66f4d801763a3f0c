"""The database's row as the record of its calls: the intent before one, the outcome after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import RawResponse
from layers_cli.campaigns.records import PlannedRow, RowState
from layers_cli.ledger.recorder import containers_of
from layers_cli.ledger.records import MARGIN_SECONDS, WINDOW_SECONDS
from layers_cli.services.campaigns.fleet.database import Connection, PatientConnection
from layers_cli.services.campaigns.fleet.limits import SeenSpending
from layers_cli.services.campaigns.fleet.row_values import planned

_BEGIN = """
select r.*, q.name as queue, q.credential as pays, q.held,
  q.not_before - extract(epoch from clock_timestamp())::double precision as early,
  extract(epoch from clock_timestamp())::double precision as now
from layers.rows as r join layers.campaigns as c on c.id = r.campaign
  join layers.queues as q on q.name = c.queue
where r.key = %s for update of r
"""
_INTEND = """
update layers.rows set state = 'sending', doubtful = true, asked_with = %s,
  sent_at = case when doubtful then coalesce(sent_at, %s) else %s end
where key = %s
"""
_SETTLE = """
update layers.rows set state = %(state)s, doubtful = %(doubtful)s, status = %(status)s,
  code = %(code)s, message = %(message)s, fix = %(fix)s, request_id = %(request_id)s,
  job_id = %(job_id)s, container_ids = %(container_ids)s
where key = %(key)s
"""
_ASKED = (RowState.SENDING, RowState.UNKNOWN)
_DONE = (RowState.ACCEPTED, RowState.REFUSED, RowState.CANCELED)


@dataclass(frozen=True)
class RowOutcome:
    """What came of asking for a row; *doubtful* if it may have been carried out all the same."""

    state: RowState
    doubtful: bool = False
    status: int | None = None
    code: str | None = None
    message: str | None = None
    fix: str | None = None
    request_id: str | None = None
    job_id: str | None = None
    container_ids: tuple[str, ...] = ()


class HeldError(Exception):
    """The row is not sent: its queue is held, or belongs to another key. *outcome* says so."""

    def __init__(self, reason: str, *, doubtful: bool) -> None:
        super().__init__(reason)
        state = RowState.UNKNOWN if doubtful else RowState.HELD
        self.outcome = RowOutcome(state, doubtful, code="cli_held", message=reason)


class SettledError(Exception):
    """The row is settled in *state*, canceled or gone: nothing is left to ask."""

    def __init__(self, state: RowState) -> None:
        super().__init__(state)
        self.state = state


class EarlyError(Exception):
    """The row is not sent yet: the API asked to wait *seconds* more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:g} s early")
        self.seconds = seconds


class DoubtError(Exception):
    """The *row* was sent too long ago, or with another key, to be sent again without a look."""

    def __init__(self, row: PlannedRow, sent_at: float) -> None:
        super().__init__("its outcome is unknown")
        self.row = row
        self.sent_at = sent_at


@dataclass(eq=False)
class RowRecorder:
    """An `IntentRecorder` over the row with *key*, for the API key with the mark *credential*.

    *trusted* is set where containers were looked for and none is there: it is sent once more.
    *spending* lets a row wait whose campaign has a limit.
    """

    connection: PatientConnection
    credential: str
    key: str = ""
    trusted: bool = False
    containers: list[str] = field(default_factory=list)
    spending: SeenSpending = field(default_factory=SeenSpending)

    def begin(self, key: str) -> None:
        """Record the calls of the row with *key* from now on."""
        self.key, self.trusted = key, False
        self.containers.clear()

    def read(self) -> PlannedRow:
        """Return what is to be asked for; raises one of the errors above if nothing is."""
        return planned(self.connection.run(lambda db: self._checked(db, sending=False)))

    def unknown_to_rows(self, container_ids: Sequence[str]) -> list[str]:
        """Return those of *container_ids* that no row is known to have made."""
        found = self.connection.run(
            lambda db: db.execute(
                "select made from unnest(%s::text[]) as given (made) where not exists"
                " (select from layers.rows where container_ids @> array[made])",
                [list(container_ids)],
            ).fetchall()
        )
        return [row["made"] for row in found]

    def plan(
        self, calls: Sequence[PendingRequest], *, instead_of: Sequence[PendingRequest] = ()
    ) -> None:
        """Do nothing: the row has been in the database since its plan was applied."""

    def intend(self, call: PendingRequest) -> RowCall:
        """Commit that the row is about to be sent; raises one of the errors above if it is not."""
        found = self.connection.run(lambda db: self._checked(db, sending=True))
        return RowCall(maybe_executed=found["doubtful"], containers=self.containers)

    def withdraw(self, calls: Sequence[PendingRequest]) -> None:
        """Do nothing: what was not sent is settled with the row."""

    def settle(self, outcome: RowOutcome) -> None:
        """Commit what came of the row."""
        values = {
            **outcome.__dict__,
            "key": self.key,
            "state": outcome.state.value,
            "container_ids": list(outcome.container_ids),
        }
        self.connection.run(lambda db: db.execute(_SETTLE, values))

    def _checked(self, db: Connection, *, sending: bool) -> dict[str, Any]:
        limited = self.spending.locked(db, self.key) if sending else None
        row = db.execute(_BEGIN, [self.key]).fetchone()
        if row is None or row["state"] in _DONE:
            raise SettledError(RowState.CANCELED if row is None else RowState(row["state"]))
        if row["held"] is not None or row["pays"] != self.credential:
            reason = row["held"] or "another API key pays for it now"
            raise HeldError(reason, doubtful=row["doubtful"])
        if row["early"] > 0:
            raise EarlyError(row["early"])
        if row["doubtful"] and not self.trusted and not _can_be_replayed(row, self.credential):
            raise DoubtError(planned(row), row["sent_at"])
        if limited and row["state"] not in _ASKED:
            self.spending.check(db, limited, row["credits"])
        if sending:
            db.execute(_INTEND, [self.credential, row["now"], row["now"], self.key])
        return row


@dataclass(frozen=True)
class RowCall:
    """The record of one call of a row; a row of several variants may have several."""

    maybe_executed: bool
    containers: list[str]

    @property
    def kept(self) -> None:
        """No response is kept: within a day, the server gives the first one again."""
        return

    def answered(self, answer: RawResponse, data: dict[str, Any]) -> None:
        """Keep its containers until the row is settled."""
        self.containers.extend(containers_of(data))

    def refused(self, *, status: int | None, code: str) -> None:
        """Do nothing: the row is settled with the error."""

    def lost(self, *, status: int | None, code: str) -> None:
        """Do nothing: the row stays doubtful."""


def _can_be_replayed(row: dict[str, Any], credential: str) -> bool:
    """Whether sending it again gives the first response and no second job (common-patterns)."""
    age = row["now"] - (row["sent_at"] or row["now"])
    is_young = -MARGIN_SECONDS < age < WINDOW_SECONDS - MARGIN_SECONDS
    return is_young and bool(row["asked_with"] == credential)
