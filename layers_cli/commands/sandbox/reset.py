"""`layers sandbox reset`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.sandbox.common import _prints_text, _show
from layers_cli.commands.sandbox.data_folder import DataOption, folder_of, line_of, started
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.sandbox.manage import process


@command(shape="SandboxState", examples=("layers sandbox reset --yes",))
def reset(context: CommandContext, data: DataOption = None, yes: YesOption = False) -> None:
    """Throw away all that was made in it, and begin anew."""
    folder = folder_of(context, data)
    if not yes:
        _agree(context, f"Throw away everything in {folder}?", instead=line_of("reset --yes", data))
    running = started(context, folder)
    process.reset(folder)
    context.out.note("The sandbox is as new")
    if not _prints_text(context):
        _show(context, folder, running)


def _agree(context: CommandContext, question: str, *, instead: str) -> None:
    """Ask *question*; raise `CommandError` unless somebody is there and says yes.

    *instead* is the command that does not ask.
    """
    answer = context.out.confirm(question)
    if not answer:
        raise exceptions.CommandError(
            "There is nobody here to ask" if answer is None else "Nothing was changed",
            code="cli_no_input" if answer is None else "cli_declined",
            exit_code=ExitCode.DECLINED,
            hint=instead,
        )
