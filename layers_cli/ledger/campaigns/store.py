"""The tables of campaigns: what plans said, and what collecting found. All SQL on them is here.

What came of asking for a row stands in the `intents`, whose `run` is the row's key; triggers, see
the schema, keep the row's `asked` as they say.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from layers_cli.campaigns.errors import CampaignLimitError, NoCampaignError
from layers_cli.campaigns.records import Campaign, PlannedRow, RowRecord, RowState
from layers_cli.campaigns.shards import Shard
from layers_cli.campaigns.store import (
    REPLACED,
    UNCOLLECTED,
    AppliedRow,
    CampaignCounts,
    Collected,
)
from layers_cli.formats.json_text import dumps
from layers_cli.ledger.campaigns.prices import raise_prices
from layers_cli.ledger.campaigns.rows import (
    APPLIED,
    RECORDS,
    campaign_of,
    newest_takes,
    record_of,
    values_of,
)
from layers_cli.ledger.campaigns.totals import totals
from layers_cli.ledger.database import Database
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.records import NOT_SENT

_PAGE = 500  # rows that are read at a time
_PAID_OR_MAYBE = (RowState.ACCEPTED, RowState.SENDING, RowState.UNKNOWN)
_COMMITTED = (*_PAID_OR_MAYBE, RowState.QUEUED, RowState.HELD)
_PAID_MARKS = ", ".join(repr(str(each)) for each in _PAID_OR_MAYBE)

_COLUMNS = (
    *("campaign", "edition", "number", "take", "name", "key"),
    *("digest", "is_repair", "containers", "credits"),
)
_UPSERT = (
    f"insert into campaign_rows ({', '.join(_COLUMNS)}, planned, state)"  # noqa: S608 - ours
    f" values ({', '.join(f':{name}' for name in _COLUMNS)}, :planned, :state)"
    " on conflict (campaign, key) where key != '' do update set edition = excluded.edition,"
    " number = excluded.number, name = excluded.name, planned = excluded.planned,"
    " digest = excluded.digest, is_repair = excluded.is_repair,"
    # What is paid for cost what it did; the rest costs what it does by now.
    f" credits = iif(asked in ({_PAID_MARKS}), credits, excluded.credits),"
    " state = iif(excluded.state = 'queued', 'queued', state)"
)


@dataclass(frozen=True)
class LedgerCampaigns:
    """The campaigns of one *profile* at one *server* in the ledger: a `CampaignStore`.

    Its methods raise `LedgerError` where the file cannot be used.
    """

    database: Database
    clock: Callable[[], float]
    process_has_exited: Callable[[str], bool]
    server: str
    profile: str

    def campaigns(self) -> list[Campaign]:
        """Return all campaigns, newest first."""
        rows = self.database.rows(
            "select * from campaigns where server = ? and profile = ? order by id desc",
            (self.server, self.profile),
        )
        return [campaign_of(row) for row in rows]

    def applied(self, campaign: str) -> Iterator[AppliedRow]:
        """Yield the newest take of each row that was, or may have been, paid for."""
        place = self._row(campaign)
        if place is not None:
            values = {"id": place["id"], "server": self.server}
            yield from newest_takes(self.database.rows(APPLIED, values))

    def add(
        self,
        campaign: Campaign,
        rows: Iterable[PlannedRow],
        *,
        max_credits: float | None,
        limit: int | None = None,
        shard: Shard | None = None,
    ) -> int:
        """Record all *rows* of a plan in one step, see `CampaignStore.add`."""
        with self.database.transaction() as db:
            place = self._begun(campaign, max_credits)
            db.execute("delete from campaign_rows where campaign = ? and key = ''", (place["id"],))
            before = self._queued(place)
            db.executemany(_UPSERT, self._values(place, rows, limit=limit, shard=shard))
            queued = self._queued(place) - before
            db.execute(
                "update campaign_rows set state = 'canceled' where campaign = :id"
                " and edition < :edition and state in ('queued', 'planned')",
                place,
            )
            self._check_limit(place["id"], max_credits)
        return queued

    def _queued(self, place: Mapping[str, Any]) -> int:
        [row] = self.database.rows(
            "select count(*) from campaign_rows where campaign = :id and state = 'queued'", place
        )
        return int(row[0])

    def _values(
        self,
        place: Mapping[str, Any],
        rows: Iterable[PlannedRow],
        *,
        limit: int | None = None,
        shard: Shard | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield what is recorded of *rows*; of *shard* no more than *limit* are queued."""
        known = set[str]()
        if limit is not None:
            known |= {
                row["key"]
                for row in self.database.rows(
                    "select key from campaign_rows where campaign = :id and state = 'queued'", place
                )
            }
        left = limit
        for row in rows:
            queued = row.is_asked_for and (shard is None or shard.has(row))
            queued = queued and (left is None or left > 0 or row.key in known)
            if left is not None and queued and row.key not in known:
                left -= 1
            yield {
                **values_of(row, queued=queued),
                "campaign": place["id"],
                "edition": place["edition"],
            }

    def _begun(self, campaign: Campaign, max_credits: float | None) -> dict[str, Any]:
        """Make or renew *campaign*; return its id and the number of its edition, which is new."""
        found = self._row(campaign.name)
        values = {
            "credential": campaign.credential,
            "sheet": campaign.sheet,
            "columns": dumps(campaign.columns),
            "results": campaign.results,
            "max_credits": max_credits,
        }
        if found is None:
            fixed = {"name": campaign.name, "server": self.server, "profile": self.profile}
            values |= {**fixed, "created_at": self.clock(), "edition": 1}
            return {"id": self.database.insert("campaigns", values), "edition": 1}
        edition = found["edition"] + 1
        self.database.update("campaigns", found["id"], {**values, "edition": edition})
        return {"id": found["id"], "edition": edition}

    def _check_limit(self, campaign_id: int, max_credits: float | None) -> None:
        wanted = self._wanted(campaign_id)
        if max_credits is not None and wanted > max_credits:
            raise CampaignLimitError(wanted=wanted, limit=max_credits)

    def _wanted(self, campaign_id: int) -> float:
        found = totals(self.database, campaign_id, self.process_has_exited)
        return sum(each.credits for each in found if each.state in _COMMITTED)

    def rows(self, campaign: str, states: Collection[RowState] = ()) -> Iterator[RowRecord]:
        """Yield the rows in the order of the sheet, those in *states* alone if any are given."""
        return self._records(campaign, states)

    def _records(self, campaign: str, states: Collection[RowState]) -> Iterator[RowRecord]:
        """Yield records page by page, so that what is done meanwhile finds no cursor in its way."""
        place = self._place(campaign)
        values = {**place, "server": self.server, "page": _PAGE, "number": -1, "take": 0, "row": 0}
        wanted = " and r.edition = :edition"
        if states:
            # What was being sent when its process exited is unknown.
            also = {RowState.SENDING} if RowState.UNKNOWN in states else set()
            wanted += f" and coalesce(r.asked, r.state) in ({_marks({*states, *also})})"
        while page := list(
            self.database.rows(
                f"{RECORDS} where r.id in (select r.id from campaign_rows as r"  # noqa: S608 - ours
                f" where r.campaign = :id{wanted}"
                " and (r.number, r.take, r.id) > (:number, :take, :row)"
                " order by r.number, r.take, r.id limit :page)"
                " group by r.id order by r.number, r.take, r.id",
                values,
            )
        ):
            for row in page:
                record = record_of(row, self.process_has_exited)
                if not states or record.state in states:
                    yield record
            last = page[-1]
            values |= {"number": last["number"], "take": last["take"], "row": last["id"]}

    def counts(self, campaign: str) -> CampaignCounts:
        """Count the rows of the newest plan, and the containers and credits of all."""
        place = self._place(campaign)
        found, rows = (
            totals(self.database, place["id"], self.process_has_exited),
            Counter[RowState](),
        )
        for each in found:
            rows[each.state] += each.rows if each.edition == place["edition"] else 0
        ended = self.database.rows(
            "select status, count(*) from campaign_containers where campaign = ? group by status",
            (place["id"],),
        )
        containers = Counter[str](dict(tuple(row) for row in ended))
        containers[UNCOLLECTED] += sum(each.made for each in found) - containers.total()
        accepted = sum(each.credits for each in found if each.state is RowState.ACCEPTED)
        committed = sum(each.credits for each in found if each.state in _COMMITTED)
        asked = sum(each.credits for each in found if each.state in _PAID_OR_MAYBE)
        return CampaignCounts(+rows, +containers, accepted, committed - accepted, asked)

    def raise_prices(
        self, campaign: str, *, prices: Mapping[str, float], billed: Mapping[str, float]
    ) -> float:
        """Let rows cost what was seen, if that is more; return what all cost by now."""
        with self.database.transaction():
            place = self._place(campaign)
            raise_prices(self.database, place, prices=prices, billed=billed)
            return self._wanted(place["id"])

    def limit(self, campaign: str, max_credits: float) -> None:
        """Let it all cost *max_credits*; raises `CampaignLimitError` if it costs more."""
        with self.database.transaction():
            place = self._place(campaign)
            self.database.update("campaigns", place["id"], {"max_credits": max_credits})
            self._check_limit(place["id"], max_credits)

    # What is done with all of them

    def pause(self, campaign: str, reason: str) -> None:
        """Let no further row start."""
        self._note(campaign, paused=reason)

    def resume(self, campaign: str, *, credential: str | None = None) -> int:
        """Let rows start again, those that were held too; return how many were.

        They are asked for with the key whose mark is *credential* from now on.
        """
        more = {} if credential is None else {"credential": credential}
        with self.database.transaction():
            place = self._place(campaign)
            self.database.update("campaigns", place["id"], {"paused": None, **more})
            held = self._ids(place, RowState.HELD)
            self._let_go(held)
        return len(held)

    def cancel(self, campaign: str) -> int:
        """Cancel what was not sent; return how many rows that were."""
        with self.database.transaction() as db:
            place = self._place(campaign)
            left = self._ids(place, RowState.QUEUED, RowState.HELD, RowState.PLANNED)
            marked = [(each,) for each in left]
            db.executemany(
                "update campaign_rows set state = 'canceled', asked = null where id = ?", marked
            )
        return len(left)

    def retry_failed(self, campaign: str, takes: Iterable[PlannedRow]) -> int:
        """Queue the refused rows again with their keys, and *takes* in place of failed ones.

        Raises `CampaignLimitError` as `add` does.
        """
        with self.database.transaction() as db:
            place = self._place(campaign)
            refused = self._ids(place, RowState.REFUSED)
            self._let_go(refused)
            rows = list(takes)
            new = list(self._values(place, rows))
            db.executemany(_UPSERT, new)
            db.executemany(
                "update campaign_containers set status = ? where container_id = ?",
                ((REPLACED, name) for row in rows for name in row.replaces),
            )
            count = len(refused) + len(new)
            self._check_limit(place["id"], place["max_credits"])
        return count

    def _let_go(self, row_ids: Iterable[int]) -> None:
        """Make refused requests of rows as if they had not been sent: nothing was done for them."""
        with self.database.inside() as db:
            db.executemany(
                "update intents set code = ? where state = 'refused' and campaign is not null"
                " and run = (select key from campaign_rows where id = ?)",
                ((NOT_SENT, each) for each in row_ids),
            )

    def noted(self, campaign: str, said: Iterable[RowRecord]) -> None:
        """Note what the answers to rows said, beside what came of them: message, request id."""
        place = self._place(campaign)
        with self.database.transaction(lasting=False) as db:
            db.executemany(
                "update campaign_rows set message = ?, fix = ?, request_id = ?"
                " where campaign = ? and key = ? and key != ''",  # which is what the index holds
                (
                    (each.message, each.fix, each.request_id, place["id"], each.row.key)
                    for each in said
                ),
            )

    def collected(self, campaign: str, containers: Iterable[Collected]) -> None:
        """Note what became of containers; files that were saved stay noted."""
        place = self._place(campaign)
        with self.database.transaction(lasting=False) as db:
            db.executemany(
                "insert into campaign_containers values (?, ?, ?, ?, ?, ?)"
                " on conflict (container_id) do update set status = excluded.status,"
                " approval = excluded.approval, preview = coalesce(excluded.preview, preview),"
                " files = iif(excluded.files = '[]', files, excluded.files)",
                (
                    (
                        each.container_id,
                        place["id"],
                        each.status,
                        each.approval,
                        each.preview,
                        dumps(each.files),
                    )
                    for each in containers
                ),
            )

    def forget(self, campaign: str) -> None:
        """Remove the campaign's rows, hooks included; what was paid for stays counted."""
        with self.database.erasure() as db:
            place = self._place(campaign)
            db.execute(
                "update intents set hook = null, body = '', state = iif(state = 'refused', state,"
                " 'finished'), answer = null, command = '[]' where campaign = :name"
                " and server = :server and profile = :profile",
                place,
            )
            for table in ("campaign_containers", "campaign_rows"):
                db.execute(f"delete from {table} where campaign = :id", place)  # noqa: S608 - ours
            db.execute("delete from campaigns where id = :id", place)

    # Rows of the tables

    def _ids(self, place: Mapping[str, Any], *states: RowState) -> list[int]:
        found = self.database.rows(
            "select id from campaign_rows where campaign = :id and edition = :edition"  # noqa: S608 - ours
            f" and coalesce(asked, state) in ({_marks(states)})",
            place,
        )
        return [row["id"] for row in found]

    def _note(self, campaign: str, **changes: object) -> None:
        with self.database.transaction():
            self.database.update("campaigns", self._place(campaign)["id"], changes)

    def _row(self, campaign: str) -> sqlite3.Row | None:
        found = self.database.rows(
            "select * from campaigns where server = ? and name = ?", (self.server, campaign)
        )
        row = next(found, None)
        if row is not None and row["profile"] != self.profile:
            raise LedgerError(
                f"The campaign {campaign} belongs to the profile {row['profile']}",
                hint=f"use it with --profile {row['profile']}, or plan the sheet with --name",
            )
        return row

    def _place(self, campaign: str) -> dict[str, Any]:
        row = self._row(campaign)
        if row is None:
            raise NoCampaignError(campaign)
        return dict(row)


def _marks(states: Collection[RowState]) -> str:
    return ", ".join(repr(str(each)) for each in states)
