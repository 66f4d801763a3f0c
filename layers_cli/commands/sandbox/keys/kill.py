"""`layers sandbox keys kill`."""

from typing import Annotated
from urllib.parse import quote

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_object
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.render.views.sandbox_control import key_panel


@command(shape="SandboxKey", examples=("layers sandbox keys kill key_5d5b9a3e",))
def kill(
    context: CommandContext,
    key: Annotated[str, typer.Argument(metavar="ID", help="The key's id, not its text.")],
    data: DataOption = None,
) -> None:
    """Suspend a key: calls with it answer 503."""
    if key.startswith("lp_"):
        raise exceptions.UsageError(
            "That is the text of a key, which does not belong on a command line",
            hint="find its id: layers sandbox keys list",
            param="ID",
        )
    killed = control_client(context, data).ask("POST", f"/keys/{quote(key, safe='')}/kill")
    show_object(context, killed, key_panel)
