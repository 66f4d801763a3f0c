"""The key's organization, its credits and its webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import (
    age_cell,
    amount,
    id_cell,
    plain_cell,
    present,
    status_cell,
    time_cell,
)
from layers_cli.render.view_types import EMPTY, Cell, Column, DetailView, Field, TableView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers_cli.api.endpoints import models
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

credit_event_table: TableView[models.CreditEvent] = TableView(
    fields=(
        "createdAt",
        "eventType",
        "credits",
        "balanceAfterPrepaid",
        "format",
        "containerId",
        "eventId",
    ),
    columns=(
        Column("When", lambda row, now: age_cell(row.created_at, now), right=True),
        Column("Event", lambda row, now: plain_cell(row.event_type)),
        Column("Credits", lambda row, now: plain_cell(row.credits), right=True),
        Column("Left", lambda row, now: plain_cell(row.balance_after_prepaid), right=True, drop=2),
        Column("Format", lambda row, now: plain_cell(row.format), drop=3),
        Column("Container", lambda row, now: id_cell(row.container_id), drop=1),
    ),
    identity="eventId",
    empty="No credit events found",
)

webhook_table: TableView[models.Webhook] = TableView(
    fields=("id", "url", "status", "events", "projectId", "consecutiveFailureCount", "createdAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("URL", lambda row, now: plain_cell(row.url), flexible=True),
        Column("Status", lambda row, now: status_cell(row.status), drop=1),
        Column("Events", lambda row, now: Cell(str(len(row.events))), drop=3, right=True),
        Column(
            "Failures",
            lambda row, now: plain_cell(row.consecutive_failure_count),
            drop=2,
            right=True,
        ),
    ),
    empty="No webhook endpoints found",
)

_WEBHOOK: tuple[Field[models.Webhook], ...] = (
    Field("URL", lambda model, now: plain_cell(model.url)),
    Field("Status", lambda model, now: status_cell(model.status)),
    Field("Events", lambda model, now: plain_cell(", ".join(model.events))),
    Field("Project", lambda model, now: plain_cell(model.project_id or "all of them")),
    Field("About", lambda model, now: present(plain_cell(model.description))),
    Field("Failures", lambda model, now: plain_cell(model.consecutive_failure_count)),
    Field("Delivered", lambda model, now: time_cell(model.last_success_at, now)),
    Field("Failed", lambda model, now: time_cell(model.last_failure_at, now)),
    Field("Created", lambda model, now: time_cell(model.created_at, now)),
)

webhook_panel: DetailView[models.Webhook] = DetailView(
    title=lambda model, now: id_cell(model.id), fields=_WEBHOOK
)


def _secret(secret: str | None) -> Cell:
    return Cell(secret, whole=True) if secret else EMPTY


created_webhook_panel: DetailView[models.CreatedWebhook] = DetailView(
    title=lambda model, now: id_cell(model.endpoint.id),
    fields=(
        Field("Secret", lambda model, now: _secret(model.signing_secret)),
        Field("URL", lambda model, now: plain_cell(model.endpoint.url)),
        Field("Events", lambda model, now: plain_cell(", ".join(model.endpoint.events))),
    ),
    identity="endpoint.id",
)

rotated_secret_panel: DetailView[models.RotatedSecret] = DetailView(
    title=lambda model, now: id_cell(model.endpoint_id),
    fields=(
        Field("Secret", lambda model, now: _secret(model.signing_secret)),
        Field("Old one until", lambda model, now: time_cell(model.previous_secret_expires_at, now)),
    ),
    identity="endpointId",
)

deleted_webhook_panel: DetailView[models.DeletedWebhook] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(Field("State", lambda model, now: plain_cell("deleted" if model.deleted else None)),),
)

deleted_webhook_table: TableView[models.DeletedWebhook] = TableView(
    fields=("id", "deleted"), columns=(Column("ID", lambda row, now: id_cell(row.id)),)
)

test_panel: DetailView[models.ScheduledTest] = DetailView(
    title=lambda model, now: id_cell(model.delivery_id),
    fields=(
        Field("Event", lambda model, now: id_cell(model.event_id)),
        Field("Scheduled", lambda model, now: time_cell(model.scheduled_at, now)),
    ),
    identity="deliveryId",
)

replay_panel: DetailView[models.ScheduledReplay] = DetailView(
    title=lambda model, now: id_cell(model.replay_delivery_id),
    fields=(
        Field("Original", lambda model, now: id_cell(model.original_delivery_id)),
        Field("Scheduled", lambda model, now: time_cell(model.scheduled_at, now)),
    ),
    identity="replayDeliveryId",
)


def _response(row: models.Delivery) -> Cell:
    words = [str(row.last_response_status or ""), row.last_error_message or ""]
    return plain_cell(" ".join(filter(None, words)))


delivery_table: TableView[models.Delivery] = TableView(
    fields=(
        "id",
        "eventType",
        "status",
        "attempts",
        "lastResponseStatus",
        "lastErrorMessage",
        "createdAt",
    ),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Event", lambda row, now: plain_cell(row.event_type)),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Tries", lambda row, now: plain_cell(row.attempts), drop=3, right=True),
        Column("Response", lambda row, now: _response(row), flexible=True, drop=2),
        Column("Created", lambda row, now: age_cell(row.created_at, now), drop=1, right=True),
    ),
    empty="No deliveries found",
)
