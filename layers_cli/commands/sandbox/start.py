"""`layers sandbox start`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    data_folder,
    ensure_started,
    export_environment,
    show_state,
)
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
    running = ensure_started(context, data_folder(context, data))
    if export:
        export_environment(context, running)
    elif context.out.choices.is_text:
        context.out.line(running.base_url)
    else:
        show_state(context, running.data, running)
