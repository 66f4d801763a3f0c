"""Shares rows out so that a limit in credits holds, even if prices rise meanwhile."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from layers_cli.campaigns.records import RowRecord


class Portion(NamedTuple):
    """Rows that start together; those of one that *waits* start once all before them have ended.

    Then their prices are known, and whoever shares them out looks at what they were.
    """

    rows: list[RowRecord]
    waits: bool


def portions(rows: Iterable[RowRecord], *, size: int, room: float | None) -> Iterator[Portion]:
    """Yield *rows* in portions of at most *size*; all of them may cost *room*, None for no limit.

    The first row of each format is alone, as its price may surprise. Between two portions that
    wait, no more than half of the room that is left is spent, or one row: a price that doubles
    meanwhile takes nothing over the limit but the last row, whose price was looked at just before.
    """
    if room is None:
        left = iter(rows)
        while batch := list(islice(left, size)):
            yield Portion(batch, waits=False)
        return
    known = set[str]()
    batch, waits, spent, half = list[RowRecord](), True, 0.0, 0.0
    for each in rows:
        is_new = each.row.body.get("format") not in known
        is_dear = spent + each.row.credits > half
        if batch and (is_new or is_dear or len(batch) == size):
            yield Portion(batch, waits)
            batch, waits = [], False
        if is_new or is_dear:
            room, waits = room - spent, True
            spent, half = 0.0, 0.0 if is_new else room / 2
            known.add(each.row.body.get("format", ""))
        batch.append(each)
        spent += each.row.credits
    if batch:
        yield Portion(batch, waits)
