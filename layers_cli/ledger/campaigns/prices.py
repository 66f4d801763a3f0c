"""What rows cost as they turn out to: never less than what was seen."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from layers_cli.ledger.database import Database

# Of rows that nothing was sent for; what is paid for or may be cost what it was billed.
_DEARER = """
update campaign_rows set credits = containers * :price where campaign = :id
  and credits < containers * :price
  and coalesce(asked, state) not in ('accepted', 'sending', 'unknown', 'invalid', 'canceled')
  and json_extract(planned, '$.body.format') = :format
"""


def raise_prices(
    database: Database,
    place: Mapping[str, Any],
    *,
    prices: Mapping[str, float],
    billed: Mapping[str, float],
) -> None:
    """Let rows of the campaign at *place* cost what their containers were *billed* for, if more.

    Those that wait cost what containers of their formats do by *prices*, if that is more.
    """
    rows: defaultdict[int, float] = defaultdict(float)
    for part in database.parts([(name,) for name in billed], 1):
        marks = ", ".join("?" * len(part))
        found = database.rows(
            "select r.id, k.container_id from intent_containers as k"  # noqa: S608 - ours
            " join intents as i on i.id = k.intent and i.campaign is not null and i.server = ?"
            " join campaign_rows as r on r.campaign = ? and r.key = i.run and r.key != ''"
            f" where k.container_id in ({marks})",
            [place["server"], place["id"], *(name for (name,) in part)],
        )
        for row in list(found):
            rows[row["id"]] += billed[row["container_id"]]
    with database.inside() as db:
        db.executemany(
            "update campaign_rows set credits = max(credits, ?) where id = ?",
            ((cost, row_id) for row_id, cost in rows.items()),
        )
        for name, price in prices.items():
            db.execute(_DEARER, {"id": place["id"], "price": price, "format": name})
