"""`layers sandbox faults clear`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.commands.sandbox.faults.common import _show
from layers_cli.context.context import CommandContext


@command(shape="ArmedRule", lists=True, examples=("layers sandbox faults clear",))
def clear(context: CommandContext, data: DataOption = None) -> None:
    """Take all rules away."""
    _show(context, control_of(context, data).ask("DELETE", "/faults"))
