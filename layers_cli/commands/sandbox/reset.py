"""`layers sandbox reset`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.sandbox.control import (
    DataOption,
    command_line,
    data_folder,
    ensure_started,
    show_state,
)
from layers_cli.context.context import CommandContext
from layers_cli.sandbox.manage import process
from layers_cli.services import consent


@command(shape="SandboxState", examples=("layers sandbox reset --yes",))
def reset(context: CommandContext, data: DataOption = None, yes: YesOption = False) -> None:
    """Delete everything in it and start over."""
    folder = data_folder(context, data)
    instead = command_line("reset --yes", data)
    consent.require(context, f"Throw away everything in {folder}?", agreed=yes, instead=instead)
    running = ensure_started(context, folder)
    process.reset(folder)
    context.out.note("The sandbox is as new")
    if not context.out.choices.is_text:
        show_state(context, folder, running)
