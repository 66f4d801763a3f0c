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
from layers_cli.commands.results.jobs import follow_jobs, follow_options
from layers_cli.context.context import CommandContext
from layers_cli.services import batch
from layers_cli.services.jobs import wait

WatchedArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...", help="Jobs, or containers whose job is not known; - reads them from stdin."
    ),
]


@command(
    shape="JobRun",
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
    """Wait for jobs; exit 0 only if everything they were asked for is there."""
    how = follow_options(
        context, timeout, download, name, sidecar=sidecar, force=force, preview=preview, web=web
    )
    jobs, failed = wait.track(context, batch.read_ids(context, ids))
    follow_jobs(context, jobs, how, failed)
