"""What campaigns, their rows and the states of these are called, in plan files and in records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RowAction(StrEnum):
    """What a plan does with a row."""

    CREATE = "create"  # asks for it
    CHANGED = "changed"  # asks for its new content, as a new take
    DONE = "done"  # was asked for with this content before
    INVALID = "invalid"  # cannot be asked for as it stands
    DUPLICATE = "duplicate"  # has the key, or without keys the content, of an earlier row


class RowState(StrEnum):
    """How far the asking for a row has come; how its containers fare is told by `statuses`."""

    INVALID = "invalid"  # cannot be asked for as the sheet stands, or stands there twice
    PLANNED = "planned"  # in the plan, beyond what was let go so far
    QUEUED = "queued"  # nothing was sent
    SENDING = "sending"  # a process is asking, or exited before it had the answer
    HELD = "held"  # not carried out for a reason of the account: credits, key, kill switch
    UNKNOWN = "unknown"  # sent, and nobody knows whether it was carried out
    REFUSED = "refused"  # the API refused this row; nothing was done
    ACCEPTED = "accepted"  # it has a job, and is paid for
    CANCELED = "canceled"  # canceled before anything was sent


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell, and how to fix it, for somebody who has the sheet open."""

    column: str
    reason: str
    fix: str


_ASKED_FOR = (RowAction.CREATE, RowAction.CHANGED)


@dataclass  # one that is frozen takes three times as long to make: there may be 100,000
class PlannedRow:
    """One row of a sheet, as the plan has it.

    *number* is its row in the sheet, the header being 1; *line* its first line in the file. *name*
    is its `key` column, else a hash of its content. *key* is its Idempotency-Key. *body* is what is
    asked for: `format`, `hook`, `variants`, `media`, `influencer`, without those that are not
    there. *cells* are the texts of all columns of the sheet, in order. *take* counts contents that
    were asked for under this name; *replaces* are the containers of the take before. *credits* is
    the estimate for all variants.
    """

    number: int
    line: int
    name: str
    action: RowAction
    cells: tuple[str, ...]
    key: str = ""
    take: int = 1
    project: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    credits: float = 0.0
    problems: tuple[CellProblem, ...] = ()
    replaces: tuple[str, ...] = ()

    @property
    def is_asked_for(self) -> bool:
        """Whether applying the plan asks for it, unless somebody has already."""
        return self.action in _ASKED_FOR


@dataclass(frozen=True)
class Campaign:
    """A campaign as it is recorded.

    *name* is its identity at *server* for *profile*; *credential* is the mark of the API key that
    asks. *columns* are those of the sheet. *paused* says why it was stopped, None while it is not.
    *results* is the path of the file that is drawn of it. Times are seconds since 1970.
    """

    name: str
    server: str
    profile: str
    credential: str
    sheet: str
    columns: tuple[str, ...]
    created_at: float
    paused: str | None = None
    max_credits: float | None = None
    results: str | None = None


@dataclass(frozen=True)
class RowRecord:
    """A planned row and what became of it.

    *statuses* and *approvals* are by container, *previews* their links, *files* what was saved.
    *sent_at* is the time of the first attempt; *code*, *message* and *fix* tell of the last one.
    """

    row: PlannedRow
    state: RowState
    sent_at: float | None = None
    status: int | None = None
    code: str | None = None
    message: str | None = None
    fix: str | None = None
    request_id: str | None = None
    job_id: str | None = None
    container_ids: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)
    approvals: Mapping[str, str] = field(default_factory=dict)
    previews: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
