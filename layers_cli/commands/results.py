"""Show the results that several commands have: of jobs, and of one call per id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from layers_cli.api.models import Job
from layers_cli.api.polling import TrackedJob
from layers_cli.api.responses import ApiResponse, CombinedResult, ListPage
from layers_cli.commands.pictures import check_drawing, show_preview
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.downloads.requests import DownloadResult, by_folder
from layers_cli.errors.exceptions import UsageError
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.errors.reporting import describe
from layers_cli.inputs.durations import parse_duration
from layers_cli.render.choices import Format
from layers_cli.render.view_types import DetailView, TableView
from layers_cli.render.views import content
from layers_cli.render.views.files import download_table, folder_table
from layers_cli.render.views.jobs import job_panel, job_table
from layers_cli.services.batch import BatchResult
from layers_cli.services.jobs.budget import cost_of
from layers_cli.services.jobs.not_started import NotStarted, warn_of
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


def check_stdout(context: CommandContext, param: str) -> None:
    """Raise `UsageError` where a file on stdout would be in the place of the JSON asked for."""
    if not context.out.choices.is_text:
        raise UsageError(
            "The file is to go to stdout, which is for the result",
            hint="name a file" if param.isupper() else f"name a file: --{param} FILE",
            param=param,
        )


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


def show_files(context: CommandContext, files: Sequence[DownloadResult]) -> None:
    """Show *files*: on a terminal a line for each folder, with `--verbose` and elsewhere each."""
    choices = context.out.choices
    is_human = choices.format is Format.HUMAN and context.out.terminal.is_terminal
    if is_human and files and not choices.verbose:
        folders = by_folder(files, context.cwd)
        context.out.show_pages([ListPage([], folders)], folder_table)
    else:
        context.out.show_pages([listing(files)], download_table)


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


def show_batch(
    context: CommandContext, result: BatchResult[M], one: DetailView[M], several: TableView[M]
) -> None:
    """Show a single response as *one* object, several as a list; raise for those that failed."""
    show_list(context, result.listing, one, several, is_single=result.is_single)
    result.raise_for_failures()


def show_list(
    context: CommandContext,
    page: ListPage[M],
    one: DetailView[M],
    several: TableView[Any],
    *,
    is_single: bool,
) -> None:
    """Show *page*: a list to programs whatever its length, a single row to people as *one*."""
    if is_single:
        whole = CombinedResult(page.data, page.shown[0])
        context.out.show_rows(page, whole, one)
    else:
        context.out.show_pages([page], several)
