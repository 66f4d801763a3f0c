"""`layers campaign retry-failed`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import DownloadOption, TimeoutOption, YesOption
from layers_cli.commands.campaign_runs import (
    CampaignArgument,
    CampaignWatchOption,
    ConcurrencyOption,
    RateOption,
    chosen,
    finish,
)
from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns import verbs
from layers_cli.services.campaigns.applying import ApplyOptions, go_on


@command(
    changes=True,
    shape="CampaignReport",
    examples=("layers campaign retry-failed hooks --yes",),
)
def retry_failed(
    context: CommandContext,
    name: CampaignArgument = None,
    yes: YesOption = False,
    concurrency: ConcurrencyOption = 16,
    rate: RateOption = None,
    watch: CampaignWatchOption = False,
    download: DownloadOption = None,
    timeout: TimeoutOption = "12h",
) -> None:
    """Submit refused rows again, and another take where containers failed."""
    store, found = chosen(context, name, download)
    if not verbs.retry_failed(context, store, found, agreed=yes):
        context.out.note("Nothing that was collected has failed")
    report = go_on(context, store, found, ApplyOptions(concurrency, rate))
    finish(context, report, watch=watch, download=download, timeout=timeout)
