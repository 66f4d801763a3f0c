"""`layers campaign apply`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import DownloadOption, TimeoutOption, YesOption
from layers_cli.commands.campaign_runs import (
    CampaignLimitOption,
    CampaignWatchOption,
    ConcurrencyOption,
    MaxFailuresOption,
    RateOption,
    finish,
    saving,
)
from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns.applying import ApplyOptions
from layers_cli.services.campaigns.applying import apply as apply_plan
from layers_cli.services.campaigns.campaigns import results_path, shard_of, whole_plan
from layers_cli.services.campaigns.stores import open_store


@command(
    changes=True,
    shape="CampaignReport",
    examples=(
        "layers campaign apply hooks.plan.jsonl",
        "layers campaign apply hooks.plan.jsonl --yes --limit 1 --download look",
        "layers campaign apply hooks.plan.jsonl --yes --max-credits 5000 --jsonl",
        "layers campaign apply hooks.plan.jsonl --yes --shard 3/8",
    ),
)
def apply(
    context: CommandContext,
    plan: Annotated[
        str, typer.Argument(metavar="FILE", help="What `campaign plan` wrote: hooks.plan.jsonl.")
    ],
    results: Annotated[
        str | None,
        typer.Option("--results", metavar="FILE", help="A CSV file; beside the plan by default."),
    ] = None,
    yes: YesOption = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="Submit at most this many rows."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="3/8",
            help="Submit the third of eight shares; a row's key decides its share.",
        ),
    ] = None,
    max_credits: CampaignLimitOption = None,
    max_failures: MaxFailuresOption = None,
    concurrency: ConcurrencyOption = 16,
    rate: RateOption = None,
    watch: CampaignWatchOption = False,
    download: DownloadOption = None,
    timeout: TimeoutOption = "12h",
) -> None:
    """Submit the rows of a plan, each once; run it again to continue."""
    share, whole = shard_of(shard), whole_plan(context, plan)
    saving(context, download)
    options = ApplyOptions(concurrency, rate, limit, max_credits, max_failures, yes, share)
    path = results_path(context, results, plan, share)
    report = apply_plan(context, open_store(context), whole, options, results=path)
    finish(context, report, watch=watch, download=download, timeout=timeout)
