"""`layers campaign forget`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.campaign_runs import CampaignArgument, show
from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns import campaigns, verbs
from layers_cli.services.campaigns.stores import open_store


@command(changes=True, shape="CampaignReport", examples=("layers campaign forget hooks --yes",))
def forget(context: CommandContext, name: CampaignArgument = None, yes: YesOption = False) -> None:
    """Remove a campaign with its rows and hooks; what it cost stays spent."""
    store = open_store(context)
    found = campaigns.find(context, store, name).name
    report = campaigns.report_of(store, found)
    verbs.forget(context, store, found, agreed=yes)
    show(context, report, ends_well=True)
