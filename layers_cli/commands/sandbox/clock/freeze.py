"""`layers sandbox clock freeze`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_object
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import clock_panel


@command(shape="ClockReading", examples=("layers sandbox clock freeze",))
def freeze(context: CommandContext, data: DataOption = None) -> None:
    """Stop the clock; what is due waits until it is moved."""
    state = control_client(context, data).ask("PATCH", "/clock", {"mode": "frozen"})
    show_object(context, state, clock_panel)
