"""Keeps `--max-credits` over all workers: when a row may start, and what rows turn out to cost.

A worker lets a row start only if what all workers have sent since its own last look at the prices
is within half of what was left then; see `campaigns.portions`, which one machine goes by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layers_cli.services.campaigns.fleet.database import Connection

_LEAST = 1e-6  # credits: below it, sums in another order are the same

# Locked before the row: `apply` takes both in this order.
_LOCKED = """
select c.id, c.max_credits from layers.campaigns as c
where c.id = (select campaign from layers.rows where key = %s) and c.max_credits is not null
for update
"""
_ASKED = """
select coalesce(sum(credits), 0) as asked, count(*) filter (where state = 'sending') as sending
from layers.rows where campaign = %s and state in ('accepted', 'sending', 'unknown')
"""
_BILLED = """
with billed as (
  select * from unnest(%(containers)s::text[], %(credits)s::double precision[]) as t (made, credits)
), cost as (
  select r.id, sum(b.credits) as credits from layers.rows as r
    join layers.campaigns as c on c.id = r.campaign
    cross join unnest(r.container_ids) as given (made) join billed as b using (made)
  where c.queue = %(queue)s group by r.id
)
update layers.rows as r set credits = cost.credits from cost
where r.id = cost.id and cost.credits > r.credits
"""
_DEARER = """
update layers.rows as r set credits = %(price)s * coalesce((r.body->>'variants')::integer, 1)
from layers.campaigns as c where c.id = r.campaign and c.queue = %(queue)s
  and c.max_credits is not null and r.state in ('queued', 'held', 'planned', 'refused')
  and r.body->>'format' = %(format)s
  and r.credits < %(price)s * coalesce((r.body->>'variants')::integer, 1)
"""
_OVER = """
select c.max_credits as most, sum(r.credits) as wanted
from layers.campaigns as c join layers.rows as r on r.campaign = c.id
where c.queue = %s and r.state in ('accepted', 'sending', 'unknown', 'queued', 'held')
group by c.id having sum(r.credits) > c.max_credits
"""


class UnseenError(Exception):
    """The row may start once somebody has looked at the prices of those before it.

    That is to wait while some of them are *busy*. *campaign* is theirs, *asked* what they cost.
    """

    def __init__(self, campaign: int, asked: float, *, busy: bool) -> None:
        super().__init__(campaign)
        self.campaign = campaign
        self.asked = asked
        self.busy = busy


@dataclass
class SeenSpending:
    """What the campaigns with a limit had asked for when this worker looked; threads share it."""

    _seen: dict[int, float] = field(default_factory=dict)

    def locked(self, db: Connection, key: str) -> Mapping[str, Any] | None:
        """Return the campaign of the row with *key*, locked; None if it has no limit."""
        return db.execute(_LOCKED, [key]).fetchone()

    def check(self, db: Connection, campaign: Mapping[str, Any], cost: float) -> None:
        """Raise `UnseenError` if a row that costs *cost* may not start in *campaign* yet."""
        found = db.execute(_ASKED, [campaign["id"]]).fetchone()
        assert found is not None
        seen = self._seen.get(campaign["id"])
        unseen = found["asked"] - (seen or 0.0)
        is_alone = seen is not None and abs(unseen) < _LEAST
        is_within = seen is not None and unseen + cost <= (campaign["max_credits"] - seen) / 2
        if not is_alone and not (is_within and seen):  # the first row of all tells the price
            raise UnseenError(campaign["id"], found["asked"], busy=found["sending"] > 0)

    def note(self, unseen: UnseenError) -> None:
        """Note that somebody has looked since *unseen* was raised."""
        self._seen[unseen.campaign] = unseen.asked


def raise_prices(
    db: Connection, queue: str, *, prices: Mapping[str, float], billed: Mapping[str, float]
) -> Mapping[str, Any] | None:
    """Let rows of *queue* cost what was seen, if that is more.

    Containers cost what they were *billed*, and what waits the *prices* of their formats. Returns
    what a campaign costs that is over its limit by then, None if none is.
    """
    names = list(billed)
    values = {"queue": queue, "containers": names, "credits": [billed[name] for name in names]}
    db.execute(_BILLED, values)
    for name, price in prices.items():
        db.execute(_DEARER, {"queue": queue, "price": price, "format": name})
    return db.execute(_OVER, [queue]).fetchone()
