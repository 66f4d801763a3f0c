"""`layers content history`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainerArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views.jobs import take_table
from layers_cli.services import batch
from layers_cli.services.jobs import lineage


@command(
    shape="Take",
    lists=True,
    examples=("layers content history cnt_…", "layers content history cnt_… --json"),
)
def history(context: CommandContext, container_id: ContainerArgument) -> None:
    """Show what a container is a take of, and its own takes, as a tree.

    Links and reasons are those that this machine recorded, or that sidecars here have.
    """
    page = lineage.history(context, batch.checked_id(container_id))
    context.out.show_pages([page], take_table)
