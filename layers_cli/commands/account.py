"""`layers whoami` and `layers credits`: who the key is, and what it can spend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.tree import Noun
from layers_cli.render.views import account

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext

verbs = Noun("", "")


@verbs.command("whoami", shape="Identity", examples=("layers whoami", "layers whoami --json"))
def whoami(context: CommandContext) -> None:
    """Say who the key belongs to, and what it may do."""
    context.out.show(context.api.whoami(), account.identity_panel)


@verbs.command(
    "credits", shape="Credits", examples=("layers credits", "layers credits --fields available")
)
def show_credits(context: CommandContext) -> None:
    """Show what can still be spent, and what formats cost."""
    context.out.show(context.api.get_credits(), account.credits_panel)
