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
from layers_cli.commands.results.jobs import follow_jobs, follow_options
from layers_cli.context.context import CommandContext
from layers_cli.services.jobs import handoff, wait


@command(
    shape="JobRun",
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
    """Wait for a handoff's jobs, on any machine; exit 0 only if everything is there."""
    how = follow_options(
        context, timeout, download, name, sidecar=sidecar, force=force, preview=preview, web=web
    )
    jobs, failed = wait.track(context, handoff.jobs_of(context, file))
    follow_jobs(context, jobs, how, failed)
