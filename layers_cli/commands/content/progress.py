"""`layers content progress`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.options import (
    ContainerArgument,
)
from layers_cli.render.views import content
from layers_cli.services import batch

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.content.noun import noun


@noun.command("progress", shape="Progress", examples=("layers content progress cnt_…",))
def progress(context: CommandContext, container_id: ContainerArgument) -> None:
    """Show how far a container is, without its job."""
    name = batch.checked_id(container_id)
    context.out.show(context.api.get_progress(name), content.progress_panel)
