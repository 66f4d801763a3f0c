"""`layers sandbox clock freeze`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    _show_clock,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext


@command(shape="ClockReading", examples=("layers sandbox clock freeze",))
def freeze(context: CommandContext, data: DataOption = None) -> None:
    """Stop the clock; what is due waits until it is moved."""
    _show_clock(context, control_of(context, data).ask("PATCH", "/clock", {"mode": "frozen"}))
