"""`layers media remove`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.render.views import uploads
from layers_cli.services import batch

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.media.noun import noun


@noun.command(
    "remove",
    shape="DeletedMedia",
    prints=("DeletedMedia", "DeletedMedia[]"),
    examples=("layers media remove med_…",),
)
def remove(
    context: CommandContext,
    media_ids: Annotated[
        list[str], argument(metavar="ID...", help="App media's ids; - reads them from stdin.")
    ],
) -> None:
    """Take app media out of the project; content made from it stays."""
    batch.for_each(
        context,
        batch.ids_from(context, media_ids),
        lambda name: context.api.remove_app_media(context.project, name),
        uploads.removed_panel,
        uploads.removed_table,
    )
