"""The key's organization and its credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import amount, id_cell, plain_cell, status_cell
from layers_cli.render.view_types import Cell, DetailView, Field

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers_cli.api.models import Credits, Identity

identity_panel: DetailView[Identity] = DetailView(
    title=lambda model, now: id_cell(model.organization_id),
    fields=(
        Field("Name", lambda model, now: plain_cell(model.organization_name)),
        Field("Parent", lambda model, now: plain_cell(model.parent_organization_id)),
        Field("Key", lambda model, now: plain_cell(model.api_key_id)),
        Field("Scopes", lambda model, now: plain_cell(", ".join(model.scopes))),
        Field("Rate limit", lambda model, now: plain_cell(model.rate_limit_tier)),
        Field("Credits", lambda model, now: plain_cell(model.credit_balance)),
    ),
    identity="organizationId",
)


# What one unit of a format is called.
_UNITS = {
    "slideshow-builder": "slideshows",
    "slideshow-remix": "slideshows",
    "ugc-remix": "videos",
    "video-remix": "videos",
}


def _estimates(model: Credits, now: datetime) -> Sequence[Cell]:
    """Show how far the credits go, format by format."""
    left = model.available if model.available is not None else model.balance
    return [
        Cell(_estimate(name, price, left), plain=f"{name}={amount(price)}")
        for name, price in model.estimated_credits_per_format.items()
    ]


def _estimate(name: str, price: float, left: float | None) -> str:
    words = f"{name}: about {amount(price)} credits each"
    if left is None or price <= 0:
        return words
    unit = _UNITS.get(name.replace("_", "-"), "containers")
    return f"{words}, enough for {max(0, int(left // price)):,} {unit}"


credits_panel: DetailView[Credits] = DetailView(
    title=lambda model, now: id_cell(model.organization_id),
    fields=(
        Field("Available", lambda model, now: plain_cell(model.available, style="bold")),
        Field("Balance", lambda model, now: plain_cell(model.balance)),
        Field("Reserved", lambda model, now: plain_cell(model.reserved_credits)),
        Field("Included", lambda model, now: plain_cell(model.included_remaining)),
        Field("Prepaid", lambda model, now: plain_cell(model.prepaid_balance)),
        Field("Used", lambda model, now: plain_cell(model.used_this_period)),
        Field("Plan", lambda model, now: plain_cell(model.subscription_tier)),
        Field("Billing", lambda model, now: status_cell(model.billing_status)),
        Field("Estimate", _estimates),
    ),
    identity="organizationId",
)
