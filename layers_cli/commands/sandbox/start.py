"""`layers sandbox start`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.commands.sandbox.data_folder import DataOption, folder_of, started

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.common import _export, _print, _prints_text, _show
from layers_cli.commands.sandbox.noun import noun


@noun.command(
    "start",
    shape="SandboxState",
    examples=("layers sandbox start", 'eval "$(layers sandbox start --export)"'),
)
def start(
    context: CommandContext,
    data: DataOption = None,
    export: Annotated[
        bool, option("--export", help="Print address and key as a shell takes them.")
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
