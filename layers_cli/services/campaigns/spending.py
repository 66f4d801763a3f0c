"""Holds a campaign whose credits fall faster than planned, before row after row fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import ApiError
from layers_cli.campaigns.spending import LOOK_SECONDS, SpendingLook, overspending
from layers_cli.campaigns.store import CampaignCounts
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.formatters import amount

if TYPE_CHECKING:  # a shared database needs none
    from layers_cli.ledger.campaigns.store import LedgerCampaigns

# As the API says it, without its model: a run of a campaign spares pydantic, which starts slowly.
_PRICES = "estimatedCreditsPerFormat"
_MOST_OF_BEFORE = 1000  # events that the first look reads: what an earlier run did not see


@dataclass
class SpendingGuard:
    """Looks at the credits while the campaign *name*, which may cost *limit*, asks for its rows."""

    context: CommandContext
    store: LedgerCampaigns
    name: str
    limit: float | None
    _first: SpendingLook | None = None
    _next: float = float("-inf")

    def __post_init__(self) -> None:
        self._seen = PriceLook(self.context.api)

    def reason(self, *, now: bool = False) -> str | None:
        """Return why no further row may start; None if it may, and where nobody can say.

        It looks every few seconds, and *now* if that is asked for. With a limit, rows cost from
        then on what was seen: what their containers were billed, and what their formats cost.
        """
        if not (now and self.limit is not None) and self.context.clock() < self._next:
            return None
        self._next = self.context.clock() + LOOK_SECONDS
        before = self.store.counts(self.name)
        self._seen.look(events=self.limit is not None)
        if (reason := self._over_limit()) is not None:
            return reason
        if self._first is None and self.limit is not None:  # with what was billed before
            before = self.store.counts(self.name)
        return self._overspending(before)

    def _over_limit(self) -> str | None:
        if self.limit is None:
            return None
        seen = self._seen
        wanted = self.store.raise_prices(self.name, prices=seen.prices, billed=seen.billed)
        return over_limit_reason(wanted, self.limit)

    def _overspending(self, before: CampaignCounts) -> str | None:
        available = self._seen.available
        if available is None:
            return None
        if self._first is None:
            self._first = SpendingLook.of(available, before, self.limit)
            return None
        counts = self.store.counts(self.name)
        return overspending(self._first, SpendingLook.of(available, counts, self.limit))


def over_limit_reason(wanted: float, limit: float) -> str | None:
    """Return why no row may start of a campaign that costs *wanted* by now; None within *limit*."""
    if wanted <= limit:
        return None
    return (
        f"its rows cost {amount(wanted)} credits in all by the prices seen, over --max-credits"
        f" {amount(limit)}"
    )


def check_prices(context: CommandContext, planned: Mapping[str, float]) -> None:
    """Raise `CommandError` where a format costs more by now than was *planned*."""
    prices = prices_of(credits_of(context.api)) if planned else {}
    for format_, price in planned.items():
        now = prices.get(format_)
        if now is not None and now > price:
            raise CommandError(
                f"{format_} now costs {amount(now)} credits; the plan says {amount(price)}",
                code="cli_price_changed",
                exit_code=ExitCode.DECLINED,
                hint="plan the sheet again, and look: layers campaign plan SHEET",
                submitted="no",
                safe_to_retry=True,
                retryable=False,
            )


def held_error(context: CommandContext, name: str, reason: str) -> CommandError:
    """Return the error for a campaign whose rows are held for a *reason*."""
    resume = context.command_line("campaign", "resume", name)
    return CommandError(
        f"The campaign {name} is paused: {reason}",
        code="cli_held",
        exit_code=ExitCode.PARTIAL,
        hint=f"raise it: {resume} --max-credits N"
        if "--max-credits" in reason
        else f"once that is settled: {resume}",
        resume=resume,
        safe_to_retry=True,
    )


@dataclass
class PriceLook:
    """Looks at prices again and again; *prices* are the highest ones seen, by format.

    *billed* has the credits of containers that the last look found new, *available* what can be
    spent; None where the API did not say.
    """

    api: LayersClient
    prices: dict[str, float] = field(default_factory=dict)
    billed: Mapping[str, float] = field(default_factory=dict)
    available: float | None = None
    _since: str | None = None
    _known: set[str] | None = None

    def look(self, *, events: bool) -> None:
        """Read prices and balance, and with *events* what was billed since the last look."""
        found = credits_of(self.api)
        self.available = _number(found.get("available"))
        for name, price in prices_of(found).items():
            self._note(name, price)
        if events:
            self._read_events()

    def _read_events(self) -> None:
        filters = {"eventType": "usage"} | ({"since": self._since} if self._since else {})
        limit = None if self._since else _MOST_OF_BEFORE
        try:
            pages = self.api.list_credit_events(filters, limit=limit)
            rows = {str(row.get("eventId")): row for page in pages for row in page.rows()}
        except ApiError:  # the balance tells, too
            return
        costs = {name: _number(row.get("credits")) for name, row in rows.items()}
        self.billed = {
            str(rows[name].get("containerId")): abs(cost)
            for name, cost in costs.items()
            if cost is not None
        }
        for name in rows.keys() - self._known if self._known is not None else ():
            self._note(str(rows[name].get("format")), abs(costs[name] or 0.0))
        # What was billed before the first look may cost less by now. The time is included, too.
        self._known = set(rows)
        self._since = max(
            [self._since or "", *(str(row.get("createdAt") or "") for row in rows.values())]
        )

    def _note(self, format_: str, price: float) -> None:
        self.prices[format_] = max(price, self.prices.get(format_, 0.0))


def credits_of(api: LayersClient) -> Mapping[str, Any]:
    """Return the credits of the account as the API says them, {} where it does not."""
    try:
        found: Mapping[str, Any] = api.get_credits().data
    except ApiError:  # the rows say what is wrong
        return {}
    return found


def prices_of(found: Mapping[str, Any]) -> dict[str, float]:
    """Return the price of each format, by its name in rows, from the credits of an account."""
    prices = found.get(_PRICES)
    known = prices.items() if isinstance(prices, dict) else ()
    return {
        name.replace("_", "-"): price
        for name, given in known
        if (price := _number(given)) is not None
    }


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
