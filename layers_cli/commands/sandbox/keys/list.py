"""`layers sandbox keys list`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    _listing,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext


@command(shape="SandboxKey", lists=True, examples=("layers sandbox keys list",))
def list_keys(context: CommandContext, data: DataOption = None) -> None:
    """List the keys, without their texts."""
    from layers_cli.render.views.sandbox_control import key_table

    context.out.show_pages(
        [_listing(control_of(context, data).ask("GET", "/keys")["items"])], key_table
    )
