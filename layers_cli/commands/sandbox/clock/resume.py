"""`layers sandbox clock resume`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_object
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import clock_panel


@command(shape="ClockReading", examples=("layers sandbox clock resume",))
def resume(context: CommandContext, data: DataOption = None) -> None:
    """Let the clock run at the usual speed, from where it stands."""
    state = control_client(context, data).ask("PATCH", "/clock", {"mode": "real"})
    show_object(context, state, clock_panel)
