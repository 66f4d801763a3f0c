"""`layers sandbox clock advance`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_object
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import clock_panel


@command(shape="ClockReading", examples=("layers sandbox clock advance 10m",))
def advance(
    context: CommandContext,
    duration: Annotated[str, typer.Argument(metavar="TIME", help="How far: 90s, 10m, 1h30m.")],
    data: DataOption = None,
) -> None:
    """Move the clock forward at once."""
    state = control_client(context, data).ask("PATCH", "/clock", {"advance": duration})
    show_object(context, state, clock_panel)
