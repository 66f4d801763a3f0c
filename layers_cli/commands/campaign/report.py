"""`layers campaign report`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.campaign_runs import CampaignArgument, show
from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns import campaigns
from layers_cli.services.campaigns.results import draw_results
from layers_cli.services.campaigns.stores import open_store


@command(
    shape="CampaignReport",
    examples=("layers campaign report", "layers campaign report hooks -o hooks.results.csv"),
)
def report(
    context: CommandContext,
    name: CampaignArgument = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where it goes, a CSV file."),
    ] = None,
) -> None:
    """Draw the results of a campaign anew, as far as is recorded."""
    store = open_store(context)
    found = campaigns.find(context, store, name)
    drawn = draw_results(context, store, found, output)
    show(context, campaigns.report_of(store, found.name, results=drawn), ends_well=True)
