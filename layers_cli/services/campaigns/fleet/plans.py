"""Takes the rows of a plan into the database, in a transaction of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg.types.json import Jsonb

from layers_cli.campaigns.records import Campaign, PlannedRow
from layers_cli.campaigns.shards import Shard
from layers_cli.services.campaigns.fleet.database import Connection
from layers_cli.services.campaigns.fleet.row_values import COLUMNS, values_of

_LIST = ", ".join(COLUMNS)
# What a row that may be paid for cost and asked for stays as it was.
_KEPT = ("action", "body", "digest", "credits", "replaces")
_PAID = "layers.rows.state in ('accepted', 'sending', 'unknown')"
_CHANGES = ", ".join(
    f"{name} = case when {_PAID} then layers.rows.{name} else excluded.{name} end"
    if name in _KEPT
    else f"{name} = excluded.{name}"
    for name in COLUMNS
    if name != "key"
)

# A table of the session, gone with the transaction: COPY takes 100,000 rows in a second or two.
_INCOMING = f"""
create temporary table incoming on commit drop as
  select {_LIST}, 0::bigint as place, false as wanted from layers.rows with no data
"""  # noqa: S608 - names of columns are ours
_NUMBER = """
update incoming set wanted = place in (
  select i.place from incoming as i left join layers.rows as r on r.key = i.key and r.key <> ''
  where i.wanted and i.action in ('create', 'changed') and i.key <> ''
    and (r.id is null or r.state in ('planned', 'canceled'))
  order by i.place limit %(limit)s)
"""
_KNOWN = """
select i.key from incoming as i join layers.rows as r on r.key = i.key
where i.wanted and r.state = 'canceled'
"""
_PUT = f"""
insert into layers.rows (campaign, edition, state, {_LIST})
  select %(id)s, %(edition)s, case when wanted then 'queued'
    when action in ('invalid', 'duplicate') then 'invalid' else 'planned' end, {_LIST}
  from incoming order by place
on conflict (key) where key <> '' do update set edition = excluded.edition, {_CHANGES},
  state = case when excluded.state = 'queued' then 'queued' else layers.rows.state end
"""  # noqa: S608 - names of columns are ours


def begun(
    db: Connection, campaign: Campaign, queue: str, max_credits: float | None
) -> dict[str, Any]:
    """Make or renew *campaign*, and return its row, locked until the transaction ends."""
    row = db.execute(
        "insert into layers.campaigns"
        " (name, server, profile, queue, sheet, columns, results, created_at, max_credits)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (server, name) do update set edition = layers.campaigns.edition + 1,"
        " sheet = excluded.sheet, columns = excluded.columns, results = excluded.results,"
        " max_credits = excluded.max_credits returning *",
        [
            campaign.name,
            campaign.server,
            campaign.profile,
            queue,
            campaign.sheet,
            Jsonb(list(campaign.columns)),
            campaign.results,
            campaign.created_at,
            max_credits,
        ],
    ).fetchone()
    assert row is not None
    return row


def take_in(db: Connection, rows: Iterable[PlannedRow], shard: Shard | None = None) -> None:
    """Copy *rows* into a table of this transaction; those of *shard* alone are wanted."""
    db.execute(_INCOMING)
    with (
        db.cursor() as cursor,
        cursor.copy(f"copy incoming ({_LIST}, place, wanted) from stdin") as copy,
    ):
        for place, row in enumerate(rows):
            copy.write_row((*values_of(row), place, shard is None or shard.has(row)))


def put(db: Connection, place: Mapping[str, Any], limit: int | None) -> tuple[list[str], list[str]]:
    """Record what was taken in; return the keys of those that are queued now and were not before.

    No more than *limit*; the second list has those of them that had been canceled.
    """
    values = {**place, "limit": limit}
    db.execute("delete from layers.rows where campaign = %(id)s and key = ''", values)
    db.execute(_NUMBER, values)
    queued = db.execute("select key from incoming where wanted order by place").fetchall()
    known = db.execute(_KNOWN).fetchall()
    db.execute(_PUT, values)
    return [row["key"] for row in queued], [row["key"] for row in known]


def canceled_of_older_plans(db: Connection, place: Mapping[str, Any]) -> list[str]:
    """Cancel what an earlier plan queued and the newest does not have; return the keys."""
    found = db.execute(
        "update layers.rows set state = 'canceled' where campaign = %(id)s"
        " and edition < %(edition)s and state in ('queued', 'planned') and key <> ''"
        " returning key",
        place,
    )
    return [row["key"] for row in found]
