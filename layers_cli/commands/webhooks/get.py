"""`layers webhooks get`."""

from layers_cli.cli.command import command
from layers_cli.commands.webhooks.options import WebhookArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account
from layers_cli.services import batch


@command(shape="Webhook", examples=("layers webhooks get ID",))
def get(context: CommandContext, endpoint_id: WebhookArgument) -> None:
    """Show an endpoint; never its secret."""
    reply = context.api.get_webhook(batch.checked_id(endpoint_id))
    context.out.show(reply, account.webhook_panel)
