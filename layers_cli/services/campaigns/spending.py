"""Holds a campaign whose credits fall faster than planned, before row after row fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers_cli.api.errors import ApiError
from layers_cli.campaigns.spending import LOOK_SECONDS, SpendingLook, overspending
from layers_cli.campaigns.store import CampaignStore
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.formatters import amount

# As the API says it, without its model: a run of a campaign spares pydantic, which starts slowly.
_PRICES = "estimatedCreditsPerFormat"


@dataclass
class SpendingGuard:
    """Looks at the balance while the campaign *name*, which may cost *limit*, asks for its rows."""

    context: CommandContext
    store: CampaignStore
    name: str
    limit: float | None
    _first: SpendingLook | None = None
    _next: float = float("-inf")
    _has_price: bool = False

    def reason(self) -> str | None:
        """Return why no further row may start; None if it may, and where nobody can say.

        With a limit, it looks once more when the first row is paid for, which tells its price.
        """
        if not self._is_due():
            return None
        self._next = self.context.clock() + LOOK_SECONDS
        before = self.store.counts(self.name)
        available = _credits(self.context).get("available")
        if not isinstance(available, int | float):
            return None
        if self._first is None:
            self._first = SpendingLook.of(available, before, self.limit)
            return None
        counts = self.store.counts(self.name)
        return overspending(self._first, SpendingLook.of(available, counts, self.limit))

    def _is_due(self) -> bool:
        if self.context.clock() >= self._next:
            return True
        if self.limit is None or self._first is None or self._has_price:
            return False
        self._has_price = self.store.counts(self.name).credits_accepted > self._first.accepted
        return self._has_price


def check_prices(context: CommandContext, planned: Mapping[str, float]) -> None:
    """Raise `CommandError` where a format costs more by now than was *planned*."""
    found = _credits(context).get(_PRICES) if planned else None
    prices: Mapping[str, Any] = found if isinstance(found, dict) else {}
    for format_, price in planned.items():
        now = prices.get(format_.replace("-", "_"), prices.get(format_))
        if isinstance(now, int | float) and now > price:
            raise CommandError(
                f"{format_} costs {amount(now)} credits by now, and {amount(price)} in the plan",
                code="cli_price_changed",
                exit_code=ExitCode.DECLINED,
                hint="plan the sheet again, and look: layers campaign plan SHEET",
                submitted="no",
                safe_to_retry=True,
                retryable=False,
            )


def _credits(context: CommandContext) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = context.api.get_credits().data
    except ApiError:  # the rows say what is wrong
        return {}
    return found


def held_error(context: CommandContext, name: str, reason: str) -> CommandError:
    """Return the error for a campaign whose rows are held for a *reason*."""
    resume = context.command_line("campaign", "resume", name)
    return CommandError(
        f"The campaign {name} is paused: {reason}",
        code="cli_held",
        exit_code=ExitCode.PARTIAL,
        hint=f"once that is settled: {resume}",
        resume=resume,
        safe_to_retry=True,
    )
