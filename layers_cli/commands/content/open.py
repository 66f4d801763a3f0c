"""`layers content open`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import (
    ContainerArgument,
)
from layers_cli.context.context import CommandContext
from layers_cli.services import batch
from layers_cli.services.jobs import wait


@command(shape="Opened", examples=("layers content open cnt_…",))
def open_(context: CommandContext, container_id: ContainerArgument) -> None:
    """Open a container's preview in the browser."""
    wait.open_preview(context, context.api.get_content(batch.checked_id(container_id)))
