"""`layers sandbox faults add`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    FileArgument,
    control_client,
    read_file,
    show_rows,
)
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import fault_table


@command(
    shape="ArmedRule",
    lists=True,
    examples=("layers sandbox faults add rules.yaml", "layers sandbox faults add - < rules.json"),
)
def add(
    context: CommandContext,
    file: FileArgument,
    data: DataOption = None,
) -> None:
    """Add the rules of a file after the existing ones."""
    answer = control_client(context, data).ask("POST", "/faults", read_file(context, file))
    show_rows(context, answer["rules"], fault_table)
