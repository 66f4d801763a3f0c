"""`layers jobs watch`."""

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
from layers_cli.services import batch
from layers_cli.services.jobs import wait
from layers_cli.services.transfers import download as download_service

WatchedArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...", help="Jobs, or containers whose job is not known; - reads them from stdin."
    ),
]


@command(
    shape="JobRun",
    also=("items",),
    prints=("JobRun", "JobRun[]"),
    lists=True,
    examples=(
        "layers jobs watch job_…",
        "layers jobs watch job_… job_… --timeout 1h --download out",
    ),
)
def watch(
    context: CommandContext,
    ids: WatchedArgument,
    timeout: TimeoutOption = "20m",
    download: DownloadOption = None,
    name: NameOption = None,
    sidecar: SidecarOption = True,
    force: ForceOption = False,
    preview: PreviewOption = False,
    web: WebOption = False,
) -> None:
    """Wait for jobs; exit 0 only if all they were asked for is there."""
    wait_seconds = parse_duration(timeout)
    saving = download_service.requested(download, name=name, force=force, with_sidecar=sidecar)
    jobs = wait.track(context, batch.read_ids(ids, context.stdin))
    follow_jobs(context, jobs, timeout=wait_seconds, download=saving, preview=preview, web=web)
