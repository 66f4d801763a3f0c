"""`layers sandbox stop`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.common import _prints_text, _show
from layers_cli.commands.sandbox.data_folder import DataOption, folder_of
from layers_cli.context.context import CommandContext
from layers_cli.sandbox.manage import process


@command(shape="SandboxState", examples=("layers sandbox stop",))
def stop(context: CommandContext, data: DataOption = None) -> None:
    """Stop it; its data stays."""
    folder = folder_of(context, data)
    did_run = process.stop(folder)
    context.out.note("Stopped" if did_run else "It was not running")
    if not _prints_text(context):
        _show(context, folder, None)
