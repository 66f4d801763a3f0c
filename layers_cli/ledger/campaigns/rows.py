"""Rows of campaigns as records: what the plan said, and what their requests came to."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from layers_cli.campaigns.keys import digest_of
from layers_cli.campaigns.records import (
    Campaign,
    PlannedRow,
    RowAction,
    RowRecord,
    RowState,
)
from layers_cli.campaigns.row_text import row_of, text_of
from layers_cli.campaigns.store import AppliedRow
from layers_cli.formats.json_text import loads
from layers_cli.ledger.records import ACCEPTED, NOT_SENT

_ACCEPTED = ", ".join(repr(str(state)) for state in sorted(ACCEPTED))

_COLLECTED = """(select json_group_array(
    json_array(c.container_id, c.status, c.approval, c.preview, json(c.files)))
  from intents as j join intent_containers as k on k.intent = j.id
  join campaign_containers as c on c.container_id = k.container_id
  where j.run = r.key and j.campaign is not null and j.server = :server)"""

RECORDS = f"""select r.*, coalesce(r.asked, r.state) as now,
  min(i.created_at) filter (where i.code is not '{NOT_SENT}') as sent_at,
  max(i.status) filter (where i.state not in ({_ACCEPTED})) as status,
  max(i.code) filter (where i.code != '{NOT_SENT}') as code,
  json_group_array(i.job_id) filter (where i.state in ({_ACCEPTED})) as jobs,
  json_group_array(json(i.container_ids)) filter (where i.state in ({_ACCEPTED})) as made,
  {_COLLECTED} as collected
  from campaign_rows as r left join intents as i
  on i.run = r.key and i.campaign is not null and i.server = :server and r.key != ''"""  # noqa: S608 - ours


# Takes of a row one after the other, the newest last.
APPLIED = f"""select r.name, r.digest, r.is_repair, r.take, r.key,
  (select json_group_array(json(i.container_ids)) from intents as i where i.run = r.key
    and i.campaign is not null and i.server = :server and +i.state in ({_ACCEPTED})) as made
  from campaign_rows as r where r.campaign = :id and r.key != ''
  and coalesce(r.asked, r.state) in ('accepted', 'sending', 'unknown')
  order by r.name, r.take, r.key"""  # noqa: S608 - ours


def values_of(row: PlannedRow, *, queued: bool) -> dict[str, Any]:
    """Return what stands in the columns of *row*, which is *queued* if it is to be asked for."""
    state = RowState.QUEUED if queued else RowState.PLANNED
    if row.action in (RowAction.INVALID, RowAction.DUPLICATE):
        state = RowState.INVALID
    return {
        "number": row.number,
        "take": row.take,
        "name": row.name,
        "key": "" if state is RowState.INVALID else row.key,
        "digest": digest_of(row),
        # Containers that failed are made anew without the rest of what the sheet asks for.
        "is_repair": row.action is RowAction.CREATE and bool(row.replaces),
        "containers": int(row.body.get("variants") or 1),
        "credits": row.credits,
        "planned": text_of(row).decode(),
        "state": state.value,
    }


def record_of(row: sqlite3.Row, process_has_exited: Callable[[str], bool]) -> RowRecord:
    """Return the record in a *row* of `RECORDS`."""
    collected = _list(row["collected"])
    planned = row_of(row["planned"])
    planned.credits = row["credits"]  # it may have turned out to cost more
    return RowRecord(
        planned,
        state_of(row["now"], row["owner"], process_has_exited),
        sent_at=row["sent_at"],
        status=row["status"],
        code=row["code"],
        message=row["message"],
        fix=row["fix"],
        request_id=row["request_id"],
        job_id=next(filter(None, _list(row["jobs"])), None),
        container_ids=tuple(name for ids in _list(row["made"]) for name in ids),
        statuses={each[0]: each[1] for each in collected},
        approvals={each[0]: each[2] for each in collected if each[2]},
        previews={each[0]: each[3] for each in collected if each[3]},
        files=tuple(file for each in collected for file in each[4]),
    )


def newest_takes(rows: Iterable[sqlite3.Row]) -> Iterator[AppliedRow]:
    """Yield the newest take of each row among *rows* of `APPLIED`, with its content.

    That of a repair, which is a part of what the sheet asks for, is the content before it.
    """
    for name, takes in groupby(rows, key=itemgetter("name")):
        digest = ""
        for row in takes:
            if not row["is_repair"]:
                digest = row["digest"]
        made = tuple(chain.from_iterable(_list(row["made"])))
        yield AppliedRow(name, digest or row["digest"], row["take"], row["key"], made)


def state_of(now: str, owner: str | None, process_has_exited: Callable[[str], bool]) -> RowState:
    """Return the state *now*; nobody knows of what a process was sending when it exited."""
    if now == RowState.SENDING and owner is not None and process_has_exited(owner):
        return RowState.UNKNOWN
    return RowState(now)


def _list(text: str) -> list[Any]:
    return json.loads(text) if text != "[]" else []  # as most of 100,000 rows have it


def campaign_of(row: sqlite3.Row) -> Campaign:
    """Return the campaign in a *row* of its table."""
    return Campaign(
        row["name"],
        row["server"],
        row["profile"],
        row["credential"],
        row["sheet"],
        tuple(loads(row["columns"])),
        row["created_at"],
        row["paused"],
        row["max_credits"],
        row["results"],
    )
