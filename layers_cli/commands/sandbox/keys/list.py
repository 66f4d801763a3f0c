"""`layers sandbox keys list`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_rows
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import key_table


@command(shape="SandboxKey", lists=True, examples=("layers sandbox keys list",))
def list_keys(context: CommandContext, data: DataOption = None) -> None:
    """List the keys, without their texts."""
    show_rows(context, control_client(context, data).ask("GET", "/keys")["items"], key_table)
