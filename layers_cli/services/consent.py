"""Asks before something is done that nothing undoes, or that ends what is running."""

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode


def require(context: CommandContext, question: str, *, agreed: bool, instead: str = "") -> None:
    """Ask *question*, unless the user has *agreed* beforehand.

    *instead* is the command that does not ask; the same one with `--yes`, by default. Raises
    `CommandError` for no, and where nobody can be asked.
    """
    answer = agreed or context.feedback.confirm(question)
    if not answer:
        raise CommandError(
            "There is nobody here to ask" if answer is None else "Nothing was changed",
            code="cli_no_input" if answer is None else "cli_declined",
            exit_code=ExitCode.DECLINED,
            hint=instead or "agree beforehand with --yes",
        )
