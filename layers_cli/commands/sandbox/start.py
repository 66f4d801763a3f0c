"""`layers sandbox start`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.commands.sandbox.data_folder import DataOption, folder_of, started

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime
from layers_cli.commands.sandbox.common import _export, _print, _prints_text, _show
from layers_cli.commands.sandbox.noun import noun


@noun.command(
    "start",
    shape="SandboxState",
    examples=("layers sandbox start", 'eval "$(layers sandbox start --export)"'),
)
def start(
    run: Runtime,
    data: DataOption = None,
    export: Annotated[
        bool, option("--export", help="Print address and key as a shell takes them.")
    ] = False,
) -> None:
    """Start it in the background, unless it runs; print its address."""
    running = started(run, folder_of(run, data))
    if export:
        _export(run, running)
    elif _prints_text(run):
        _print(run, running.base_url)
    else:
        _show(run, running.data, running)
