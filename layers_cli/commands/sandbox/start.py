"""`layers sandbox start`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.common import _export, _print, _prints_text, _show
from layers_cli.commands.sandbox.data_folder import DataOption, folder_of, started
from layers_cli.context.context import CommandContext


@command(
    shape="SandboxState",
    examples=("layers sandbox start", 'eval "$(layers sandbox start --export)"'),
)
def start(
    context: CommandContext,
    data: DataOption = None,
    export: Annotated[
        bool, typer.Option("--export", help="Print address and key as a shell takes them.")
    ] = False,
) -> None:
    """Start it in the background, unless it runs; print its address."""
    running = started(context, folder_of(context, data))
    if export:
        _export(context, running)
    elif _prints_text(context):
        _print(context, running.base_url)
    else:
        _show(context, running.data, running)
