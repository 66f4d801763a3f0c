"""`layers sandbox stop`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.sandbox.data_folder import DataOption, folder_of
from layers_cli.sandbox.manage import process

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime
from layers_cli.commands.sandbox.common import _prints_text, _show
from layers_cli.commands.sandbox.noun import noun


@noun.command("stop", shape="SandboxState", examples=("layers sandbox stop",))
def stop(run: Runtime, data: DataOption = None) -> None:
    """Stop it; its data stays."""
    folder = folder_of(run, data)
    did_run = process.stop(folder)
    run.out.note("Stopped" if did_run else "It was not running")
    if not _prints_text(run):
        _show(run, folder, None)
