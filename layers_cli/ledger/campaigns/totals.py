"""How many rows of a campaign are in each state, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layers_cli.campaigns.records import RowState
from layers_cli.ledger.campaigns.rows import state_of
from layers_cli.ledger.database import Database


@dataclass(frozen=True)
class Total:
    """Rows of one *state* and *edition*; *made* is how many containers they have."""

    state: RowState
    edition: int
    rows: int
    credits: float
    made: int


def totals(
    database: Database, campaign_id: int, process_has_exited: Callable[[str], bool]
) -> list[Total]:
    """Return the number of rows in each state, and what they cost."""
    found = database.rows(
        "select coalesce(asked, state) as now, iif(asked = 'sending', owner, null) as owner,"
        " edition, count(*) as rows, total(credits) as credits, sum(containers) as made"
        " from campaign_rows where campaign = ? group by asked, state, 2, edition",
        (campaign_id,),
    )
    return [
        Total(
            state_of(row["now"], row["owner"], process_has_exited),
            row["edition"],
            row["rows"],
            row["credits"],
            row["made"] if row["now"] == RowState.ACCEPTED else 0,
        )
        for row in found
    ]
