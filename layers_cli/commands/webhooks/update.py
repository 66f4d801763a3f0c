"""`layers webhooks update`."""

from typing import Annotated, Any

import typer

from layers_cli.cli.command import command
from layers_cli.commands.webhooks.options import (
    DescriptionOption,
    Event,
    NewState,
    WebhookArgument,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.render.views import account
from layers_cli.services import batch


@command(
    changes=True,
    shape="Webhook",
    examples=(
        "layers webhooks update ID --status paused",
        "layers webhooks update ID --event job.completed --event job.failed",
    ),
)
def update(
    context: CommandContext,
    endpoint_id: WebhookArgument,
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="Where events are sent; https.")
    ] = None,
    event: Annotated[
        list[Event] | None,
        typer.Option("--event", metavar="EVENT", help="Instead of those it has; repeatable."),
    ] = None,
    description: DescriptionOption = None,
    status: Annotated[
        NewState | None,
        typer.Option("--status", help="paused stops it, active starts it and forgets failures."),
    ] = None,
) -> None:
    """Change an endpoint; an empty description clears it."""
    given: dict[str, Any] = {"url": url, "events": event and list(event), "status": status}
    fields = {name: value for name, value in given.items() if value}
    if description is not None:
        fields["description"] = description or None
    if not fields:
        raise exceptions.UsageError(
            "There is nothing to change", hint="layers webhooks update --help"
        )
    reply = context.api.update_webhook(batch.checked_id(endpoint_id), fields)
    context.out.show(reply, account.webhook_panel)
