"""`layers content progress`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainerArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import content
from layers_cli.services import batch


@command(shape="Progress", examples=("layers content progress cnt_…",))
def progress(context: CommandContext, container_id: ContainerArgument) -> None:
    """Show the progress of a container, without its job."""
    name = batch.checked_id(container_id)
    context.out.show(context.api.get_progress(name), content.progress_panel)
