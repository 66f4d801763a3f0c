"""`layers media remove`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.render.views import uploads
from layers_cli.services import batch


@command(
    changes=True,
    shape="DeletedMedia",
    lists=True,
    examples=("layers media remove med_…",),
)
def remove(
    context: CommandContext,
    media_ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="App media's ids; - reads them from stdin.")
    ],
) -> None:
    """Remove app media from the project; content made from it stays."""
    ids = batch.read_ids(context, media_ids)
    result = batch.run_batch(ids, lambda name: context.api.remove_app_media(context.project, name))
    show_batch(context, result, uploads.removed_panel, uploads.removed_table)
