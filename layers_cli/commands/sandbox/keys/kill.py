"""`layers sandbox keys kill`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    _show_key,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions


@command(shape="SandboxKey", examples=("layers sandbox keys kill key_5d5b9a3e",))
def kill(
    context: CommandContext,
    key: Annotated[str, typer.Argument(metavar="ID", help="The key's id, not its text.")],
    data: DataOption = None,
) -> None:
    """Suspend a key: calls with it answer 503."""
    from urllib.parse import quote

    if key.startswith("lp_"):
        raise exceptions.UsageError(
            "That is the text of a key, which does not belong on a command line",
            hint="find its id: layers sandbox keys list",
            param="ID",
        )
    _show_key(context, control_of(context, data).ask("POST", f"/keys/{quote(key, safe='')}/kill"))
