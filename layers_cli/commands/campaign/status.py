"""`layers campaign status`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.campaign_runs import CampaignArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views.campaigns.report import campaign_panel
from layers_cli.services.campaigns import campaigns
from layers_cli.services.campaigns.stores import open_store


@command(
    shape="CampaignReport",
    examples=("layers campaign status", "layers campaign status hooks --json"),
)
def status(context: CommandContext, name: CampaignArgument = None) -> None:
    """Show how far a campaign is, from what is recorded; nothing is sent."""
    store = open_store(context)
    found = campaigns.find(context, store, name)
    report = campaigns.report_of(store, found.name)
    context.out.show(CombinedResult(report.data, report), campaign_panel)
    if report.left:
        context.out.hint(campaigns.way_on(context, report))
