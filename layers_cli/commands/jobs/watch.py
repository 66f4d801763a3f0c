"""`layers jobs watch`."""

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
from layers_cli.services import batch
from layers_cli.services.jobs import wait
from layers_cli.services.transfers import download as download_service

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.jobs.common import _wait
from layers_cli.commands.jobs.noun import noun

WatchedArgument = Annotated[
    list[str],
    argument(
        metavar="ID...", help="Jobs, or containers whose job is not known; - reads them from stdin."
    ),
]


@noun.command(
    "watch",
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
    look = wait.Look(preview=preview, web=web)
    delivery = download_service.requested(download, name=name, force=force, with_sidecar=sidecar)
    _wait(context, batch.ids_from(context, ids), timeout, delivery, look)
