"""`layers project review show`."""

from layers_cli.cli.command import command
from layers_cli.commands.project.options import ChosenArgument, project_or_chosen
from layers_cli.context.context import CommandContext
from layers_cli.render.views import project


@command(shape="ReviewPolicy", examples=("layers project review show",))
def show(context: CommandContext, project_id: ChosenArgument = None) -> None:
    """Show what waits for a review, and how much does."""
    reply = context.api.get_review_policy(project_or_chosen(context, project_id))
    context.out.show(reply, project.review_policy_panel)
