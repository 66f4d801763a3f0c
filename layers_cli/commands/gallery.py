"""`layers gallery`."""

from contextlib import suppress
from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.cli.options import (
    CONTAINERS,
    CampaignOption,
    ForceOption,
    SinceOption,
    WebOption,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.sizes import parse_size
from layers_cli.inputs.timestamps import parse_optional_timestamp
from layers_cli.render.choices import Format
from layers_cli.render.views.files import gallery_panel
from layers_cli.services import batch
from layers_cli.services.gallery import live
from layers_cli.services.gallery.selection import BoardSource
from layers_cli.services.gallery.write import GalleryOptions, write_gallery


@command(
    shape="Gallery",
    examples=(
        "layers gallery --all -o board.html",
        "layers gallery --since 7d -o week.html --embed-video --budget 100MB",
        "layers content list --status completed -q --limit 5 | layers gallery - -o five.html",
        "layers gallery --all --serve",
    ),
)
def gallery(
    context: CommandContext,
    container_ids: Annotated[list[str] | None, CONTAINERS] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All of the project's content.")
    ] = False,
    since: SinceOption = None,
    campaign: CampaignOption = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")
    ] = "board.html",
    budget: Annotated[
        str,
        typer.Option("--budget", metavar="SIZE", help="What the file may have; pictures shrink."),
    ] = "25MB",
    embed_video: Annotated[
        bool, typer.Option("--embed-video", help="Put videos in the file; else their posters.")
    ] = False,
    link: Annotated[
        bool, typer.Option("--link", help="Link the media's addresses, and put none in the file.")
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Show it live on this machine, and write no file.")
    ] = False,
    force: ForceOption = False,
    web: WebOption = False,
) -> None:
    """Write content as one HTML file, to look at, decide on and send to colleagues.

    It needs no server and no account, and asks nobody for anything. Decisions that are made in it
    are saved from it as decisions.jsonl.
    """
    ids = batch.read_ids(context, container_ids) if container_ids else []
    after = parse_optional_timestamp(since, param="since", now=context.out.now())
    source = BoardSource(ids, after, everything, campaign)
    if serve:
        if context.out.choices.format is Format.JSON:
            raise UsageError("--json never ends here", hint="leave it out", param="json")
        _show_live(context, source, web=web)
        return
    size = parse_size(budget, param="budget")
    options = GalleryOptions(output, size, with_video=embed_video, link=link, force=force)
    report = write_gallery(context, source, options)
    context.out.show(CombinedResult(report.data, report), gallery_panel)
    if web:
        context.browse(report.path.as_uri())
    report.raise_for_failures()


def _show_live(context: CommandContext, source: BoardSource, *, web: bool) -> None:
    """Serve the board and print its address, until Ctrl-C."""
    with live.serving(context, source) as (url, board):
        context.out.line(url)
        context.out.note("The gallery is live at this address until Ctrl-C")
        if web:
            context.browse(url)
        with suppress(KeyboardInterrupt):
            board.keep_reading()
