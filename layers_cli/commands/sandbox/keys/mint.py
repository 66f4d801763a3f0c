"""`layers sandbox keys mint`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_object
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import key_panel


@command(
    shape="MintedKey",
    examples=("layers sandbox keys mint --scope content:read --scope jobs:read",),
)
def mint(
    context: CommandContext,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope", metavar="SCOPE", help="What it may do; repeatable; none by default."
        ),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            "--for-organization", metavar="ID", help="Whose it is; `keys list --json` has the ids."
        ),
    ] = None,
    data: DataOption = None,
) -> None:
    """Create a key and print it; it is shown only once."""
    wanted = {"scopes": scope or [], "organizationId": owner}
    key = control_client(context, data).ask("POST", "/keys", wanted)
    # With --quiet too: an id is of no use to a script that wants to call.
    if context.out.choices.is_text:
        context.out.note(f"Minted {key['id']}")
        context.out.line(key["key"])
    else:
        show_object(context, key, key_panel)
