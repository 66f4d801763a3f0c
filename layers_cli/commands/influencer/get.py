"""`layers influencer get`."""

from layers_cli.cli.command import command
from layers_cli.commands.influencer.options import InfluencerArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import influencers
from layers_cli.services import batch


@command(shape="Influencer", examples=("layers influencer get inf_…",))
def get(context: CommandContext, influencer_id: InfluencerArgument) -> None:
    """Show an influencer."""
    reply = context.api.get_influencer(batch.checked_id(influencer_id))
    context.out.show(reply, influencers.influencer_panel)
