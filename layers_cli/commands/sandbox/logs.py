"""`layers sandbox logs`."""

from collections.abc import Iterable
from itertools import chain
from typing import Annotated

import typer

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    FollowOption,
    check_follow,
    command_line,
    data_folder,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.sanitize import clean
from layers_cli.render.views.sandbox import log_table
from layers_cli.sandbox.manage import logs as log_files
from layers_cli.sandbox.manage import process


@command(
    shape="LogLine",
    lists=True,
    examples=("layers sandbox logs -n 20", "layers sandbox logs -f"),
)
def logs(
    context: CommandContext,
    data: DataOption = None,
    follow: FollowOption = False,
    lines: Annotated[
        int, typer.Option("-n", "--lines", metavar="N", min=0, help="Lines to begin with.")
    ] = 50,
) -> None:
    """Print the log of the one in the background."""
    check_follow(context, follow=follow)
    path = process.log_path(data_folder(context, data))
    if not path.exists():
        raise exceptions.CommandError(
            f"There is no log yet: {path}",
            code="cli_no_log",
            exit_code=ExitCode.NOT_FOUND,
            hint=command_line("start", data),
        )
    found, position = log_files.last_lines(path, lines)
    coming = log_files.new_lines(path, position=position, pause=context.pause) if follow else ()
    _show(context, chain([found], ([line] for line in coming)))


def _show(context: CommandContext, parts: Iterable[list[str]]) -> None:
    """Show the lines of *parts* as they come."""
    if context.out.choices.is_text:
        for line in chain.from_iterable(parts):
            context.out.line(clean(line))
        return
    pages = (ListPage([{"line": line} for line in lines], lines) for lines in parts)
    context.out.show_pages(pages, log_table)
