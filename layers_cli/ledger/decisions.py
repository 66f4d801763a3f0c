"""The journal of reviews: a decision is here before it is sent. All SQL on it is here.

    held -> sending -> made | standing | refused        held -> undone

An approval has no idempotency key. So one that was being sent when its process ended is not sent
again before somebody has looked at the container.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from layers_cli.ledger.database import Database
from layers_cli.ledger.owner import is_at_work

APPROVE, REJECT = "approve", "reject"


class DecisionState(StrEnum):
    """How far a decision has come."""

    HELD = "held"  # nothing was sent; it can be undone
    SENDING = "sending"  # sent, or about to be, and the answer is not known
    MADE = "made"  # the API took it from here
    STANDING = "standing"  # the container was decided like this already
    REFUSED = "refused"  # it can never be made
    UNDONE = "undone"  # taken back, or replaced by another one, before it was sent


OPEN = (DecisionState.HELD, DecisionState.SENDING)


class Decision(NamedTuple):
    """What somebody has decided on the container *container_id*.

    *kind* is `approve` or `reject`; *reason* goes with a rejection, *note* with an approval. A
    rejection may ask for a new take with *new_hook*. *reviewer* and *at*, as they were given, say
    who decided and when.
    """

    container_id: str
    kind: str
    reason: str | None = None
    note: str | None = None
    new_hook: str | None = None
    reviewer: str | None = None
    at: str | None = None


class DecisionRecord(NamedTuple):
    """A decision as the journal holds it; *busy* while another process works on it.

    *code* and *message* say why it was refused.
    """

    id: int
    project: str
    decision: Decision
    state: DecisionState
    busy: bool = False
    code: str | None = None
    message: str | None = None


_COLUMNS = Decision._fields


class Decisions(NamedTuple):
    """The decisions in one ledger. Raises `LedgerError` where the file cannot be used."""

    database: Database
    clock: Callable[[], float]
    owner: str
    process_has_exited: Callable[[str], bool]

    def hold(
        self, server: str, project: str, decisions: Iterable[Decision]
    ) -> list[DecisionRecord]:
        """Commit *decisions* in one durable step, and return them as they now stand.

        One on the same container that is not sent yet is replaced. One that another process works
        on stays, and so does one of the same kind that may have been carried out: its record is
        returned.
        """
        with self.database.transaction():
            return [self._held(server, project, each) for each in decisions]

    def _held(self, server: str, project: str, decision: Decision) -> DecisionRecord:
        found = self._found(
            "server = ? and container_id = ? and state in ('held', 'sending')",
            (server, decision.container_id),
        )
        for record in list(found):  # one at most
            if record.busy:
                return record
            if record.state is DecisionState.SENDING and record.decision.kind == decision.kind:
                self._change(record.id, owner=self.owner)
                return record
            self._change(record.id, state=DecisionState.UNDONE)
        now = self.clock()
        values = decision._asdict() | {
            "server": server,
            "project": project,
            "state": DecisionState.HELD,
            "owner": self.owner,
            "created_at": now,
            "changed_at": now,
        }
        entry_id = self.database.insert("decisions", values)
        return DecisionRecord(entry_id, project, decision, DecisionState.HELD)

    # The steps

    def take_over(self, entry_id: int) -> DecisionRecord | None:
        """Make an open decision this process's own; None while another one works on it."""
        with self.database.transaction():
            record = self.read(entry_id)
            if record.busy or record.state not in OPEN:
                return None
            self._change(entry_id, owner=self.owner)
            return self.read(entry_id)

    def send(self, entry_id: int) -> bool:
        """Note that the decision is about to be sent; False if it was undone meanwhile."""
        with self.database.transaction(lasting=False):
            if self.read(entry_id).state not in OPEN:
                return False
            self._change(entry_id, state=DecisionState.SENDING, owner=self.owner)
            return True

    def release(self, entry_id: int) -> None:
        """Note that nothing was done: it can be sent again, or undone."""
        self._note(entry_id, DecisionState.HELD)

    def settle(
        self,
        entry_id: int,
        state: DecisionState,
        *,
        code: str | None = None,
        message: str | None = None,
    ) -> None:
        """Note how a decision ended."""
        self._note(entry_id, state, code=code, message=message)

    def undo(self, entry_id: int) -> bool:
        """Take a decision back; False if it was sent, or may have been."""
        with self.database.transaction():
            if self.read(entry_id).state is not DecisionState.HELD:
                return False
            self._change(entry_id, state=DecisionState.UNDONE)
            return True

    # Questions

    def read(self, entry_id: int) -> DecisionRecord:
        """Return the decision *entry_id*."""
        [record] = self._found("id = ?", (entry_id,))
        return record

    def unsent(self, server: str, project: str) -> list[DecisionRecord]:
        """Return the open decisions on a project's containers, oldest first."""
        return list(
            self._found(
                "server = ? and project = ? and state in ('held', 'sending')", (server, project)
            )
        )

    def latest(self, server: str, container_ids: Iterable[str]) -> dict[str, DecisionRecord]:
        """Return what was decided last on each of *container_ids*, without what was undone."""
        found: dict[str, DecisionRecord] = {}
        for some in _portions(list(container_ids)):
            marks = ", ".join("?" * len(some))
            condition = f"server = ? and state != 'undone' and container_id in ({marks})"
            for record in self._found(condition, (server, *some)):
                found[record.decision.container_id] = record
        return found

    def reasons(self, server: str, *, most: int) -> list[str]:
        """Return the reasons of the latest rejections, each once, the latest first."""
        rows = self.database.rows(
            "select reason from decisions where server = ? and reason is not null"
            " and state != 'undone' group by reason order by max(id) desc limit ?",
            (server, most),
        )
        return [row["reason"] for row in rows]

    def ids(self) -> Iterator[str | None]:
        """Yield the ids of containers and projects; any may be missing or come twice."""
        for row in self.database.rows("select distinct container_id, project from decisions"):
            yield from row

    # Rows

    def _note(self, entry_id: int, state: DecisionState, **more: Any) -> None:
        with self.database.transaction(lasting=False):
            self._change(entry_id, state=state, owner=self.owner, **more)

    def _change(self, entry_id: int, **changes: Any) -> None:
        self.database.update("decisions", entry_id, {**changes, "changed_at": self.clock()})

    def _found(self, condition: str, values: Sequence[object]) -> Iterator[DecisionRecord]:
        rows = self.database.rows(
            f"select * from decisions where {condition} order by id",  # noqa: S608 - ours
            values,
        )
        return map(self._record, rows)

    def _record(self, row: sqlite3.Row) -> DecisionRecord:
        state = DecisionState(row["state"])
        is_mine = row["owner"] == self.owner
        return DecisionRecord(
            row["id"],
            row["project"],
            Decision(**{name: row[name] for name in _COLUMNS}),
            state,
            busy=state in OPEN
            and not is_mine
            and is_at_work(row, self.clock(), self.process_has_exited),
            code=row["code"],
            message=row["message"],
        )


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield *names* in parts that one statement may have as values."""
    for start in range(0, len(names), 500):
        yield names[start : start + 500]
