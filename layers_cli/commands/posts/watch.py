"""`layers posts watch`."""

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.cli.options import TimeoutOption
from layers_cli.commands.posts.options import PostsArgument
from layers_cli.commands.results.lists import show_list
from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import exit_with
from layers_cli.errors.reporting import describe
from layers_cli.inputs.durations import parse_duration
from layers_cli.render.views import posts as views
from layers_cli.services import batch
from layers_cli.services.posting import posts as service


@command(shape="ScheduledPost", lists=True, examples=("layers posts watch sp_… sp_… --timeout 1h",))
def watch(context: CommandContext, post_ids: PostsArgument, timeout: TimeoutOption = "20m") -> None:
    """Wait until posts are out; exit 5 if they fail, 6 if some do."""
    seconds = parse_duration(timeout)
    watched = service.watch(context, batch.read_ids(context, post_ids), timeout=seconds)
    replies = watched.replies
    page = ListPage([reply.data for reply in replies], [reply.model for reply in replies])
    show_list(context, page, views.post_panel, views.post_table, is_single=len(replies) == 1)
    for name, exc in watched.failed.items():
        context.out.warn(f"{name}: {describe(exc).problem.message}")
    exit_with(watched.exit_code)
