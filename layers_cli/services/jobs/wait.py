"""Wait for jobs, read their results and download the media."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from layers_cli.api.generation import Run
from layers_cli.api.polling import TrackedJob, follow, unfinished
from layers_cli.api.responses import ApiResponse, CombinedResult
from layers_cli.context.context import CommandContext
from layers_cli.downloads.container_media import parse_container
from layers_cli.downloads.options import DownloadOptions
from layers_cli.downloads.requests import DownloadResult
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode, worst
from layers_cli.errors.reporting import describe
from layers_cli.services.batch import read_container, settle
from layers_cli.services.jobs.not_started import NotStarted
from layers_cli.services.jobs.results import record_results, recorded_hook
from layers_cli.services.transfers.download import download_command, download_media, file_row
from layers_cli.services.transfers.media_downloader import DownloadReport
from layers_cli.services.undelivered import no_address_error

if TYPE_CHECKING:
    from layers_cli.api.models import Container, Job  # saves pydantic where JSON is printed

# Fields of a create response that a later read may leave out (api-core 5.1).
_INITIAL_FIELDS = (
    *("jobId", "kind", "projectId", "containerIds", "format", "locationUrl", "startedAt"),
)

_CONTAINER = "cnt_"
_MOST_NAMED = 1  # jobs in a command line that is printed: two are longer than a line


@dataclass(frozen=True)
class JobResults:
    """What came of *jobs*: *files* were saved, None if there was nothing to save.

    *result* is the document to show, *exit_code* how the run ends. *failed* has the jobs and
    containers that could not be read, by id, *unsaved* the containers whose media was to be saved
    and is not, *missing* what no job was started for.
    """

    jobs: Sequence[TrackedJob]
    result: CombinedResult[Run]
    exit_code: ExitCode
    files: Sequence[DownloadResult] | None = None
    failed: Mapping[str, Exception] = field(default_factory=dict)
    unsaved: Collection[str] = ()
    missing: Sequence[NotStarted] = ()

    @property
    def containers(self) -> list[Container]:
        """Return the containers as they were read last."""
        return self.result.model.containers

    def with_failed(self, failed: Mapping[str, Exception], *, program: str = "layers") -> Self:
        """Return the results with those that *failed* beside them.

        One that is none of the jobs and their containers is an item with its `error`, whose hints
        begin with *program*.
        """
        known = {name for job in self.jobs for name in (job.name, *job.ids)}
        unread = [_unread(name, exc, program) for name, exc in failed.items() if name not in known]
        run = self.result.model
        run = run._replace(asked=run.asked + len(unread))
        result = CombinedResult({"items": [*self.result.data["items"], *unread]}, run)
        together = {**self.failed, **failed}
        if unread and self.exit_code is ExitCode.OK and any(not job.error for job in self.jobs):
            code = ExitCode.PARTIAL
        else:
            code = self._code_with({describe(exc).code for exc in together.values()})
        return replace(self, result=result, failed=together, exit_code=code)

    def with_missing(self, missing: Sequence[NotStarted]) -> Self:
        """Return the results with what is *missing* beside them."""
        run = self.result.model
        run = run._replace(asked=run.asked + sum(each.request.variants for each in missing))
        items = [*self.result.data["items"], *(each.data for each in missing)]
        result = CombinedResult({"items": items}, run)
        code = self._code_with({each.code for each in missing})
        return replace(self, result=result, missing=missing, exit_code=code)

    def _code_with(self, failures: set[ExitCode]) -> ExitCode:
        if failures and self.result.model.delivered:
            return ExitCode.PARTIAL
        return worst({self.exit_code, *failures})

    @property
    def settled(self) -> list[TrackedJob]:
        """Return the jobs of which all could be read, and saved where that was requested."""
        lost = {*self.failed, *self.unsaved}
        return [job for job in self.jobs if not lost & {job.name, *job.ids}]

    @property
    def over(self) -> list[TrackedJob]:
        """Return the settled jobs that the same command, run again, does not come back to.

        If only a part was delivered these are those that delivered nothing: it does the rest.
        """
        made = {each.id for each in self.containers if each.status == "completed"}
        if not made or all(each.id in made for each in self.containers if each.is_finished):
            return self.settled
        return [job for job in self.settled if not made & set(job.container_ids)]


def track_started(
    replies: Sequence[ApiResponse[Job]], *, without: Collection[str] = ()
) -> list[TrackedJob]:
    """Return what to follow after create calls were answered, *without* some containers."""
    jobs = [TrackedJob.of_job(reply) for reply in replies]
    for job in jobs:
        job.container_ids = tuple(name for name in job.container_ids if name not in without)
    return jobs


def track(
    context: CommandContext, ids: Sequence[str]
) -> tuple[list[TrackedJob], dict[str, Exception]]:
    """Read each of *ids* once, jobs or containers; return what to follow, and what cannot be read.

    Raises the error of a single one, and the first one where none can be read.
    """
    found, failed = settle(ids, lambda name: _track(context, name))
    if not found:
        raise next(iter(failed.values()))
    return list(found.values()), failed


def _track(context: CommandContext, name: str) -> TrackedJob:
    if name.startswith(_CONTAINER):
        return TrackedJob.of_container(name, context.api.get_progress(name).model)
    return TrackedJob.of_job(read_job(context, name))


def read_job(context: CommandContext, job_id: str) -> ApiResponse[Job]:
    """Read a job, whatever was read before."""
    reply = context.api.get_job(job_id)
    assert reply is not None  # without an ETag there is no 304
    return reply


def wait(context: CommandContext, jobs: Sequence[TrackedJob], *, timeout: float | None) -> None:
    """Wait until *jobs* have finished or *timeout* seconds have passed."""
    context.run_state.waiting(resume=watch_command(context, [job.name for job in jobs]))
    names = hooks_of(context, jobs)
    with context.feedback.watching(sum(len(job.ids) for job in jobs), names) as display:
        for update in follow(context.api, jobs, timeout=timeout, pause=context.pause):
            display.update(update)
    left = unfinished(jobs)
    context.run_state.waited(is_unfinished=bool(left))
    if left:
        resume = watch_command(context, [job.name for job in left])
        # In the warning, since a hint is not said with --quiet.
        context.feedback.warn(f"Not finished after {timeout:g} s; it goes on: {resume}")


def hooks_of(context: CommandContext, jobs: Sequence[TrackedJob]) -> dict[str, str]:
    """Return the hooks of *jobs* by the ids that updates are about, as far as they are known."""
    return {
        name: hook
        for job in jobs
        for name in job.ids
        if (hook := context.seen.text_of(name) or recorded_hook(context, name))
    }


def watch_command(context: CommandContext, names: Sequence[str]) -> str:
    """Return the command that waits for the jobs *names*; several of this run go by its key."""
    command = context.run_state.under_way.command
    if command and command.key and len(names) > _MOST_NAMED:
        return context.command_line("jobs", "resume", command.key)
    return context.command_line("jobs", "watch", *names)


def wait_and_download(
    context: CommandContext,
    jobs: Sequence[TrackedJob],
    downloads: Mapping[str, DownloadOptions | None],
    *,
    timeout: float | None,
) -> JobResults:
    """Wait for *jobs* at most *timeout* seconds, then save their media.

    *downloads* says how the media of each job is saved, by the job's name; None for not at all.
    """
    wait(context, jobs, timeout=timeout)
    names = [name for job in jobs for name in job.container_ids]
    read, failed = settle(names, partial(read_container, context)) if names else ({}, {})
    failed |= {job.name: job.error for job in jobs if job.error is not None}
    replies = [[read[name] for name in job.container_ids if name in read] for job in jobs]
    result = collect_results(jobs, replies)
    lost = _without_address(context, replies)
    ended = {exit_code_for(jobs, result.model.containers), *(exc.exit_code for exc in lost)}
    results = JobResults(jobs, result, worst(ended)).with_failed(failed)
    record_results(context, results.settled, results.containers, saved=False)
    if not any(downloads.values()):
        for exc in lost:
            context.feedback.warn(str(exc))
        return results
    reports = [
        _download(context, options, jobs, downloads, replies)
        for options in dict.fromkeys(each for each in downloads.values() if each)
    ]
    files = [file for report in reports for file in report.files]
    code = ExitCode.PARTIAL if any(report.failed for report in reports) else ExitCode.OK
    return replace(
        results,
        result=_with_files(result, jobs, files),
        exit_code=worst({results.exit_code, code}),
        files=files,
        unsaved={name for report in reports for name in report.failed},
    )


def _without_address(
    context: CommandContext, replies: Sequence[Sequence[ApiResponse[Container]]]
) -> list[CommandError]:
    """Return what is to be said of completed containers whose media has no address."""
    found = [parse_container(reply.data) for containers in replies for reply in containers]
    return [
        no_address_error(each.id, each.missing, program=context.program)
        for each in found
        if each.is_completed and each.missing
    ]


def _with_files(
    result: CombinedResult[Run], jobs: Sequence[TrackedJob], files: Sequence[DownloadResult]
) -> CombinedResult[Run]:
    """Return *result* with the *files* of each job in its document."""
    items = [
        {**item, "files": [file_row(file) for file in files if file.container_id in job.ids]}
        for item, job in zip(result.data["items"], jobs, strict=True)
    ]
    return result._replace(data={"items": items})


def _download(
    context: CommandContext,
    options: DownloadOptions,
    jobs: Sequence[TrackedJob],
    downloads: Mapping[str, DownloadOptions | None],
    replies: Sequence[Sequence[ApiResponse[Container]]],
) -> DownloadReport:
    """Save the media of those of *jobs* that is saved as *options* say; warn of what is missing."""
    mine = [
        (job, containers)
        for job, containers in zip(jobs, replies, strict=True)
        if downloads.get(job.name) == options
    ]
    read = [reply for _, containers in mine for reply in containers]
    media = [parse_container(reply.data, reply.request_id) for reply in read]
    report = download_media(context, media, options)
    for warning in report.warnings:
        context.feedback.warn(warning)
    for name, exc in report.failed.items():
        context.feedback.warn(f"{name} was not saved: {describe(exc).problem.message}")
    if report.failed:
        rest = download_command(report.failed, options, program=context.program)
        context.feedback.hint(f"to save the rest: {rest}")
    whole = [
        job
        for job, containers in mine
        if len(containers) == len(job.container_ids) and not report.failed.keys() & set(job.ids)
    ]
    models = [reply.model for reply in read]
    record_results(context, whole, models, saved=True)
    return report


def collect_results(
    jobs: Sequence[TrackedJob], containers: Sequence[Sequence[ApiResponse[Container]]]
) -> CombinedResult[Run]:
    """Combine *jobs* with the *containers* of each.

    The document is `{"items": […]}`: each job as the API returned it, with its `containers`.
    """
    documents = [_document(job, replies) for job, replies in zip(jobs, containers, strict=True)]
    models = [reply.model for replies in containers for reply in replies]
    run = Run(
        jobs=[job.job for job in jobs if job.job is not None],
        containers=models,
        asked=sum(len(job.ids) for job in jobs),
        delivered=sum(
            parse_container(reply.data).is_delivered for each in containers for reply in each
        ),
    )
    return CombinedResult({"items": documents}, run)


def _unread(name: str, exc: Exception, program: str) -> dict[str, Any]:
    """Return the item for a job or a container *name* that could not be read."""
    is_container = name.startswith(_CONTAINER)
    return {
        "jobId": None if is_container else name,
        "status": "unknown",  # not failed, which would be a reason to pay for another one
        "containerIds": [name] if is_container else [],
        **describe(exc, program=program).problem.as_json(),
        "containers": [],
    }


def _document(job: TrackedJob, containers: Sequence[ApiResponse[Container]]) -> dict[str, Any]:
    latest: dict[str, Any] = dict(job.reply.data) if job.reply else {}
    initial = {
        name: job.initial_fields[name] for name in _INITIAL_FIELDS if name in job.initial_fields
    }
    known = {"containerIds": list(job.container_ids)} if job.container_ids else {}
    lost = describe(job.error).problem.as_json() if job.error else {}
    read = {"containers": [reply.data for reply in containers]}
    return {**known, **initial, **latest, **lost, **read}


def exit_code_for(jobs: Sequence[TrackedJob], containers: Sequence[Container]) -> ExitCode:
    """Return how the run ends: failed before partial before still running (cli-conventions 4b).

    Where some of several jobs failed and others delivered, that is partial.
    """
    states = {container.id: container.status for container in containers}
    codes = {_exit_code(job, states) for job in jobs}
    if ExitCode.JOB_FAILED in codes and codes & {ExitCode.OK, ExitCode.PARTIAL}:
        return ExitCode.PARTIAL
    return worst(codes)


def _exit_code(job: TrackedJob, states: Mapping[str, str]) -> ExitCode:
    if job.error is not None:  # it is told beside the others
        return ExitCode.OK
    if not job.finished:
        return ExitCode.PENDING
    ends = [states[name] for name in job.container_ids if name in states]
    completed = sum(end == "completed" for end in ends)
    if ends and completed == len(ends):
        return ExitCode.OK
    if completed:
        return ExitCode.PARTIAL
    job_completed = job.job is not None and job.job.status == "completed"
    return ExitCode.OK if job_completed and not ends else ExitCode.JOB_FAILED
