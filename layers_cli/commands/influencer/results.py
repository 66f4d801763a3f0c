"""Shows an influencer that was started, and records that it was shown."""

from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import exit_with
from layers_cli.render.views import influencers as views
from layers_cli.services.influencers import StartedInfluencer
from layers_cli.services.jobs.results import mark_reported


def show_started(context: CommandContext, result: StartedInfluencer) -> None:
    """Show *result*; raises `ExitWithCode` unless the influencer is ready or nobody waited."""
    context.out.show(result.reply, views.influencer_panel)
    mark_reported(context, [result.job])
    exit_with(result.exit_code)
