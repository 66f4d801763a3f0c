"""What the commands of `layers campaign` that work on a recorded one share."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.campaigns.store import CampaignStore
from layers_cli.cli.options import finite
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.exit_codes import exit_with
from layers_cli.inputs.durations import parse_duration
from layers_cli.render.views.campaigns.report import campaign_panel
from layers_cli.services.campaigns import campaigns
from layers_cli.services.campaigns.campaigns import CampaignReport, report_of, way_on
from layers_cli.services.campaigns.collecting import Collection, collecting, per_container
from layers_cli.services.campaigns.results import ResultsDrawing
from layers_cli.services.campaigns.stores import open_store
from layers_cli.services.campaigns.watching import watched

CampaignArgument = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="The campaign or its plan; the only one by default."),
]
ConcurrencyOption = Annotated[
    int, typer.Option("--concurrency", metavar="N", min=1, max=64, help="Rows at once.")
]
RateOption = Annotated[
    float | None,
    typer.Option(
        "--rate",
        metavar="N",
        min=0.1,
        callback=finite,
        help="Rows a minute at most; as fast as the API allows by default.",
    ),
]
MaxFailuresOption = Annotated[
    int | None,
    typer.Option("--max-failures", metavar="N", min=1, help="Pause after this many refused rows."),
]
CampaignLimitOption = Annotated[
    float | None,
    typer.Option(
        "--max-credits",
        metavar="N",
        min=0,
        callback=finite,
        help="Let the campaign cost this much in all, by the highest prices seen; the first row of"
        " each format, and the last ones below the limit, go alone.",
    ),
]
CampaignWatchOption = Annotated[
    bool,
    typer.Option("--watch/--no-watch", help="Wait until everything is made; --wait does, too."),
]


def chosen(
    context: CommandContext, name: str | None, download: str | None
) -> tuple[CampaignStore, str]:
    """Return the store and the name of the campaign that a command goes on with.

    Raises what `find` and `saving` do.
    """
    store = open_store(context)
    found = campaigns.find(context, store, name).name
    saving(context, download)
    return store, found


def finish(
    context: CommandContext,
    report: CampaignReport,
    *,
    watch: bool,
    download: str | None,
    timeout: str,
) -> None:
    """Collect what was made, if that is asked for, and show how far the campaign has come."""
    watch = watch or context.options.honor_retry_after or download is not None
    if watch and report.error is None:
        report = collect(context, report.campaign.name, download, timeout=timeout)
    elif report.left and report.error is None:
        context.out.hint(way_on(context, report))
    show(context, report)


def collect(
    context: CommandContext, name: str, download: str | None, *, timeout: str | None
) -> CampaignReport:
    """Collect the campaign *name*, once or, with *timeout*, until all is made; draw its results."""
    store, options = open_store(context), saving(context, download)
    collection = Collection(context, store, name, options)
    seconds, held = None if timeout is None else parse_duration(timeout), None
    if seconds is not None:
        held, seconds = watched(context, store, name, timeout=seconds)
    with collecting(context, name, timeout=seconds):
        if seconds is None:
            collection.collect()
        else:
            collection.wait(timeout=seconds, is_left=lambda: bool(report_of(store, name).made))
    drawing = ResultsDrawing(context, store, report_of(store, name).campaign)
    drawing.draw()
    waited, error = seconds is not None, held or collection.error()
    return report_of(store, name, error=error, waited=waited)


def saving(context: CommandContext, download: str | None) -> DownloadOptions | None:
    """Return how media is saved in the folder *download*, if one is given."""
    if download is None:
        return None
    # It loads the HTTP client, which spares a third of the start of `campaign status`.
    from layers_cli.services.transfers.download import check_place, requested

    options = requested(download, name=None, force=False, with_sidecar=True)
    if options is None:
        return None
    check_place(context, options)
    return per_container(options)


def show(context: CommandContext, report: CampaignReport, *, ends_well: bool = False) -> None:
    """Show *report*, and end the run as it says, or well: what was asked for is done."""
    context.out.show(CombinedResult(report.data, report), campaign_panel)
    if report.error is not None:
        raise report.error
    if not ends_well:
        exit_with(report.exit_code)
