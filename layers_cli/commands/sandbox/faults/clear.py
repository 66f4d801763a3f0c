"""`layers sandbox faults clear`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_rows
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import fault_table


@command(shape="ArmedRule", lists=True, examples=("layers sandbox faults clear",))
def clear(context: CommandContext, data: DataOption = None) -> None:
    """Remove all rules."""
    answer = control_client(context, data).ask("DELETE", "/faults")
    show_rows(context, answer["rules"], fault_table)
