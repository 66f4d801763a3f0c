"""`layers sandbox clock advance`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    _show_clock,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext


@command(shape="ClockReading", examples=("layers sandbox clock advance 10m",))
def advance(
    context: CommandContext,
    duration: Annotated[str, typer.Argument(metavar="TIME", help="How far: 90s, 10m, 1h30m.")],
    data: DataOption = None,
) -> None:
    """Move the clock forward at once."""
    _show_clock(context, control_of(context, data).ask("PATCH", "/clock", {"advance": duration}))
