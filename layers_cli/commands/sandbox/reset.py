"""`layers sandbox reset`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.sandbox.control import (
    DataOption,
    command_line,
    data_folder,
    ensure_started,
    prints_text,
    show_state,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.sandbox.manage import process


@command(shape="SandboxState", examples=("layers sandbox reset --yes",))
def reset(context: CommandContext, data: DataOption = None, yes: YesOption = False) -> None:
    """Throw away all that was made in it, and begin anew."""
    folder = data_folder(context, data)
    if not yes:
        instead = command_line("reset --yes", data)
        _agree(context, f"Throw away everything in {folder}?", instead=instead)
    running = ensure_started(context, folder)
    process.reset(folder)
    context.out.note("The sandbox is as new")
    if not prints_text(context):
        show_state(context, folder, running)


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
