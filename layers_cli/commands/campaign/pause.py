"""`layers campaign pause`."""

from layers_cli.cli.command import command
from layers_cli.commands.campaign_runs import CampaignArgument, show
from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns import campaigns
from layers_cli.services.campaigns.stores import open_store


@command(changes=True, shape="CampaignReport", examples=("layers campaign pause hooks",))
def pause(context: CommandContext, name: CampaignArgument = None) -> None:
    """Start no more rows of a campaign; `campaign resume` continues it."""
    store = open_store(context)
    found = campaigns.find(context, store, name).name
    store.pause(found, "it was paused with `layers campaign pause`")
    show(context, campaigns.report_of(store, found), ends_well=True)
