"""`layers sandbox logs`."""

from collections.abc import Iterable
from itertools import chain
from typing import Annotated

import typer

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.commands.sandbox.common import _print, _prints_text
from layers_cli.commands.sandbox.data_folder import DataOption, folder_of, line_of
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.output import Format
from layers_cli.render.sanitize import clean
from layers_cli.render.views.sandbox import log_table
from layers_cli.sandbox.manage import logs as log_file
from layers_cli.sandbox.manage import process


@command(
    shape="LogLine",
    lists=True,
    examples=("layers sandbox logs -n 20", "layers sandbox logs -f"),
)
def logs(
    context: CommandContext,
    data: DataOption = None,
    follow: Annotated[
        bool, typer.Option("-f", "--follow", help="Go on with what is still to come.")
    ] = False,
    lines: Annotated[
        int, typer.Option("-n", "--lines", metavar="N", min=0, help="Lines to begin with.")
    ] = 50,
) -> None:
    """Print the log of the one in the background."""
    if follow and context.out.choices.format is Format.JSON:
        raise exceptions.UsageError("--json never ends here", hint="use --jsonl", param="follow")
    path = process.log_path(folder_of(context, data))
    if not path.exists():
        raise exceptions.CommandError(
            f"There is no log yet: {path}",
            code="cli_no_log",
            exit_code=ExitCode.NOT_FOUND,
            hint=line_of("start", data),
        )
    found, position = log_file.last_lines(path, lines)
    coming = log_file.new_lines(path, position=position, pause=context.pause) if follow else ()
    _print_log(context, chain([found], ([line] for line in coming)))


def _print_log(context: CommandContext, parts: Iterable[list[str]]) -> None:
    """Print the lines of *parts* as they come."""
    if _prints_text(context):
        for lines in parts:
            _print(context, *map(clean, lines))
        return
    pages = (ListPage([{"line": line} for line in lines], lines) for lines in parts)
    context.out.show_pages(pages, log_table)
