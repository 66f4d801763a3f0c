"""`layers sandbox clock scale`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import finite
from layers_cli.commands.sandbox.control import DataOption, control_client, show_object
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import clock_panel


@command(shape="ClockReading", examples=("layers sandbox clock scale 60",))
def scale(
    context: CommandContext,
    factor: Annotated[
        float,
        typer.Argument(
            metavar="FACTOR", min=0.001, callback=finite, help="Its seconds for each of ours."
        ),
    ],
    data: DataOption = None,
) -> None:
    """Let the clock run faster or slower."""
    change = {"mode": "scaled", "factor": factor}
    state = control_client(context, data).ask("PATCH", "/clock", change)
    show_object(context, state, clock_panel)
