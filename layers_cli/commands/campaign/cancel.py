"""`layers campaign cancel`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.campaign_runs import CampaignArgument, show
from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns import campaigns, verbs
from layers_cli.services.campaigns.stores import open_store


@command(changes=True, shape="CampaignReport", examples=("layers campaign cancel hooks --yes",))
def cancel(context: CommandContext, name: CampaignArgument = None, yes: YesOption = False) -> None:
    """Cancel the rows that have not been sent yet; jobs on the server go on."""
    store = open_store(context)
    found = campaigns.find(context, store, name).name
    count = verbs.cancel(context, store, found, agreed=yes)
    context.out.note(f"{count} canceled; what was already paid for goes on")
    show(context, campaigns.report_of(store, found), ends_well=True)
