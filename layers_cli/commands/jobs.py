"""`layers jobs`: watch, read and cancel the work that generation is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from layers_cli.commands import late
from layers_cli.commands.options import RUN_FIELDS, ForceOption, TimeoutOption, option
from layers_cli.commands.tree import Noun

if TYPE_CHECKING:
    from layers_cli.runtime import Runtime

noun = Noun("jobs", "Watch, read and cancel generation jobs.")

JobArgument = Annotated[str, typer.Argument(metavar="ID", help="A job's id.")]
WatchedArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...", help="Jobs, or containers whose job is not known; - reads them from stdin."
    ),
]


@noun.command(
    "watch",
    shape="Job",
    also=RUN_FIELDS,
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
    download: Annotated[
        str | None, option("--download", metavar="DIR", help="Save the media in this folder.")
    ] = None,
    force: ForceOption = False,
) -> None:
    """Wait for jobs; exit 0 only if all they were asked for is there."""
    patience = late.moments.seconds(timeout)
    targets = late.waiting.targets_of(run, late.each.ids_from(run, ids))
    late.waiting.finish(run, targets, timeout=patience, folder=download, force=force)


@noun.command("get", shape="Job", examples=("layers jobs get job_… --fields status,progress",))
def get(run: Runtime, job_id: JobArgument) -> None:
    """Show a job's state."""
    run.out.show(late.waiting.read_job(run, late.each.checked_id(job_id)), late.views.job_panel)


@noun.command("cancel", shape="Cancellation", examples=("layers jobs cancel job_…",))
def cancel(run: Runtime, job_id: JobArgument) -> None:
    """Ask for a job to be canceled; it is when its state says so."""
    run.out.show(run.api.cancel_job(late.each.checked_id(job_id)), late.views.cancellation_panel)
    run.out.hint(f"to see it end: {run.program} jobs watch {job_id}")
