"""The rows of `layers.queues`: whose key, which limits, and why none may start."""

from __future__ import annotations

from typing import Any

from layers_cli.campaigns.spending import SpendingLook
from layers_cli.services.campaigns.fleet import engine
from layers_cli.services.campaigns.fleet.database import Connection
from layers_cli.services.campaigns.fleet.engine import Limits

_SPENDING = """
select sum(r.credits) filter (where r.state = 'accepted') as accepted,
  sum(r.credits) filter (where r.state in ('accepted', 'sending', 'unknown')) as asked,
  sum(r.credits) filter (where r.state in ('queued', 'held')) as queued,
  c.max_credits - sum(r.credits) filter (
    where r.state in ('accepted', 'sending', 'unknown', 'queued', 'held')) as slack
from layers.campaigns as c join layers.rows as r on r.campaign = c.id
where c.queue = %s group by c.id
"""


def named(db: Connection, server: str, credential: str) -> str:
    """Return the name of the queue of a key, which is made if it is not there."""
    name = engine.queue_name(server, credential)
    db.execute(
        "insert into layers.queues (name, server, credential) values (%s, %s, %s)"
        " on conflict do nothing",
        [name, server, credential],
    )
    return name


def found(db: Connection, name: str) -> dict[str, Any]:
    """Return the row of the queue *name*, which is there."""
    row = db.execute("select * from layers.queues where name = %s", [name]).fetchone()
    assert row is not None
    return row


def limits(db: Connection, name: str) -> Limits:
    """Return the limits of the queue *name* while it is not held."""
    row = found(db, name)
    return Limits(row["per_minute"], row["concurrency"])


def set_limits(db: Connection, name: str, chosen: Limits) -> None:
    """Keep the *chosen* limits for the next hosts."""
    db.execute(
        "update layers.queues set per_minute = %s, concurrency = %s where name = %s",
        [chosen.per_minute, chosen.concurrency, name],
    )


def hold(db: Connection, name: str, reason: str) -> bool:
    """Let no row of the queue be sent any more; return whether that is new."""
    done = db.execute(
        "update layers.queues set held = %s where name = %s and held is null", [reason, name]
    )
    return done.rowcount == 1


def lift(db: Connection, name: str) -> Limits:
    """Let rows of the queue be sent again; return its limits."""
    db.execute("update layers.queues set held = null, not_before = 0 where name = %s", [name])
    return limits(db, name)


def wait_until(db: Connection, name: str, seconds: float) -> None:
    """Let no row of the queue be sent for *seconds*, by the database's clock, as a 429 asked."""
    db.execute(
        "update layers.queues set not_before = greatest(not_before,"
        " extract(epoch from clock_timestamp()) + %s) where name = %s",
        [seconds, name],
    )


def spending(db: Connection, name: str, available: float) -> SpendingLook:
    """Return what the rows of the queue cost by their plans, where *available* can be spent."""
    each = db.execute(_SPENDING, [name]).fetchall()
    slacks = [row["slack"] for row in each if row["slack"] is not None]
    accepted, asked, left = (
        sum(row[name] or 0.0 for row in each) for name in ("accepted", "asked", "queued")
    )
    return SpendingLook(available, accepted, asked, left, min(slacks, default=None))


def unfinished(db: Connection, name: str) -> int:
    """Return how many rows of the queue wait to be sent, or are being sent."""
    row = db.execute(
        "select count(*) as number from layers.rows as r"
        " join layers.campaigns as c on c.id = r.campaign"
        " where c.queue = %s and r.state in ('queued', 'sending')",
        [name],
    ).fetchone()
    return 0 if row is None else int(row["number"])
