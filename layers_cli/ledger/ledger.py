"""The ledger: intents before calls, answers after them; the SQL of that table."""

from __future__ import annotations

import json
import time
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from .database import Database
from .entries import Entry, Intent, State
from .errors import BudgetError, DoubtError
from .owner import is_gone, this_process
from .schema import STEPS
from .uploads import Uploads

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

DAY_SECONDS = 24 * 3600.0
# Longer than a call with all its retries takes; then nobody waits for its answer any more.
PATIENCE_SECONDS = 3600.0

_COLUMNS = tuple(field.name for field in fields(Intent))


def _nothing() -> None:
    """Do nothing."""


class Ledger:
    """What was asked for on this machine, in the SQLite file at *path*.

    *clock* gives seconds since 1970; *owner* names the process that writes, and *is_gone* tells
    whether one has ended; *committed* is called after each durable step. Raises `LedgerError`
    where the file cannot be used, here and below.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        owner: str | None = None,
        is_gone: Callable[[str], bool] = is_gone,
        steps: Sequence[str] = STEPS,
        committed: Callable[[], None] = _nothing,
    ) -> None:
        self._database = Database(path, steps, committed)
        self.clock = clock
        self._owner = owner or this_process()
        self._is_gone = is_gone
        self.uploads = Uploads(self._database, clock=clock, owner=self._owner, is_gone=is_gone)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def plan(self, intents: Sequence[Intent], *, budget: float | None = None) -> list[Entry]:
        """Commit *intents* in one durable step, and return them as they now stand.

        One that is known already is taken over: accepted ones stay as they are, refused ones are
        meant anew, those with an unknown outcome become this process's, to be sent again.

        Raises `DoubtError` for one that can no longer be repeated without risk, and `BudgetError`
        where the credits of a day would exceed *budget*; nothing is written then.
        """
        with self._database.transaction() as db:
            before = self._spent(db, intents[0].profile) if intents else 0.0
            entries = [self._planned(db, intent) for intent in intents]
            after = self._spent(db, intents[0].profile) if intents else 0.0
            if budget is not None and after > max(budget, before):
                raise BudgetError(spent=before, wanted=after - before, budget=budget)
        return entries

    def _planned(self, db: sqlite3.Connection, intent: Intent) -> Entry:
        row = db.execute(
            "select * from intents where server = ? and method = ? and path = ? and key = ?"
            " and sha256 = ?",
            (intent.server, intent.method, intent.path, intent.key, intent.sha256),
        ).fetchone()
        if row is None:
            return self._added(db, intent)
        entry = self._entry(row)
        if entry.is_accepted:
            return entry
        if entry.state is State.REFUSED:
            return self._taken_over(db, entry, doubtful=False, created_at=self.clock())
        if not entry.can_be_replayed(now=self.clock(), credential=intent.credential):
            raise DoubtError(entry)
        is_mine = entry.state is State.INTENDED and row["owner"] == self._owner
        return entry if is_mine else self._taken_over(db, entry, doubtful=True)

    def _added(self, db: sqlite3.Connection, intent: Intent) -> Entry:
        now = self.clock()
        values = {name: getattr(intent, name) for name in _COLUMNS} | {
            "command": json.dumps(intent.command),
            "sha256": intent.sha256,
            "state": State.INTENDED.value,
            "owner": self._owner,
            "expires_at": now + PATIENCE_SECONDS,
            "created_at": now,
            "changed_at": now,
        }
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        done = db.execute(
            f"insert into intents ({columns}) values ({marks})",  # noqa: S608 - names are ours
            tuple(values.values()),
        )
        return Entry(done.lastrowid or 0, intent, State.INTENDED, now, now)

    def _taken_over(
        self, db: sqlite3.Connection, entry: Entry, *, doubtful: bool, **more: float
    ) -> Entry:
        self._change(
            db,
            entry.id,
            state=State.INTENDED,
            doubtful=doubtful,
            owner=self._owner,
            expires_at=self.clock() + PATIENCE_SECONDS,
            **more,
        )
        return self._read(db, entry.id)

    def spent(self, profile: str) -> float:
        """Return the credits estimated for what *profile* asked for in the last 24 hours."""
        with self._database.transaction() as db:
            return self._spent(db, profile)

    def _spent(self, db: sqlite3.Connection, profile: str) -> float:
        found = db.execute(
            "select total(credits) from intents"
            " where profile = ? and created_at > ? and state != 'refused'",
            (profile, self.clock() - DAY_SECONDS),
        )
        return float(found.fetchone()[0])

    # What came of it

    def answer(
        self,
        entry_id: int,
        *,
        status: int | None,
        answer: bytes | None,
        job_id: str | None,
        container_ids: Sequence[str],
        finished: bool = False,
    ) -> None:
        """Note that the server accepted it; *finished* where no work is left to wait for."""
        with self._database.transaction() as db:
            self._change(
                db,
                entry_id,
                state=State.FINISHED if finished else State.ANSWERED,
                status=status,
                code=None,
                answer=answer,
                job_id=job_id,
                container_ids=json.dumps(list(container_ids)),
                doubtful=False,
            )

    def refuse(self, entry_ids: Iterable[int], *, status: int | None, code: str) -> None:
        """Note that nothing was done."""
        self._settle(entry_ids, State.REFUSED, status, code)

    def lose(self, entry_id: int, *, status: int | None, code: str) -> None:
        """Note that nobody knows whether it was carried out."""
        self._settle([entry_id], State.UNKNOWN, status, code)

    def _settle(
        self, entry_ids: Iterable[int], state: State, status: int | None, code: str
    ) -> None:
        with self._database.transaction() as db:
            for entry_id in entry_ids:
                self._change(db, entry_id, state=state, status=status, code=code)

    def finish(self, name: str, ends: Mapping[str, str], *, saved: bool) -> None:
        """Note how the containers of a job ended, and whether what was asked for is *saved*.

        *name* is the job, or a container of one whose id is not known.
        """
        state = State.SAVED if saved else State.FINISHED
        with self._database.transaction() as db:
            db.execute(
                "update intents set state = ?, ends = ?, changed_at = ?"
                " where (job_id = ? or (job_id is null and container_ids like ?))"
                " and state in ('answered', 'finished')",
                (state.value, json.dumps(dict(ends)), self.clock(), name, f'%"{name}"%'),
            )

    def tell(self, run: str) -> None:
        """Note that the command with the key *run* has shown its result: it is over for good."""
        with self._database.transaction() as db:
            db.execute("update intents set told = 1 where run = ?", (run,))

    # Questions

    def entries(
        self,
        *,
        server: str | None = None,
        since: float | None = None,
        limit: int | None = None,
        unfinished: bool = False,
    ) -> list[Entry]:
        """Return the newest *limit* entries, all by default, newest first."""
        rows = self._database.rows(
            "select * from intents where created_at >= ? and server = coalesce(?, server)"
            " order by created_at desc, id desc",
            (since or 0.0, server),
        )
        found = (self._entry(row) for row in rows)
        chosen = [entry for entry in found if entry.is_unfinished or not unfinished]
        return chosen if limit is None else chosen[:limit]

    def find(self, name: str) -> list[Entry]:
        """Return what goes by *name*: a job, a container, an idempotency key, a command's key."""
        rows = self._database.rows(
            "select * from intents where job_id = ?1 or key = ?1 or run = ?1"
            " or exists (select 1 from json_each(container_ids) where value = ?1) order by id",
            (name,),
        )
        return [self._entry(row) for row in rows]

    def unsettled_run(self, server: str, fingerprint: str) -> Entry | None:
        """Return an entry of the newest command that asked for the same and is not over.

        Its outcome is unknown, or it was accepted and the command ended before it could show what
        came of it. A command that is running is none of these.
        """
        rows = self._database.rows(
            "select * from intents where server = ? and fingerprint = ? and told = 0"
            " and state != 'refused' order by id desc",
            (server, fingerprint),
        )
        return next((self._entry(row) for row in rows if self._is_abandoned(row)), None)

    # Rows

    def _change(self, db: sqlite3.Connection, entry_id: int, **changes: Any) -> None:
        changes["changed_at"] = self.clock()
        columns = ", ".join(f"{name} = ?" for name in changes)
        db.execute(
            f"update intents set {columns} where id = ?",  # noqa: S608 - names are ours
            (*(_stored(value) for value in changes.values()), entry_id),
        )

    def _read(self, db: sqlite3.Connection, entry_id: int) -> Entry:
        return self._entry(db.execute("select * from intents where id = ?", (entry_id,)).fetchone())

    def _entry(self, row: sqlite3.Row) -> Entry:
        """Read *row*; one whose process has ended without an answer is unknown."""
        state = State(row["state"])
        given = {name: row[name] for name in _COLUMNS}
        given |= {"command": tuple(json.loads(row["command"])), "overwrite": bool(row["overwrite"])}
        if state is State.INTENDED and self._is_abandoned(row):
            state = State.UNKNOWN
        return Entry(
            row["id"],
            Intent(**given),
            state,
            row["created_at"],
            row["changed_at"],
            doubtful=bool(row["doubtful"]),
            status=row["status"],
            code=row["code"],
            job_id=row["job_id"],
            container_ids=tuple(json.loads(row["container_ids"])),
            answer=row["answer"],
            ends=json.loads(row["ends"]),
        )

    def _is_abandoned(self, row: sqlite3.Row) -> bool:
        if row["owner"] == self._owner:
            return State(row["state"]) is not State.INTENDED
        return row["expires_at"] < self.clock() or self._is_gone(row["owner"])


def _stored(value: Any) -> Any:
    return value.value if isinstance(value, State) else value
