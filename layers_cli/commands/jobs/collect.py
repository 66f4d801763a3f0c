"""`layers jobs collect`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.options import (
    DownloadOption,
    ForceOption,
    NameOption,
    PreviewOption,
    SidecarOption,
    TimeoutOption,
    WebOption,
)
from layers_cli.services.jobs import handoff, wait
from layers_cli.services.transfers import download as download_service

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.jobs.common import _wait
from layers_cli.commands.jobs.noun import noun


@noun.command(
    "collect",
    shape="JobRun",
    also=("items",),
    prints=("JobRun", "JobRun[]"),
    lists=True,
    examples=("layers jobs collect job.json --timeout 20m --download out",),
)
def collect(
    context: CommandContext,
    file: Annotated[
        str, argument(metavar="FILE", help="What --handoff wrote; - reads standard input.")
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
    look = wait.Look(preview=preview, web=web)
    delivery = download_service.requested(download, name=name, force=force, with_sidecar=sidecar)
    _wait(context, handoff.jobs_of(context, file), timeout, delivery, look)
