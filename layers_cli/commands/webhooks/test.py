"""`layers webhooks test`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.webhooks.options import WebhookArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account
from layers_cli.services import batch, webhooks


@command(
    changes=True,
    shape="ScheduledTest",
    examples=("layers webhooks test ID", """layers webhooks test ID --data '{"n": 1}'"""),
)
def send_test(
    context: CommandContext,
    endpoint_id: WebhookArgument,
    data: Annotated[
        str | None,
        typer.Option("--data", metavar="JSON", help="An object as its data; @FILE and - read it."),
    ] = None,
) -> None:
    """Have test.ping sent to an endpoint, whatever it is subscribed to."""
    payload = webhooks.read_payload(context, data)
    name = batch.checked_id(endpoint_id)
    with context.run_state.acting_once():
        reply = context.api.test_webhook(name, payload)
    context.out.show(reply, account.test_panel)
    deliveries = context.command_line("webhooks", "deliveries", endpoint_id)
    context.out.hint(f"to see how it went: {deliveries}")
