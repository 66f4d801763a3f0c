"""`layers webhooks rotate`."""

from layers_cli.cli.command import command
from layers_cli.commands.webhooks.options import WebhookArgument, show_secret
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account
from layers_cli.services import batch


@command(
    changes=True,
    shape="RotatedSecret",
    examples=("layers webhooks rotate ID --fields signingSecret",),
)
def rotate(context: CommandContext, endpoint_id: WebhookArgument) -> None:
    """Create a new signing secret and print it once; the old one is valid for another day."""
    name = batch.checked_id(endpoint_id)
    with context.run_state.acting_once():
        reply = context.api.rotate_webhook_secret(name)
        show_secret(context, reply, account.rotated_secret_panel, name)
