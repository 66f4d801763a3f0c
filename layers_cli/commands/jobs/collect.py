"""`layers jobs collect`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import (
    DownloadOption,
    ForceOption,
    NameOption,
    PreviewOption,
    SidecarOption,
    TimeoutOption,
    WebOption,
)
from layers_cli.commands.results import follow_jobs
from layers_cli.context.context import CommandContext
from layers_cli.inputs.durations import parse_duration
from layers_cli.services.jobs import handoff, wait
from layers_cli.services.transfers import download as download_service


@command(
    shape="JobRun",
    also=("items",),
    prints=("JobRun", "JobRun[]"),
    lists=True,
    examples=("layers jobs collect job.json --timeout 20m --download out",),
)
def collect(
    context: CommandContext,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="What --handoff wrote; - reads standard input.")
    ],
    timeout: TimeoutOption = "20m",
    download: DownloadOption = None,
    name: NameOption = None,
    sidecar: SidecarOption = True,
    force: ForceOption = False,
    preview: PreviewOption = False,
    web: WebOption = False,
) -> None:
    """Wait for the jobs of a handoff, on any machine; exit 0 only if all is there."""
    wait_seconds = parse_duration(timeout)
    saving = download_service.requested(download, name=name, force=force, with_sidecar=sidecar)
    jobs = wait.track(context, handoff.jobs_of(context, file))
    follow_jobs(context, jobs, timeout=wait_seconds, download=saving, preview=preview, web=web)
