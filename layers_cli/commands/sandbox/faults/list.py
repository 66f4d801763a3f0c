"""`layers sandbox faults list`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.commands.sandbox.faults.common import _show
from layers_cli.context.context import CommandContext


@command(shape="ArmedRule", lists=True, examples=("layers sandbox faults list",))
def list_(context: CommandContext, data: DataOption = None) -> None:
    """List the rules, and how often each has fired."""
    _show(context, control_of(context, data).ask("GET", "/faults"))
