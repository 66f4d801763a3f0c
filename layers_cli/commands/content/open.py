"""`layers content open`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.options import (
    ContainerArgument,
)
from layers_cli.services import batch
from layers_cli.services.jobs import wait

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.content.noun import noun


@noun.command("open", shape="Opened", examples=("layers content open cnt_…",))
def open_(context: CommandContext, container_id: ContainerArgument) -> None:
    """Open a container's preview in the browser."""
    wait.open_preview(context, context.api.get_content(batch.checked_id(container_id)))
