"""`layers content view`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainersArgument
from layers_cli.commands.results.pictures import show_pictures
from layers_cli.context.context import CommandContext
from layers_cli.services import batch, preview


@command(
    shape="SeenPicture",
    lists=True,
    examples=(
        "layers content view cnt_…",
        "layers content list --status completed -q --limit 5 | layers content view -",
    ),
)
def view(context: CommandContext, container_ids: ContainersArgument) -> None:
    """Show slides and poster frames in the terminal, or their addresses elsewhere."""
    ids = batch.read_ids(context, container_ids)
    found = preview.viewable(context, ids)
    show_pictures(context, [reply.model for reply in found.done])
    found.raise_for_failures()
