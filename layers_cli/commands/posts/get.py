"""`layers posts get`."""

from layers_cli.cli.command import command
from layers_cli.commands.posts.options import PostArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views
from layers_cli.services import batch


@command(shape="ScheduledPost", examples=("layers posts get sp_…",))
def get(context: CommandContext, post_id: PostArgument) -> None:
    """Show a post."""
    context.out.show(context.api.get_post(batch.checked_id(post_id)), views.post_panel)
