"""`layers sandbox status`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    command_line,
    data_folder,
    show_state,
    warn_of_age,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.sandbox.manage import process


@command(
    shape="SandboxState",
    examples=("layers sandbox status", "layers sandbox status --json"),
)
def status(context: CommandContext, data: DataOption = None) -> None:
    """Say whether it runs, and where; exit 9 if it does not."""
    folder = data_folder(context, data)
    running = process.find_running(folder)
    show_state(context, folder, running)
    if running is not None:
        warn_of_age(context, running)
    else:
        context.out.hint(command_line("start", data))
        exit_with(ExitCode.NOT_FOUND)
