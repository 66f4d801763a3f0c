"""`layers sandbox status`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.common import _show
from layers_cli.commands.sandbox.data_folder import DataOption, folder_of, line_of
from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.sandbox.manage import process


@command(
    shape="SandboxState",
    examples=("layers sandbox status", "layers sandbox status --json"),
)
def status(context: CommandContext, data: DataOption = None) -> None:
    """Say whether it runs, and where; exit 9 if it does not."""
    folder = folder_of(context, data)
    running = process.find_running(folder)
    _show(context, folder, running)
    if running is None:
        context.out.hint(line_of("start", data))
        exit_with(ExitCode.NOT_FOUND)
