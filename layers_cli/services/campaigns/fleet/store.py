"""Campaigns in a shared database: a `CampaignStore` for any number of hosts.

A row is queued in the transaction that records it, so there is no row that nobody will ask for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from layers_cli.campaigns.errors import CampaignLimitError, NoCampaignError, OtherKeyError
from layers_cli.campaigns.records import Campaign, PlannedRow, RowRecord, RowState
from layers_cli.campaigns.shards import Shard
from layers_cli.campaigns.store import (
    REPLACED,
    UNCOLLECTED,
    AppliedRow,
    CampaignCounts,
    Collected,
)
from layers_cli.errors.command_lines import command_line
from layers_cli.services.campaigns.fleet import engine, plans, queues
from layers_cli.services.campaigns.fleet.database import Connection, connected
from layers_cli.services.campaigns.fleet.living import workers_of
from layers_cli.services.campaigns.fleet.row_values import APPLIED, applied_of, record_of

_PAGE = 500  # rows that are read at a time
_PAID_OR_MAYBE = (RowState.ACCEPTED, RowState.SENDING, RowState.UNKNOWN)
_COMMITTED = (*_PAID_OR_MAYBE, RowState.QUEUED, RowState.HELD)
_WAITING = (RowState.QUEUED, RowState.SENDING)
_UNSENT = (RowState.QUEUED, RowState.HELD, RowState.PLANNED)

_RECORDS = """
select r.*, (select json_agg(c) from layers.containers as c
  where c.container_id = any(r.container_ids)) as collected
from layers.rows as r
where r.campaign = %(id)s and r.edition = %(edition)s
  and (%(states)s::text[] is null or r.state = any(%(states)s))
  and (r.number, r.take, r.id) > (%(number)s, %(take)s, %(row)s)
order by r.number, r.take, r.id limit %(page)s
"""


@dataclass(frozen=True)
class FleetStore:
    """The campaigns at one *server* in the database at *url*, for the key with *credential*.

    Its methods raise `DatabaseError` where the database cannot be used, and `NoCampaignError`.
    """

    url: str
    server: str
    profile: str
    credential: str

    def campaigns(self) -> list[Campaign]:
        """Return all campaigns, newest first."""
        with self._connected() as db:
            rows = db.execute(
                "select c.*, q.credential, q.held from layers.campaigns as c"
                " join layers.queues as q on q.name = c.queue"
                " where c.server = %s order by c.id desc",
                [self.server],
            )
            return [_campaign(row) for row in rows]

    def applied(self, campaign: str) -> Iterator[AppliedRow]:
        """Yield the newest take of each row that was, or may have been, paid for."""
        # Of the server's, so that a page at a time is in memory; tuples cost half of named columns.
        with (
            self._connected() as db,
            db.transaction(),
            db.cursor(name="applied", row_factory=tuple_row) as cursor,
        ):
            place, cursor.itersize = self._place(db, campaign), _PAGE
            states = [each.value for each in _PAID_OR_MAYBE]
            yield from map(applied_of, cursor.execute(APPLIED, [place["id"], states]))

    def add(
        self,
        campaign: Campaign,
        rows: Iterable[PlannedRow],
        *,
        max_credits: float | None,
        limit: int | None = None,
        shard: Shard | None = None,
    ) -> int:
        """Record all *rows* of a plan in one step, see `CampaignStore.add`.

        Raises `OtherKeyError` for a campaign that another API key began.
        """
        with self._connected() as db, db.transaction():
            queue = queues.named(db, self.server, self.credential)
            place = plans.begun(db, campaign, queue, max_credits)
            if place["queue"] != queue:
                raise _other_key(campaign.name)
            plans.take_in(db, rows, shard)
            keys, known = plans.put(db, place, limit)
            self._forget_workflows(known)
            engine.enqueue(db, queue, keys)
            dropped = plans.canceled_of_older_plans(db, place)
            self._check_limit(db, place["id"], max_credits)
        self._cancel_workflows(dropped)
        return len(keys)

    def rows(self, campaign: str, states: Collection[RowState] = ()) -> Iterator[RowRecord]:
        """Yield the rows in the order of the sheet, those in *states* alone if any are given."""
        with self._connected() as db:
            place = self._place(db, campaign)
            values = {
                "id": place["id"],
                "edition": place["edition"],
                "states": [each.value for each in states] or None,
                "page": _PAGE,
                "number": -1,
                "take": 0,
                "row": 0,
            }
            while page := db.execute(_RECORDS, values).fetchall():
                yield from map(record_of, page)
                last = page[-1]
                values |= {"number": last["number"], "take": last["take"], "row": last["id"]}

    def counts(self, campaign: str) -> CampaignCounts:
        """Count the rows of the newest plan, and the containers and credits of all."""
        with self._connected() as db:
            place = self._place(db, campaign)
            totals = _totals(db, place["id"])
            found = db.execute(
                "select status, count(*) as number from layers.containers"
                " where campaign = %s group by status",
                [place["id"]],
            )
            containers = Counter[str]({row["status"]: row["number"] for row in found})
        rows = Counter[RowState]()
        for each in totals:
            if each["edition"] == place["edition"]:
                rows[RowState(each["state"])] += each["number"]
        containers[UNCOLLECTED] += sum(each["made"] for each in totals) - containers.total()
        accepted = _credits(totals, (RowState.ACCEPTED,))
        left = _credits(totals, _COMMITTED) - accepted
        asked = _credits(totals, _PAID_OR_MAYBE)
        return CampaignCounts(+rows, +containers, accepted, left, asked)

    def workers(self, campaign: str) -> int:
        """Return how many workers take rows of the campaign's key, on all hosts."""
        with self._connected() as db:
            return workers_of(db, self._place(db, campaign)["queue"])

    # What is done with all of them

    def pause(self, campaign: str, reason: str) -> None:
        """Let no further row start, on any host, of all campaigns that the same key pays for."""
        with self._connected() as db:
            queue = self._place(db, campaign)["queue"]
            queues.hold(db, queue, reason)
        with engine.opened(self.url) as work:
            work.hold(queue)

    def resume(self, campaign: str, *, credential: str | None = None) -> int:
        """Let rows start again, those that were held too; return how many were.

        They are asked for with the key whose mark is *credential* from now on.
        """
        with self._connected() as db:
            place = self._place(db, campaign)
            states = [RowState.HELD, RowState.UNKNOWN]
            queue = queues.named(db, self.server, credential or self.credential)
            if queue != place["queue"]:  # those are in the queue of a key that no worker has
                states += [RowState.QUEUED, RowState.SENDING]
                db.execute(
                    "update layers.campaigns set queue = %s where id = %s", [queue, place["id"]]
                )
            limits = queues.lift(db, queue)
            resumed = self._queue_again(db, {**place, "queue": queue}, states, heals=True)
        with engine.opened(self.url) as work:
            work.lift(queue, limits)
        return resumed

    def limit(self, campaign: str, max_credits: float) -> None:
        """Let it all cost *max_credits*; raises `CampaignLimitError` if it costs more."""
        with self._connected() as db, db.transaction():
            place = self._place(db, campaign)
            db.execute(
                "update layers.campaigns set max_credits = %s where id = %s",
                [max_credits, place["id"]],
            )
            self._check_limit(db, place["id"], max_credits)

    def cancel(self, campaign: str) -> int:
        """Cancel what was not sent; return how many rows that were."""
        with self._connected() as db:
            keys = _changed(db, self._place(db, campaign)["id"], _UNSENT, RowState.CANCELED)
        self._cancel_workflows(keys)
        return len(keys)

    def retry_failed(self, campaign: str, takes: Iterable[PlannedRow]) -> int:
        """Queue the refused rows again with their keys, and *takes* in place of failed ones.

        Raises `CampaignLimitError` as `add` does.
        """
        with self._connected() as db:
            place = self._place(db, campaign)
            count = self._queue_again(db, place, [RowState.REFUSED])
            with db.transaction():
                rows = list(takes)
                plans.take_in(db, rows)
                keys, known = plans.put(db, place, None)
                self._forget_workflows(known)
                engine.enqueue(db, place["queue"], keys)
                db.execute(
                    "update layers.containers set status = %s where container_id = any(%s)",
                    [REPLACED, [name for row in rows for name in row.replaces]],
                )
                self._check_limit(db, place["id"], place["max_credits"])
        return count + len(keys)

    def _queue_again(
        self,
        db: Connection,
        place: Mapping[str, Any],
        states: Sequence[RowState],
        *,
        heals: bool = False,
    ) -> int:
        """Queue rows that were tried before under their own keys; return how many there were.

        Their workflows have ended, and are forgotten first: a stop in between leaves rows in their
        old state, which the next try finds again. What waits for a workflow that a broken database
        has ended or lost is one of them, if that *heals*.
        """
        keys = _keys(db, place["id"], states)
        if heals and (waiting := _keys(db, place["id"], _WAITING)):
            with engine.opened(self.url) as work:
                stuck = work.stuck(waiting)
            keys, states = [*{*keys, *stuck}], [*states, *_WAITING]
        self._forget_workflows(keys)
        with db.transaction():
            changed = _changed(db, place["id"], states, RowState.QUEUED, keys)
            engine.enqueue(db, place["queue"], changed)
        return len(changed)

    def _check_limit(self, db: Connection, campaign_id: int, limit: float | None) -> None:
        wanted = _credits(_totals(db, campaign_id), _COMMITTED)
        if limit is not None and wanted > limit:
            raise CampaignLimitError(wanted=wanted, limit=limit)

    def _forget_workflows(self, keys: Sequence[str]) -> None:
        if keys:
            with engine.opened(self.url) as work:
                work.forget(keys)

    def _cancel_workflows(self, keys: Sequence[str]) -> None:
        if keys:
            with engine.opened(self.url) as work:
                work.cancel(keys)

    # What collecting found

    def noted(self, campaign: str, said: Iterable[RowRecord]) -> None:
        """Do nothing: what answers said of rows stands in the database already."""

    def collected(self, campaign: str, containers: Iterable[Collected]) -> None:
        """Note what became of containers; files that were saved stay noted."""
        with self._connected() as db, db.transaction(), db.cursor() as cursor:
            place = self._place(db, campaign)
            cursor.executemany(
                "insert into layers.containers values (%s, %s, %s, %s, %s, %s)"
                " on conflict (container_id) do update set status = excluded.status,"
                " approval = excluded.approval,"
                " preview = coalesce(excluded.preview, layers.containers.preview),"
                " files = case when excluded.files = '[]' then layers.containers.files"
                " else excluded.files end",
                [
                    (
                        each.container_id,
                        place["id"],
                        each.status,
                        each.approval,
                        each.preview,
                        Jsonb(list(each.files)),
                    )
                    for each in containers
                ],
            )

    def forget(self, campaign: str) -> None:
        """Remove the campaign's rows, hooks included, and their workflows."""
        with self._connected() as db:
            place = self._place(db, campaign)
            found = db.execute(
                "select key from layers.rows where campaign = %s and key <> ''", [place["id"]]
            )
            self._forget_workflows([row["key"] for row in found])
            db.execute("delete from layers.campaigns where id = %s", [place["id"]])

    # Where they are

    def _connected(self) -> AbstractContextManager[Connection]:
        return connected(self.url)

    def _place(self, db: Connection, campaign: str) -> dict[str, Any]:
        row = db.execute(
            "select * from layers.campaigns where server = %s and name = %s",
            [self.server, campaign],
        ).fetchone()
        if row is None:
            raise NoCampaignError(campaign)
        return row


def _totals(db: Connection, campaign_id: int) -> list[dict[str, Any]]:
    """Return the number of rows in each state, their credits, and how many containers they made."""
    return db.execute(
        "select state, edition, count(*) as number, sum(credits) as credits,"
        " sum(cardinality(container_ids)) as made"
        " from layers.rows where campaign = %s group by state, edition",
        [campaign_id],
    ).fetchall()


def _credits(totals: Iterable[Mapping[str, Any]], states: Collection[RowState]) -> float:
    return float(sum(each["credits"] for each in totals if each["state"] in states))


def _keys(db: Connection, campaign_id: int, states: Collection[RowState]) -> list[str]:
    found = db.execute(
        "select key from layers.rows where campaign = %s and state = any(%s) and key <> ''",
        [campaign_id, [each.value for each in states]],
    )
    return [row["key"] for row in found]


def _changed(
    db: Connection,
    campaign_id: int,
    states: Collection[RowState],
    state: RowState,
    keys: Sequence[str] | None = None,
) -> list[str]:
    """Put rows in *states*, those with *keys* alone if any are given, into *state*."""
    found = db.execute(
        "update layers.rows set state = %s where campaign = %s and state = any(%s) and key <> ''"
        " and (%s::text[] is null or key = any(%s)) returning key",
        [state.value, campaign_id, [each.value for each in states], keys, keys],
    )
    return [row["key"] for row in found]


def _other_key(campaign: str) -> OtherKeyError:
    return OtherKeyError(
        f"The campaign `{campaign}` was applied with another API key",
        hint=f"let it go on with this one: {command_line('campaign', 'resume', campaign)}",
    )


def _campaign(row: Mapping[str, Any]) -> Campaign:
    return Campaign(
        row["name"],
        row["server"],
        row["profile"],
        row["credential"],
        row["sheet"],
        tuple(row["columns"]),
        row["created_at"],
        row["held"],
        row["max_credits"],
        row["results"],
    )
