"""`layers content view`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.options import (
    ContainersArgument,
)
from layers_cli.services import batch
from layers_cli.services import preview as preview_service

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.content.noun import noun


@noun.command(
    "view",
    shape="SeenPicture",
    lists=True,
    examples=(
        "layers content view cnt_…",
        "layers content list --status completed -q --limit 5 | layers content view -",
    ),
)
def view(context: CommandContext, container_ids: ContainersArgument) -> None:
    """Show slides and poster frames in the terminal; off a terminal, their addresses."""
    preview_service.view(context, batch.ids_from(context, container_ids))
