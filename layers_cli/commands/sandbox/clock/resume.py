"""`layers sandbox clock resume`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    _show_clock,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext


@command(shape="ClockReading", examples=("layers sandbox clock resume",))
def resume(context: CommandContext, data: DataOption = None) -> None:
    """Let the clock run at the usual speed, from where it stands."""
    _show_clock(context, control_of(context, data).ask("PATCH", "/clock", {"mode": "real"}))
