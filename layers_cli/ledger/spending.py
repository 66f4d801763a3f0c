"""The `credits_spent` table: what was asked for costs by spans of time; triggers keep the sums."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from layers_cli.ledger.database import Database
from layers_cli.ledger.errors import BudgetError

DAY_SECONDS = 24 * 3600.0
_SPAN = 300  # seconds; the other spans are of 1 s, see the schema
_MILLIONTHS = "cast(round(credits * 1000000) as integer)"


def spent(database: Database, profile: str, *, now: float) -> float:
    """Return the credits estimated for what *profile* asked for in the 24 hours before *now*.

    Whole spans are read from their sums, and of the day's first second the rows.
    """
    since = now - DAY_SECONDS
    values = {
        "profile": profile,
        "since": since,
        "second": int(since) + 1,
        "span": int(since / _SPAN) + 1,
        "length": _SPAN,
    }
    [row] = database.rows(
        "select coalesce((select sum(millionths) from credits_spent"  # noqa: S608 - ours
        " where profile = :profile and span = :length and number >= :span), 0)"
        " + coalesce((select sum(millionths) from credits_spent where profile = :profile"
        " and span = 1 and number >= :second and number < :span * :length), 0)"
        f" + coalesce((select sum({_MILLIONTHS}) from intents"
        " where created_at > :since and created_at < :second and profile = :profile"
        " and state != 'refused'), 0)",
        values,
    )
    return float(row[0]) / 1_000_000


@contextmanager
def kept(budget: float | None, spent: Callable[[], float]) -> Iterator[None]:
    """Let the block plan requests; raises `BudgetError` if a day costs more than *budget* then.

    *spent* returns what is spent so far.
    """
    before = 0.0 if budget is None else spent()
    yield
    if budget is not None and (after := spent()) > max(budget, before):
        raise BudgetError(spent=before, wanted=after - before, budget=budget)
