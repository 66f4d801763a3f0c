"""`layers sandbox clock show`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_object
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import clock_panel


@command(shape="ClockReading", examples=("layers sandbox clock show",))
def show(context: CommandContext, data: DataOption = None) -> None:
    """Show where the clock stands."""
    state = control_client(context, data).ask("GET", "/clock")
    show_object(context, state, clock_panel)
