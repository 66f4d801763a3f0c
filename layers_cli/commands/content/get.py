"""`layers content get`."""

from functools import partial

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainersArgument, PreviewOption, WebOption
from layers_cli.commands.results.pictures import show_preview
from layers_cli.context.context import CommandContext
from layers_cli.render.views import content
from layers_cli.services import batch


@command(
    shape="Container",
    prints=("Container", "Container[]"),
    lists=True,
    examples=(
        "layers content get cnt_… --json",
        "layers content get cnt_… --preview",
        "layers content list -q | layers content get - --json",
    ),
)
def get(
    context: CommandContext,
    container_ids: ContainersArgument,
    preview: PreviewOption = False,
    web: WebOption = False,
) -> None:
    """Show containers with everything known about them: one by its id, or a list."""
    ids = batch.read_ids(context, container_ids)
    if len(container_ids) == 1 and container_ids != ["-"]:
        reply = context.api.get_content(ids[0])
        context.out.show(reply, content.container_panel)
        found = batch.BatchResult([reply])
    else:
        found = batch.run_batch(ids, partial(batch.read_container, context))
        context.out.show_pages([found.listing], content.content_table)
    if preview or web:
        show_preview(context, found.listing.shown, terminal=preview, web=web)
    found.raise_for_failures()
