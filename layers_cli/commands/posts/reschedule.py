"""`layers posts reschedule`."""

from layers_cli.cli.command import command
from layers_cli.commands.posts.options import AtOption, PostsArgument, TimezoneOption, instant
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views
from layers_cli.services import batch


@command(
    changes=True,
    shape="RescheduledPost",
    lists=True,
    examples=(
        "layers posts reschedule sp_… --at +2h",
        "layers posts reschedule sp_… --at 'friday 18:00' --timezone Europe/Berlin",
    ),
)
def reschedule(
    context: CommandContext,
    post_ids: PostsArgument,
    at: AtOption,
    timezone: TimezoneOption = None,
) -> None:
    """Move queued posts to another time."""
    ids = batch.read_ids(context, post_ids)
    moment = instant(context, at, timezone)
    result = batch.run_batch(ids, lambda name: context.api.reschedule_post(name, moment))
    show_batch(context, result, views.rescheduled_panel, views.rescheduled_table)
