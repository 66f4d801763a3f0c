"""`layers campaign collect`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import DownloadOption, TimeoutOption
from layers_cli.commands import campaign_runs
from layers_cli.commands.campaign_runs import CampaignArgument, CampaignWatchOption
from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns import campaigns
from layers_cli.services.campaigns.stores import open_store


@command(
    shape="CampaignReport",
    examples=("layers campaign collect", "layers campaign collect hooks --download out --watch"),
)
def collect(
    context: CommandContext,
    name: CampaignArgument = None,
    watch: CampaignWatchOption = False,
    download: DownloadOption = None,
    timeout: TimeoutOption = "12h",
) -> None:
    """Check the containers, save their media, and write the results."""
    found = campaigns.find(context, open_store(context), name).name
    waits = watch or context.options.honor_retry_after
    report = campaign_runs.collect(context, found, download, timeout=timeout if waits else None)
    campaign_runs.show(context, report)
