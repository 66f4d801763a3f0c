"""The `intents` table: requests before they are sent, and their answers. All SQL on it is here."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from layers_cli.formats.json_text import dumps
from layers_cli.ledger import spending
from layers_cli.ledger.campaigns.queued import claimed
from layers_cli.ledger.database import Database
from layers_cli.ledger.errors import OutcomeUnknownError
from layers_cli.ledger.intent_rows import identity, record_of, rows_of, values_of
from layers_cli.ledger.records import (
    ACCEPTED,
    FORGOTTEN,
    NOT_SENT,
    STOPPED,
    Answer,
    Intent,
    IntentRecord,
    IntentState,
)

# Longer than a call with all its retries takes; after that its process no longer waits for it.
PATIENCE_SECONDS = 3600.0

# The containers of a row. One that is no JSON must not stop a question about others.
CONTAINERS = "json_each(case when json_valid(container_ids) then container_ids else '[]' end)"
ACCEPTED_STATES = f"({', '.join(repr(str(state)) for state in sorted(ACCEPTED))})"
_HAS_CONTAINER = "id in (select intent from intent_containers where container_id = :name)"
_IS_WORK = f"job_id = :name or (job_id is null and {_HAS_CONTAINER})"
R = TypeVar("R")


class Intents(NamedTuple):
    """The intents of one ledger. Its methods raise `LedgerError` where the file cannot be used.

    *clock* gives seconds since 1970; *owner* names the process that writes, *process_has_exited*
    tells whether an owner has exited.
    """

    database: Database
    clock: Callable[[], float]
    owner: str
    process_has_exited: Callable[[str], bool]

    def plan(
        self,
        intents: Sequence[Intent],
        *,
        budget: float | None = None,
        instead_of: Iterable[int] = (),
    ) -> list[IntentRecord]:
        """Commit *intents* in one durable step, and return them as they now stand.

        A known intent is taken over: an accepted one stays as it is, a refused one is pending
        again, one with an unknown outcome becomes this process's to send again. The records that
        they are sent *instead_of* count as refused.

        Raises `OutcomeUnknownError` for one that can no longer be repeated without risk, and
        `BudgetError` where the credits of a day would exceed *budget*; nothing is written then.
        """
        with self.database.transaction():
            for entry_id in instead_of:  # nothing is left to do for it
                self._settle([entry_id], IntentState.REFUSED, None, NOT_SENT)
                self._change(entry_id, told=True)
            return self._recorded(intents, self._planned, budget)

    def claim(
        self, intents: Sequence[Intent], *, budget: float | None = None
    ) -> list[IntentRecord | None]:
        """Commit *intents* as `plan` does, but leave alone what is not for this process to send.

        Of what another process is sending, and of rows that are canceled or gone, None is returned;
        what can no longer be repeated is returned with its unknown outcome. Raises `BudgetError`.
        """
        with self.database.transaction():
            record = self._recorded
            return claimed(self.database, intents, lambda left: record(left, self._claimed, budget))

    def _recorded(
        self,
        intents: Sequence[Intent],
        known: Callable[[Intent, sqlite3.Row], R],
        budget: float | None,
    ) -> list[R | IntentRecord]:
        """Add those of *intents* that are new; return the records, of others what *known* does."""
        # One statement looks them all up, and one adds them.
        with spending.kept(budget, lambda: self.spent(intents[0].profile) if intents else 0.0):
            rows = rows_of(self.database, intents)
            new = {identity(each): each for place, each in enumerate(intents) if place not in rows}
            added = dict(zip(new, self._added(list(new.values())), strict=True))
            return [
                known(each, rows[place]) if place in rows else added[identity(each)]
                for place, each in enumerate(intents)
            ]

    def _claimed(self, intent: Intent, row: sqlite3.Row) -> IntentRecord | None:
        if self._is_anothers(row):
            return None
        try:
            return self._planned(intent, row)
        except OutcomeUnknownError as exc:
            return exc.record

    def _planned(self, intent: Intent, row: sqlite3.Row) -> IntentRecord:
        entry = self._record(row)
        if entry.is_accepted:
            return entry
        if entry.state is IntentState.REFUSED:
            again = {"created_at": self.clock(), "credential": intent.credential}
            return self._taken_over(entry, outcome_unknown=False, **again)
        if not entry.can_be_replayed(now=self.clock(), credential=intent.credential):
            raise OutcomeUnknownError(entry)
        is_mine = entry.state is IntentState.PENDING and row["owner"] == self.owner
        return entry if is_mine else self._taken_over(entry, outcome_unknown=True)

    def _added(self, intents: Sequence[Intent]) -> list[IntentRecord]:
        now = self.clock()
        begun = {
            "state": IntentState.PENDING.value,
            "owner": self.owner,
            "expires_at": now + PATIENCE_SECONDS,
            **dict.fromkeys(("created_at", "changed_at"), now),
        }
        ids = self.database.insert_all("intents", [values_of(each) | begun for each in intents])
        return [
            IntentRecord(entry_id, intent, IntentState.PENDING, now, now)
            for entry_id, intent in zip(ids, intents, strict=True)
        ]

    def _taken_over(
        self, entry: IntentRecord, *, outcome_unknown: bool, **more: Any
    ) -> IntentRecord:
        self._change(
            entry.id,
            state=IntentState.PENDING,
            doubtful=outcome_unknown,
            owner=self.owner,
            expires_at=self.clock() + PATIENCE_SECONDS,
            **more,
        )
        return self._read(entry.id)

    def spent(self, profile: str) -> float:
        """Return the credits estimated for what *profile* asked for in the last 24 hours."""
        return spending.spent(self.database, profile, now=self.clock())

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
        """Note that the server accepted it, see `take`; *answer* is what `Answer.content` is."""
        self.take([Answer(entry_id, status, answer, job_id, container_ids, finished)])

    def take(self, answers: Iterable[Answer]) -> None:
        """Note *answers* in one step; those that come while it waits for its turn are asked for.

        A power cut may take this away, and then the intents give the same answers again.
        """
        with self.database.transaction(lasting=False):
            for each in answers:
                self._change(
                    each.entry_id,
                    state=IntentState.FINISHED if each.finished else IntentState.ANSWERED,
                    status=each.status,
                    code=None,
                    answer=each.content,
                    job_id=each.job_id,
                    container_ids=dumps(list(each.container_ids)),
                    doubtful=False,
                )

    def refuse(self, entry_ids: Iterable[int], *, status: int | None, code: str) -> None:
        """Note that nothing was done; what another process saw accepted stays so."""
        with self.database.transaction():
            self._settle(entry_ids, IntentState.REFUSED, status, code)

    def give_back(self, entry_ids: Iterable[int]) -> None:
        """Note that these were claimed and not sent; what may have been before stays unknown."""
        with self.database.transaction(lasting=False):
            for entry_id in entry_ids:
                is_doubtful = self._read(entry_id).outcome_unknown
                state = IntentState.UNKNOWN if is_doubtful else IntentState.REFUSED
                self._settle([entry_id], state, None, STOPPED if is_doubtful else NOT_SENT)

    def lose(self, entry_id: int, *, status: int | None, code: str) -> None:
        """Note that nobody knows whether it was carried out, unless another process does."""
        with self.database.transaction(lasting=False):
            self._settle([entry_id], IntentState.UNKNOWN, status, code)

    def _settle(
        self, entry_ids: Iterable[int], state: IntentState, status: int | None, code: str
    ) -> None:
        for entry_id in entry_ids:
            if not self._read(entry_id).is_accepted:
                self._change(entry_id, state=state, status=status, code=code)

    def finish(self, name: str, ends: Mapping[str, str], *, saved: bool) -> None:
        """Note how the containers of a job ended, and whether what was asked for is *saved*.

        *name* is the job, or a container of one whose id is not known.
        """
        state = IntentState.SAVED if saved else IntentState.FINISHED
        with self.database.transaction(lasting=False) as db:
            db.execute(
                "update intents"  # noqa: S608 - ours
                " set state = :state, ends = :ends, changed_at = :now"
                f" where ({_IS_WORK}) and state in ('answered', 'finished')",
                {
                    "name": name,
                    "state": state.value,
                    "ends": dumps(dict(ends)),
                    "now": self.clock(),
                },
            )

    def forget(self, entry_ids: Iterable[int]) -> None:
        """Note that nobody waits for these any more; what they cost stays counted."""
        with self.database.transaction():
            for entry_id in entry_ids:
                self._change(
                    entry_id,
                    state=IntentState.FINISHED,
                    code=FORGOTTEN,
                    folder=None,
                    doubtful=False,
                    told=True,
                )

    def mark_reported(self, *names: str) -> None:
        """Note that what was accepted by *names* has shown its result: it is over for good.

        A name is a command's key, a job, or a container of one whose id is not known.
        """
        with self.database.transaction(lasting=False) as db:
            db.executemany(
                "update intents set told = 1"  # noqa: S608 - ours
                f" where state in {ACCEPTED_STATES} and (run = :name or {_IS_WORK})",
                [{"name": name} for name in names],
            )

    # Questions

    def newest(
        self,
        *,
        server: str | None = None,
        since: float | None = None,
        limit: int | None = None,
        unfinished: bool = False,
    ) -> list[IntentRecord]:
        """Return the newest *limit* entries, all by default, newest first."""
        found = self.iterate(server=server, since=since, unfinished=unfinished)
        return list(islice(found, limit))

    def iterate(
        self,
        *,
        server: str | None = None,
        since: float | None = None,
        unfinished: bool = False,
        skipped: Callable[[int], None] = lambda _: None,
    ) -> Iterator[IntentRecord]:
        """Yield the entries as they are asked for, newest first, but not those of campaigns.

        One that cannot be read stops no other: *skipped* hears its id.
        """
        rows = self.database.rows(
            "select * from intents where created_at >= :since"
            " and campaign is null and server = coalesce(:server, server)"
            " and (:unfinished = 0 or state not in ('refused', 'saved'))"
            " order by created_at desc, id desc",
            {"since": since or 0.0, "server": server, "unfinished": unfinished},
        )
        found = self._readable(rows, skipped)
        yield from (entry for entry in found if entry.is_unfinished or not unfinished)

    def count(self, server: str) -> int:
        """Return the number of entries of *server* that a list shows."""
        [row] = self.database.rows(
            "select count(*) from intents where server = ? and kind != 'finalize'"
            " and campaign is null",
            (server,),
        )
        return int(row[0])

    def elsewhere(self, server: str, *, unfinished: bool) -> list[tuple[IntentRecord, int]]:
        """Return an entry of each profile at other servers than *server*, and their number."""
        rows = self.database.rows(
            "select *, count(*) as number from intents where server != :server"
            " and kind != 'finalize' and campaign is null"
            " and (:unfinished = 0 or state in ('intended', 'unknown', 'answered'))"
            " group by server, profile, organization order by server, profile",
            {"server": server, "unfinished": unfinished},
        )
        numbers = {row["id"]: (row, row["number"]) for row in rows}
        found = self._readable(row for row, _ in numbers.values())
        return [(entry, numbers[entry.id][1]) for entry in found]

    def find(self, name: str) -> list[IntentRecord]:
        """Return what goes by *name*: a job, a container, an idempotency key, a command's key."""
        rows = self.database.rows(
            "select * from intents where job_id = :name or key = :name or run = :name"  # noqa: S608 - ours
            f" or {_HAS_CONTAINER} order by id",
            {"name": name},
        )
        return list(self._readable(rows))

    def find_unreported(self, server: str, request_hash: str) -> IntentRecord | None:
        """Return an entry of the newest command that asked for the same and is not over.

        Its outcome is unknown, or it was accepted and the command ended before it could show what
        came of it, or before all that it asked for was accepted. A command that is running is none
        of these.
        """
        rows = self.database.rows(
            "select * from intents as mine where server = ? and fingerprint = ?"
            " and state != 'refused' and (told = 0 or exists (select 1 from intents as other"
            " where other.server = mine.server and other.fingerprint = mine.fingerprint"
            " and other.run = mine.run and other.state = 'refused' and other.told = 0))"
            " order by id desc",
            (server, request_hash),
        )
        return next((self._record(row) for row in rows if self._is_abandoned(row)), None)

    def ended(self, server: str, key: str) -> IntentRecord | None:
        """Return the entry with the Idempotency-Key *key* if its work has ended as known."""
        rows = self.database.rows(
            "select * from intents where server = ? and key = ? and ends != '{}'", (server, key)
        )
        return next(self._readable(rows), None)

    def was_accepted(self, server: str, request_hash: str, *, besides: str) -> bool:
        """Return whether a command that asked for the same, *besides* that key, was accepted."""
        rows = self.database.rows(
            "select 1 from intents where server = ? and fingerprint = ? and run != ?"
            " and state in ('answered', 'finished', 'saved') limit 1",
            (server, request_hash, besides),
        )
        return any(True for _ in rows)

    def ids(self) -> Iterator[str | None]:
        """Yield jobs, containers, projects and keys; any may be missing or come twice.

        Not those of campaigns, of which there may be 100,000.
        """
        alone = "from intents where campaign is null"
        for row in self.database.rows(f"select job_id, key, run, project {alone}"):
            yield from row
        of_these = f"from intent_containers where intent in (select id {alone})"
        for row in self.database.rows(f"select container_id {of_these}"):
            yield from row

    # Rows

    def _change(self, entry_id: int, **changes: Any) -> None:
        self.database.update("intents", entry_id, {**changes, "changed_at": self.clock()})

    def _read(self, entry_id: int) -> IntentRecord:
        [row] = self.database.rows("select * from intents where id = ?", (entry_id,))
        return self._record(row)

    def _record(self, row: sqlite3.Row) -> IntentRecord:
        """Read *row*; one whose process has ended without an answer is unknown."""
        entry = record_of(row)
        if entry.state is IntentState.PENDING and self._is_abandoned(row):
            return entry._replace(state=IntentState.UNKNOWN)
        return entry

    def _readable(
        self, rows: Iterable[sqlite3.Row], skipped: Callable[[int], None] = lambda _: None
    ) -> Iterator[IntentRecord]:
        """Yield the records of *rows* that can be read; *skipped* hears the ids of the others."""
        for row in rows:
            try:
                yield self._record(row)
            except (ValueError, TypeError, OverflowError, OSError):
                skipped(row["id"])

    def _is_anothers(self, row: sqlite3.Row) -> bool:
        """Whether another process is sending it."""
        is_pending = row["state"] == IntentState.PENDING and row["owner"] != self.owner
        return is_pending and not self._is_abandoned(row)

    def _is_abandoned(self, row: sqlite3.Row) -> bool:
        if row["owner"] == self.owner:
            return IntentState(row["state"]) is not IntentState.PENDING
        return row["expires_at"] < self.clock() or self.process_has_exited(row["owner"])
