"""`layers content download`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import CONTAINERS, ForceOption, NameOption, SidecarOption
from layers_cli.commands.results.files import show_files
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.inputs.timestamps import parse_optional_timestamp
from layers_cli.services import batch
from layers_cli.services.transfers import download as download_service
from layers_cli.services.transfers.media_downloader import DownloadReport


@command(
    shape="SavedFile",
    lists=True,
    examples=(
        "layers content download cnt_… -o out",
        "layers content list --status completed -q | layers content download -",
        "layers content download --since 7d -o out --name '{created:%Y-%m-%d}/{hook_slug}.{ext}'",
    ),
)
def download(
    context: CommandContext,
    container_ids: Annotated[list[str] | None, CONTAINERS] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All completed containers of the project.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="TIME",
            help="Those created at this time or later: 2026-04-18, 24h, 7d.",
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="DIR", help="The folder to save in.")
    ] = ".",
    name: NameOption = None,
    force: ForceOption = False,
    skip_existing: Annotated[
        bool, typer.Option("--skip-existing", help="Keep what has the name, whatever it is.")
    ] = False,
    sidecar: SidecarOption = True,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", metavar="N", min=1, max=32, help="Files to download at the same time."
        ),
    ] = 4,
) -> None:
    """Save the media of containers; a second run does only what is missing."""
    options = download_service.download_options(
        output,
        name=name,
        force=force,
        skip_existing=skip_existing,
        with_sidecar=sidecar,
        jobs=jobs,
    )
    ids = batch.read_ids(context, container_ids) if container_ids else []
    after = parse_optional_timestamp(since, param="since", now=context.out.now())
    found, failed = download_service.select_containers(
        context, ids, since=after, everything=everything
    )
    report = download_service.download_media(context, found, options, failed)
    _show(context, report, options, alone=len(ids) == 1)


def _show(
    context: CommandContext,
    report: DownloadReport,
    options: DownloadOptions,
    *,
    alone: bool,
) -> None:
    """List the files; raises the error for what is missing."""
    for warning in report.warnings:
        context.out.warn(warning)
    if report.files or not (alone and report.failed):
        show_files(context, report.files)
    if report.failed:
        raise download_service.download_error(report, options, program=context.program, alone=alone)
