"""Keep stdout for results."""

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError


def check_stdout(context: CommandContext, param: str) -> None:
    """Raise `UsageError` where a file on stdout would be in the place of the JSON asked for."""
    if not context.out.choices.is_text:
        raise UsageError(
            "The file is to go to stdout, which is for the result",
            hint="name a file" if param.isupper() else f"name a file: --{param} FILE",
            param=param,
        )
