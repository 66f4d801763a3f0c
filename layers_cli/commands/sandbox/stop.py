"""`layers sandbox stop`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, data_folder, show_state
from layers_cli.context.context import CommandContext
from layers_cli.sandbox.manage import process


@command(shape="SandboxState", examples=("layers sandbox stop",))
def stop(context: CommandContext, data: DataOption = None) -> None:
    """Stop it; its data stays."""
    folder = data_folder(context, data)
    did_run = process.stop(folder)
    context.out.note("Stopped" if did_run else "It was not running")
    if not context.out.choices.is_text:
        show_state(context, folder, None)
