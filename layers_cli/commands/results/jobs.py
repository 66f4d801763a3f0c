"""Show what came of jobs, for the commands that start them, wait for them or continue them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from layers_cli.api.polling import TrackedJob
from layers_cli.api.responses import ApiResponse, ListPage
from layers_cli.commands.results.files import show_files
from layers_cli.commands.results.lists import show_list
from layers_cli.commands.results.pictures import check_drawing, show_preview
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.downloads.requests import by_folder
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.errors.reporting import describe
from layers_cli.inputs.durations import parse_duration
from layers_cli.render.choices import Format
from layers_cli.render.views import content
from layers_cli.render.views.jobs import job_panel, job_table
from layers_cli.services.jobs.budget import cost_of
from layers_cli.services.jobs.not_started import NotStarted, warn_of
from layers_cli.services.jobs.results import mark_reported
from layers_cli.services.jobs.wait import JobResults, wait_and_download
from layers_cli.services.transfers.download import check_place, requested

if TYPE_CHECKING:
    from layers_cli.api.models import Job  # saves pydantic where JSON is printed


class FollowOptions(NamedTuple):
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


def follow_jobs(
    context: CommandContext,
    jobs: Sequence[TrackedJob],
    how: FollowOptions,
    failed: Mapping[str, Exception] = MappingProxyType({}),
    missing: Sequence[NotStarted] = (),
) -> None:
    """Wait for *jobs*, save their media and show what came of them.

    *failed* has what cannot be waited for, by its id, *missing* what was not started. Raises
    `ExitWithCode` unless everything that was requested is there.
    """
    downloads = {job.name: how.download for job in jobs}
    results = wait_and_download(context, jobs, downloads, timeout=how.timeout)
    results = results.with_failed(failed, program=context.program).with_missing(missing)
    show_results(context, results)
    show_preview(context, results.containers, terminal=how.preview, web=how.web)
    exit_with(results.exit_code)


def show_results(context: CommandContext, results: JobResults) -> None:
    """Show *results* and record that they were shown."""
    out = context.out
    rows = results.result.data["items"]
    out.show_rows(ListPage(rows, rows), results.result, content.run_panel)
    for name, exc in results.failed.items():
        out.warn(f"{name}: {describe(exc, program=context.program).problem.message}")
    warn_of(context, results.missing)
    mark_reported(context, results.over)
    if out.choices.format is not Format.HUMAN:
        return
    if results.files:
        show_files(context, results.files)
    if out.terminal.is_terminal:
        cost = cost_of(context, results.containers)
        folders = by_folder(results.files or (), context.cwd)
        out.note(content.closing_line(results.result.model, folders, cost))


def show_started(
    context: CommandContext, replies: Sequence[ApiResponse[Job]], missing: Sequence[NotStarted]
) -> None:
    """Show the responses of create calls, and what is *missing*, for a run that does not wait.

    Raises `ExitWithCode` if something is.
    """
    rows: list[ApiResponse[Job] | NotStarted] = [*replies, *missing]
    page = ListPage([row.data for row in rows], [row.model for row in rows])
    show_list(context, page, job_panel, job_table, is_single=len(rows) == 1)
    context.out.hint(f"to watch it: {context.run_state.under_way.resume}")
    warn_of(context, missing)
    exit_with(ExitCode.PARTIAL if missing else ExitCode.OK)
