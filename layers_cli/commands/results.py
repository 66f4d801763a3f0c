"""Show the results that several commands have: of jobs, and of one call per id."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from layers_cli.api.models import Job
from layers_cli.api.polling import TrackedJob
from layers_cli.api.responses import ApiResponse, CombinedResult, ListPage
from layers_cli.commands.pictures import check_drawing, show_preview
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.exit_codes import exit_with
from layers_cli.inputs.durations import parse_duration
from layers_cli.render.choices import Format
from layers_cli.render.view_types import DetailView, TableView
from layers_cli.render.views import content
from layers_cli.render.views.files import download_table
from layers_cli.render.views.jobs import job_panel, job_table
from layers_cli.services.batch import BatchResult
from layers_cli.services.jobs.results import mark_reported
from layers_cli.services.jobs.wait import JobResults, wait_and_download
from layers_cli.services.transfers.download import check_place, listing, requested

M = TypeVar("M")


@dataclass(frozen=True)
class FollowOptions:
    """How a command waits for jobs, *timeout* seconds at most, and what it does with the media."""

    timeout: float
    download: DownloadOptions | None
    preview: bool
    web: bool


def follow_options(
    context: CommandContext,
    timeout: str,
    download: str | None,
    name: str | None,
    *,
    sidecar: bool,
    force: bool,
    preview: bool,
    web: bool,
) -> FollowOptions:
    """Return what the options of a command that waits mean, all of it known to work here.

    Raises `UsageError` for an invalid time, for options that do not fit together and for a
    folder that cannot be written, and `CommandError` where pictures cannot be drawn.
    """
    seconds = parse_duration(timeout)
    saving = requested(download, name=name, force=force, with_sidecar=sidecar)
    if saving is not None:
        check_place(context, saving)
    if preview:
        check_drawing(context)
    return FollowOptions(seconds, saving, preview, web)


def follow_jobs(context: CommandContext, jobs: Sequence[TrackedJob], how: FollowOptions) -> None:
    """Wait for *jobs*, save their media and show what came of them.

    Raises `ExitWithCode` unless everything that was requested is there.
    """
    downloads = {job.name: how.download for job in jobs}
    results = wait_and_download(context, jobs, downloads, timeout=how.timeout)
    show_results(context, results)
    show_preview(context, results.containers, terminal=how.preview, web=how.web)
    exit_with(results.exit_code)


def show_results(context: CommandContext, results: JobResults) -> None:
    """Show *results* and record that they were shown."""
    context.out.show(results.result, content.run_panel)
    mark_reported(context, results.jobs)
    if results.files and context.out.choices.format is Format.HUMAN:
        context.out.show_pages([listing(results.files)], download_table)


def show_started(context: CommandContext, replies: Sequence[ApiResponse[Job]]) -> None:
    """Show the responses of create calls, for a run that does not wait."""
    if len(replies) == 1:
        context.out.show(replies[0], job_panel)
    elif context.out.choices.format is Format.JSON:
        document = {"items": [reply.data for reply in replies]}
        context.out.show(CombinedResult(document, document))
    else:
        jobs = [reply.model for reply in replies]
        context.out.show_pages([ListPage([reply.data for reply in replies], jobs)], job_table)
    context.out.hint(f"to watch it: {context.run_state.under_way.resume}")


def show_batch(
    context: CommandContext, result: BatchResult[M], one: DetailView[M], several: TableView[M]
) -> None:
    """Show a single response as *one* object, several as a list; raise for those that failed."""
    if result.is_single:
        context.out.show(result.done[0], one)
    else:
        context.out.show_pages([result.listing], several)
    result.raise_for_failures()
