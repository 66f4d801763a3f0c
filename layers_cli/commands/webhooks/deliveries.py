"""`layers webhooks deliveries`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import AllOption, CursorOption, LimitOption
from layers_cli.commands.webhooks.options import DeliveryState, Event, WebhookArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account
from layers_cli.services import batch


@command(
    shape="Delivery",
    lists=True,
    examples=("layers webhooks deliveries ID --status failed --json",),
)
def deliveries(
    context: CommandContext,
    endpoint_id: WebhookArgument,
    status: Annotated[
        DeliveryState | None, typer.Option("--status", help="Deliveries in this state.")
    ] = None,
    event: Annotated[
        Event | None, typer.Option("--event", metavar="EVENT", help="Of this event alone.")
    ] = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List what was sent to an endpoint, newest first."""
    pages = context.api.list_deliveries(
        batch.checked_id(endpoint_id),
        event_type=event,
        status=status,
        limit=None if all_rows else limit,
        cursor=cursor,
    )
    context.out.show_pages(pages, account.delivery_table)
