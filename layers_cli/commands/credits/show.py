"""`layers credits show`, which `layers credits` is short for."""

from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account


@command(shape="Credits", examples=("layers credits", "layers credits show --fields available"))
def show_credits(context: CommandContext) -> None:
    """Show what can still be spent, and what formats cost."""
    context.out.show(context.api.get_credits(), account.credits_panel)
