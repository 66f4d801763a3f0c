"""`layers sandbox clock scale`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    _show_clock,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext


@command(shape="ClockReading", examples=("layers sandbox clock scale 60",))
def scale(
    context: CommandContext,
    factor: Annotated[
        float, typer.Argument(metavar="FACTOR", min=0.001, help="Its seconds for each of ours.")
    ],
    data: DataOption = None,
) -> None:
    """Let the clock run faster or slower."""
    change = {"mode": "scaled", "factor": factor}
    _show_clock(context, control_of(context, data).ask("PATCH", "/clock", change))
