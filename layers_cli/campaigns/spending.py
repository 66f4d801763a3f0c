"""Whether the credits of an account fall faster than the rows of a campaign cost by its plan."""

from dataclasses import dataclass

from layers_cli.campaigns.store import CampaignCounts

LOOK_SECONDS = 10.0  # between two looks at the balance


@dataclass(frozen=True)
class SpendingLook:
    """What can be spent, and what rows cost by their plans, in credits.

    *accepted* is paid for certain, *asked* may be, *left* is not asked for. *slack* is how much
    more than planned may be spent within `--max-credits`, None without that.
    """

    available: float
    accepted: float
    asked: float
    left: float
    slack: float | None

    @classmethod
    def of(cls, available: float, counts: CampaignCounts, limit: float | None) -> "SpendingLook":
        """Return the spending of one campaign that may cost *limit* credits."""
        committed = counts.credits_accepted + counts.credits_left
        slack = None if limit is None else limit - committed
        asked = counts.credits_asked
        return cls(available, counts.credits_accepted, asked, committed - asked, slack)


def overspending(first: SpendingLook, now: SpendingLook) -> str | None:
    """Return why no further row may start, None if it may.

    Calls that are under way count as paid, so that nothing is held for what is merely late. The
    *first* look is taken after its rows were counted, the one *now* before.
    """
    more = (first.available - now.available) - (now.asked - first.accepted)
    if more <= 0:
        return None
    why = (
        f"the credits fell by {_said(more)} more than its rows cost by the plan, since somebody"
        " else spends or they cost more"
    )
    if now.slack is not None and more > now.slack:
        return f"{why}; --max-credits might be exceeded"
    if first.available >= first.left and now.available < now.left:
        return f"{why}; {_said(now.available)} are there, and its other rows cost {_said(now.left)}"
    return None


def _said(credits_: float) -> str:
    return f"{credits_:,.10g}"
