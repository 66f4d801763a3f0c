"""`layers content get`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainerArgument, PreviewOption, WebOption
from layers_cli.commands.pictures import show_preview
from layers_cli.context.context import CommandContext
from layers_cli.render.views import content
from layers_cli.services import batch


@command(
    shape="Container",
    examples=("layers content get cnt_… --json", "layers content get cnt_… --preview"),
)
def get(
    context: CommandContext,
    container_id: ContainerArgument,
    preview: PreviewOption = False,
    web: WebOption = False,
) -> None:
    """Show one container with everything known about it."""
    reply = context.api.get_content(batch.checked_id(container_id))
    context.out.show(reply, content.container_panel)
    show_preview(context, [reply.model], terminal=preview, web=web)
