"""`layers accounts status`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views
from layers_cli.services import batch


@command(shape="AuthorizationStatus", examples=("layers accounts status st_…",))
def status(
    context: CommandContext,
    state: Annotated[
        str, typer.Argument(metavar="STATE", help="The state of `accounts connect`'s link.")
    ],
) -> None:
    """Say whether a link was used, and which account it connected."""
    reply = context.api.get_authorization(batch.checked_id(state))
    context.out.show(reply, views.authorization_panel)
