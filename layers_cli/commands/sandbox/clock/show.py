"""`layers sandbox clock show`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    _show_clock,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext


@command(shape="ClockReading", examples=("layers sandbox clock show",))
def show(context: CommandContext, data: DataOption = None) -> None:
    """Show where the clock stands."""
    _show_clock(context, control_of(context, data).ask("GET", "/clock"))
