"""The screens of projects, of the key and of the credits. Pure data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import (
    age_cell,
    amount,
    id_cell,
    plain_cell,
    status_cell,
    time_cell,
)
from layers_cli.render.view_types import Cell, Column, DetailView, Field, TableView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers_cli.api.models import Credits, Identity, Project

# What one unit of a format is called; others go by the format's own name.
_UNITS = {"slideshow-builder": "slideshows", "ugc-remix": "videos"}


def _app_name(project: Project) -> str | None:
    context = project.brand_context
    return project.app_name or (context.app_name if context else None)


def _app_description(project: Project) -> str | None:
    context = project.brand_context
    return project.app_description or (context.app_description if context else None)


project_table: TableView[Project] = TableView(
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Name", lambda row, now: plain_cell(row.name), flexible=True),
        Column("App", lambda row, now: plain_cell(_app_name(row)), drop=1),
        Column("Status", lambda row, now: status_cell(row.status), drop=2),
        Column("Created", lambda row, now: age_cell(row.created_at, now), drop=3, right=True),
    ),
    empty="No projects found",
)

project_panel: DetailView[Project] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Name", lambda model, now: plain_cell(model.name)),
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("App", lambda model, now: plain_cell(_app_name(model))),
        Field("About", lambda model, now: plain_cell(_app_description(model))),
        Field("Tagline", lambda model, now: plain_cell(model.tagline)),
        Field("Voice", lambda model, now: plain_cell(model.brand_voice)),
        Field("For", lambda model, now: plain_cell(model.target_gender)),
        Field("Language", lambda model, now: plain_cell(model.primary_language)),
        Field("Time zone", lambda model, now: plain_cell(model.timezone)),
        Field("Customer", lambda model, now: plain_cell(model.customer_external_id)),
        Field("Owner", lambda model, now: plain_cell(model.owner_email)),
        Field("Created", lambda model, now: time_cell(model.created_at, now)),
        Field("Updated", lambda model, now: time_cell(model.updated_at, now)),
    ),
)

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


def _estimates(model: Credits, now: datetime) -> Sequence[Cell]:
    """Say what the credits are enough for, format by format."""
    left = model.available if model.available is not None else model.balance
    return [
        Cell(_estimate(name, price, left), plain=f"{name}={amount(price)}")
        for name, price in model.estimated_credits_per_format.items()
    ]


def _estimate(name: str, price: float, left: float | None) -> str:
    words = f"{name}: about {amount(price)} credits each"
    if left is None or price <= 0:
        return words
    return f"{words}, enough for {max(0, int(left // price)):,} {_UNITS.get(name, name)}"


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
