"""`layers campaign report`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.campaign_runs import show
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.render.views.campaigns.report import merged_panel
from layers_cli.services.campaigns import campaigns
from layers_cli.services.campaigns.results import draw_results, merge_results
from layers_cli.services.campaigns.stores import open_store


@command(
    shape="CampaignReport",
    prints=("CampaignReport", "MergedResults"),
    examples=(
        "layers campaign report",
        "layers campaign report hooks -o hooks.results.csv",
        "layers campaign report --merge hooks.results-*-of-8.csv",
    ),
)
def report(
    context: CommandContext,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME|RESULTS...]",
            help="The campaign or its plan, the only one by default; with --merge, results files.",
        ),
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="Merge the results files of shards (apply --shard).")
    ] = False,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="The CSV file to write."),
    ] = None,
) -> None:
    """Write the results of a campaign again, from what is recorded."""
    given = names or []
    if merge:
        merged = merge_results(context, given, output)
        context.out.show(CombinedResult(merged.data, merged), merged_panel)
        return
    if len(given) > 1:
        hint = "name one, or put results files together: --merge"
        raise UsageError("One campaign is reported at a time", hint=hint, param="NAME")
    store = open_store(context)
    found = campaigns.find(context, store, given[0] if given else None)
    drawn = draw_results(context, store, found, output)
    show(context, campaigns.report_of(store, found.name, results=drawn), ends_well=True)
