"""`layers whoami`: who the key belongs to."""

from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account


@command(shape="Identity", examples=("layers whoami", "layers whoami --json"))
def whoami(context: CommandContext) -> None:
    """Say who the key belongs to, and what it may do."""
    context.out.show(context.api.whoami(), account.identity_panel)
