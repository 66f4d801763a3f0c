"""What this machine knows of where containers come from: the API does not say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from layers_cli.context.context import CommandContext
from layers_cli.services.jobs.budget import known_credits, price_of

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed


class ContainerOrigin(NamedTuple):
    """The *job* of a container, what it cost in *credits*, and what it is a take of."""

    job: str | None = None
    credits: float | None = None
    take_of: str | None = None


def origins_of(
    context: CommandContext, containers: Sequence[Container], *, others: bool = False
) -> dict[str, ContainerOrigin]:
    """Return the origins of *containers* that were generated from here, by id.

    *others* have one, too, which says the price alone. Where no price was noted, it is what the API
    asks for the format now.
    """
    ledger = context.known_ledger
    server = context.scope.server if ledger else ""
    found = {each.id: ledger.takes.of_container(server, each.id) for each in containers if ledger}
    told = [each for each in containers if others or found.get(each.id)]
    prices = known_credits(context) if told else None
    origins = {}
    for each in told:
        take = found.get(each.id)
        price = price_of(prices, each.format) if prices and each.format else None
        origins[each.id] = (
            ContainerOrigin(take.job_id, take.credits or price, take.take_of)
            if take
            else ContainerOrigin(credits=price)
        )
    return origins
