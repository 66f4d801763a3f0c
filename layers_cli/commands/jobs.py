"""`layers jobs`: watch, read, resume and cancel the work that generation is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument, option
from layers_cli.commands.options import (
    AllOption,
    DownloadOption,
    ForceNewOption,
    ForceOption,
    LimitOption,
    NameOption,
    PreviewOption,
    SidecarOption,
    TimeoutOption,
    WebOption,
)
from layers_cli.commands.tree import Noun
from layers_cli.inputs import timestamps
from layers_cli.render.views import content
from layers_cli.render.views import unfinished as unfinished_views
from layers_cli.services import batch
from layers_cli.services.jobs import handoff, history, wait
from layers_cli.services.jobs import resume as resume_service
from layers_cli.services.transfers import download as download_service

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime
    from layers_cli.downloads.delivery import Delivery
    from layers_cli.services.jobs.wait import Look

noun = Noun("jobs", "Watch, read, resume and cancel generation jobs.")

JobArgument = Annotated[str, argument(metavar="ID", help="A job's id.")]
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
    run: Runtime,
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
    delivery = download_service.asked_for(download, name=name, force=force, with_sidecar=sidecar)
    _wait(run, batch.ids_from(run, ids), timeout, delivery, look)


@noun.command(
    "collect",
    shape="JobRun",
    also=("items",),
    prints=("JobRun", "JobRun[]"),
    lists=True,
    examples=("layers jobs collect job.json --timeout 20m --download out",),
)
def collect(
    run: Runtime,
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
    delivery = download_service.asked_for(download, name=name, force=force, with_sidecar=sidecar)
    _wait(run, handoff.jobs_of(run, file), timeout, delivery, look)


def _wait(
    run: Runtime, ids: list[str], timeout: str, delivery: Delivery | None, look: Look
) -> None:
    patience = timestamps.seconds(timeout)
    targets = wait.targets_of(run, ids)
    wait.finish(run, targets, timeout=patience, delivery=delivery, look=look)


@noun.command("get", shape="Job", examples=("layers jobs get job_… --fields status,progress",))
def get(run: Runtime, job_id: JobArgument) -> None:
    """Show a job's state."""
    run.out.show(wait.read_job(run, batch.checked_id(job_id)), content.job_panel)


@noun.command(
    "list",
    shape="Started",
    lists=True,
    examples=("layers jobs list --unfinished", "layers jobs list --since 24h --json"),
)
def list_(
    run: Runtime,
    unfinished: Annotated[
        bool, option("--unfinished", help="What is left to wait for or to find out.")
    ] = False,
    since: Annotated[
        str | None, option("--since", metavar="TIME", help="Started then or later: 24h, 7d.")
    ] = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
) -> None:
    """List what this machine has started, newest first, with live states."""
    moment = since and timestamps.moment(since, param="since", now=run.out.now())
    rows = history.started(
        run,
        since=timestamps.seconds_of(moment) if moment else None,
        limit=None if all_rows else limit,
        unfinished=unfinished,
    )
    views = unfinished_views
    table = views.unfinished_table if unfinished else views.started_table
    run.out.show_pages([history.listing(rows)], table)


@noun.command(
    "resume",
    shape="JobRun",
    also=("items",),
    prints=("JobRun", "JobRun[]", "Started[]"),
    lists=True,
    examples=("layers jobs resume --all", "layers jobs resume job_…"),
)
def resume(
    run: Runtime,
    names: Annotated[
        list[str] | None,
        argument(metavar="ID...", help="Jobs, containers or idempotency keys of this machine."),
    ] = None,
    everything: Annotated[
        bool, option("--all", help="All that is unfinished at this server.")
    ] = False,
    watch: Annotated[
        bool, option("--watch/--no-watch", help="Wait for the end, or only find out.")
    ] = True,
    timeout: TimeoutOption = "20m",
    force_new: ForceNewOption = False,
) -> None:
    """Find out what became of requests, wait for their end, download what was asked for."""
    patience = timestamps.seconds(timeout)
    entries = resume_service.chosen(run, names or (), everything=everything)
    resume_service.resume(run, entries, timeout=patience, watch=watch, force_new=force_new)


@noun.command("cancel", shape="Cancellation", examples=("layers jobs cancel job_…",))
def cancel(run: Runtime, job_id: JobArgument) -> None:
    """Ask for a job to be canceled; it is when its state says so."""
    run.out.show(run.api.cancel_job(batch.checked_id(job_id)), content.cancellation_panel)
    run.out.hint(f"to see it end: {run.program} jobs watch {job_id}")
