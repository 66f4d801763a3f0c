"""`layers posts cancel`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.posts.options import PostsArgument, ReasonOption
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.inputs.project_fields import LONGEST_REVIEW, checked_text
from layers_cli.render.views import posts as views
from layers_cli.services import batch, consent


@command(
    changes=True,
    shape="CanceledPost",
    lists=True,
    examples=("layers posts cancel sp_… --reason 'Wrong day' --yes",),
)
def cancel(
    context: CommandContext,
    post_ids: PostsArgument,
    reason: ReasonOption = None,
    yes: YesOption = False,
) -> None:
    """Cancel posts that have not gone out."""
    if reason is not None:
        checked_text(reason, param="reason", least=0, most=LONGEST_REVIEW)
    ids = batch.read_ids(context, post_ids)
    consent.require(context, f"Cancel {', '.join(ids)}?", agreed=yes)
    result = batch.run_batch(ids, lambda name: context.api.cancel_post(name, reason=reason))
    show_batch(context, result, views.canceled_panel, views.canceled_table)
