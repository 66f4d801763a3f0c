"""Check the price before anything is sent: estimates, limits, questions.

What a format costs is the API's own estimate (`GET /v1/credits`, api-core 12); limits and budget
are kept by this machine alone; no other one knows of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import ApiError
from layers_cli.api.generation import GenerationRequest, content_request, format_request
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.hints import way_to_unset
from layers_cli.render.formatters import amount

if TYPE_CHECKING:
    from layers_cli.api.models import Container, Credits  # saves pydantic where JSON is printed

_NOT_CHECKED = (
    "whether the API accepts the hook and the media",
    "whether the project has what the format needs",
    "the price: this is the API's own estimate",
)


class SpendingEstimate(NamedTuple):
    """What a command would send and cost; amounts are credits, None where the API does not say."""

    requests: tuple[dict[str, Any], ...]
    containers: int
    credits: float | None
    available: float | None
    balance: float | None
    not_checked: tuple[str, ...] = _NOT_CHECKED

    @property
    def is_covered(self) -> bool | None:
        """Whether there is enough to spend; None where the API does not say."""
        if self.credits is None or self.available is None:
            return None
        return self.available >= self.credits

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {
            "dryRun": True,
            "requests": list(self.requests),
            "containers": self.containers,
            "estimatedCredits": self.credits,
            "available": self.available,
            "balance": self.balance,
            "isCovered": self.is_covered,
            "notChecked": list(self.not_checked),
        }


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def estimate(
    api: LayersClient, requests: Sequence[GenerationRequest], *, dialect: str
) -> SpendingEstimate:
    """Return what *requests* would send and cost; creates nothing."""
    credits_ = api.get_credits().model
    by_format = dialect == "per-format"
    calls = [
        call
        for request in requests
        for call in (
            map(format_request, request.singles) if by_format else [content_request(request)]
        )
    ]
    price = price_of(credits_, requests[0].format)
    containers = sum(request.variants for request in requests)
    return SpendingEstimate(
        tuple(
            {
                "method": call.method,
                "path": call.path,
                "idempotencyKey": call.key,
                "body": json.loads(call.body),
            }
            for call in calls
        ),
        containers,
        None if price is None else price * containers,
        credits_.available,
        credits_.balance,
    )


def price_of(credits_: Credits, format: str) -> float | None:
    """Return what one container of *format* is estimated to cost; the API writes it with `_`."""
    prices = credits_.estimated_credits_per_format
    return prices.get(format.replace("-", "_"), prices.get(format))


def known_credits(context: CommandContext) -> Credits | None:
    """Return balance and prices for what is said in passing; None where the API does not say."""
    try:
        return context.api.get_credits().model
    except ApiError:
        return None


def cost_of(context: CommandContext, containers: Iterable[Container]) -> float | None:
    """Return what the completed ones of *containers* cost by estimate; None if nobody can say."""
    if (credits_ := known_credits(context)) is None:
        return None
    made = [each for each in containers if each.status == "completed"]
    prices = [price_of(credits_, each.format or "") for each in made]
    return None if None in prices else sum(filter(None, prices))


def check_budget(
    context: CommandContext,
    requests: Sequence[GenerationRequest],
    *,
    most: float | None = None,
    agreed: bool,
) -> None:
    """Refuse *requests* that cost more than *most* credits, or than the settings allow.

    With *agreed*, nobody is asked; without limits, no price is read. Raises `CommandError` if they
    cost more, nobody agrees, or the price is not known. The daily budget is checked when
    the calls are recorded, so that processes running at once keep it too.
    """
    confirm_above = _number(context.settings.confirm_above.value)
    daily = _number(context.settings.budget_daily.value)
    if most is None and confirm_above is None and daily is None:
        return
    price = price_of(context.api.get_credits().model, requests[0].format)
    if price is None:
        raise _refused(
            f"What `{requests[0].format}` costs is not known, so no limit can be checked",
            "cli_cost_unknown",
            _lifted(context, most=most),
        )
    total = price * sum(request.variants for request in requests)
    if most is not None and total > most:
        raise _refused(
            f"This costs about {amount(total)} credits, over --max-credits {amount(most)}",
            "cli_over_limit",
            "ask for fewer --variants, or raise --max-credits",
        )
    if confirm_above is not None and total > confirm_above and not agreed:
        _ask_for_consent(context, total)
    under_way = context.run_state.under_way
    if under_way.command is not None:
        command = under_way.command._replace(price=price, budget=daily)
        context.run_state.begin(command, recovery=under_way.recovery)


def _lifted(context: CommandContext, *, most: float | None) -> str:
    """Return how each limit that is set is left out."""
    settings = context.settings
    limits = {"confirm_above": settings.confirm_above, "budget.daily": settings.budget_daily}
    ways = ["leave out --max-credits"] if most is not None else []
    ways += [way_to_unset(name, each.origin) for name, each in limits.items() if each.value]
    return f"do without the limit: {'; '.join(ways)}"


def _ask_for_consent(context: CommandContext, total: float) -> None:
    limit = context.settings.confirm_above.origin
    answer = context.feedback.confirm(f"Spend about {amount(total)} credits?")
    if answer:
        return
    raise _refused(
        f"This costs about {amount(total)} credits, and "
        + ("nobody can be asked" if answer is None else "was declined"),
        "cli_no_input" if answer is None else "cli_declined",
        f"agree beforehand with --yes, or lift the limit: {way_to_unset('confirm_above', limit)}",
    )


def _refused(message: str, code: str, hint: str) -> CommandError:
    return CommandError(
        message,
        code=code,
        exit_code=ExitCode.DECLINED,
        hint=hint,
        submitted="no",
        safe_to_retry=True,
        retryable=False,
    )
