"""`layers campaign resume`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import DownloadOption, TimeoutOption
from layers_cli.commands.campaign_runs import (
    CampaignArgument,
    CampaignLimitOption,
    CampaignWatchOption,
    ConcurrencyOption,
    MaxFailuresOption,
    RateOption,
    chosen,
    finish,
)
from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns import applying
from layers_cli.services.campaigns.applying import ApplyOptions, go_on


@command(
    changes=True,
    shape="CampaignReport",
    examples=("layers campaign resume", "layers campaign resume hooks --watch"),
)
def resume(
    context: CommandContext,
    name: CampaignArgument = None,
    max_credits: CampaignLimitOption = None,
    max_failures: MaxFailuresOption = None,
    concurrency: ConcurrencyOption = 16,
    rate: RateOption = None,
    watch: CampaignWatchOption = False,
    download: DownloadOption = None,
    timeout: TimeoutOption = "12h",
) -> None:
    """Continue a campaign that was paused or stopped; nothing is paid for twice."""
    store, found = chosen(context, name, download)
    if max_credits is not None:
        applying.set_limit(context, store, found, max_credits)
    applying.let_go(context, store, found)
    options = ApplyOptions(concurrency, rate, max_failures=max_failures)
    report = go_on(context, store, found, options)
    finish(context, report, watch=watch, download=download, timeout=timeout)
