"""Which rows of campaigns are still to be asked for, as each claim has to know."""

from collections.abc import Callable, Sequence

from layers_cli.ledger.database import Database
from layers_cli.ledger.intent_rows import identity
from layers_cli.ledger.records import ACCEPTED, Intent, IntentRecord

_ACCEPTED = ", ".join(repr(str(state)) for state in sorted(ACCEPTED))


def claimed(
    database: Database,
    intents: Sequence[Intent],
    claim: Callable[[Sequence[Intent]], Sequence[IntentRecord | None]],
) -> list[IntentRecord | None]:
    """Return what *claim* does for those of *intents* whose rows are not canceled, else None."""
    queued = _queued_keys(database, intents)
    left = [each for each in intents if each.campaign is None or each.run in queued]
    found = dict(zip(map(identity, left), claim(left), strict=True))
    return [found.get(identity(each)) for each in intents]


def _queued_keys(database: Database, intents: Sequence[Intent]) -> set[str]:
    """Return the keys of the rows of *intents* that are queued or paid for; others are canceled."""
    asked = [(each.server, each.campaign, each.run) for each in intents]
    found: set[str] = set()
    for part in database.parts(asked, 3):
        marks = ", ".join(["(?, ?, ?)"] * len(part))
        rows = database.rows(
            f"with asked (server, name, key) as (values {marks})"  # noqa: S608 - ours
            " select r.key from asked cross join campaigns as c using (server, name)"
            " cross join campaign_rows as r on r.campaign = c.id and r.key = asked.key"
            " where r.key != '' and r.state = 'queued'"
            " union all select asked.key from asked cross join intents as i on i.run = asked.key"
            " and i.server = asked.server and i.campaign is not null"
            f" and i.state in ({_ACCEPTED})",
            [value for each in part for value in each],
        )
        found |= {row["key"] for row in rows}
    return found
