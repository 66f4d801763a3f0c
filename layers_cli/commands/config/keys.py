"""What the commands of `layers config` share."""

from typing import Annotated

import typer

from layers_cli.config import reports
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.near_names import closest_match

KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help=f"One of: {', '.join(reports.KEYS)}.")
]


def known_key(key: str) -> str:
    """Return *key* if there is such a setting; raises `CommandError` if not."""
    if key in reports.KEYS:
        return key
    meant = closest_match(key, reports.KEYS)
    raise CommandError(
        f"There is no setting `{key}`",
        code="cli_unknown_setting",
        exit_code=ExitCode.NOT_FOUND,
        hint=f"did you mean `{meant}`?" if meant else f"choose one of: {', '.join(reports.KEYS)}",
        param="KEY",
        submitted="no",
    )


def refuse_secret(key: str, instead: str) -> None:
    """Refuse a secret as an argument: others can see it in `ps` and in the shell's history."""
    if key == "api_key":
        raise UsageError(
            f"`{key}` is not changed here: a key does not belong on a command line",
            hint=instead,
            param="KEY",
        )
