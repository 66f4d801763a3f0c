"""`layers webhooks replay`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account
from layers_cli.services import batch


@command(changes=True, shape="ScheduledReplay", examples=("layers webhooks replay ID",))
def replay(
    context: CommandContext,
    delivery_id: Annotated[str, typer.Argument(metavar="ID", help="A delivery's id.")],
) -> None:
    """Have an event delivered again, as a new delivery that names the first."""
    name = batch.checked_id(delivery_id)
    with context.run_state.acting_once():
        reply = context.api.replay_delivery(name)
    context.out.show(reply, account.replay_panel)
