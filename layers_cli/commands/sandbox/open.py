"""`layers sandbox open`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    data_folder,
    ensure_started,
)
from layers_cli.context.context import CommandContext


@command(
    shape="OpenedPage",
    examples=("layers sandbox open", "layers sandbox open --no-browser"),
)
def open_(
    context: CommandContext,
    data: DataOption = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address, and open nothing.")
    ] = False,
) -> None:
    """Open its page in the browser, and print the address.

    In a pipe and in CI it prints the address only.
    """
    running = ensure_started(context, data_folder(context, data))
    opened = not no_browser and context.browse(running.base_url)
    if context.out.choices.is_text:
        context.out.line(running.base_url)
    else:
        result = {"url": running.base_url, "opened": opened}
        context.out.show(CombinedResult(result, result))
