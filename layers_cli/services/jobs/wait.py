"""What several commands do with jobs that run: wait, gather what came of them, fetch the media."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from layers_cli.api.generation import Generation, Run
from layers_cli.api.polling import TrackedJob, follow, unfinished
from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.downloads.container_media import media_urls, parse_container
from layers_cli.errors.exceptions import UsageError
from layers_cli.errors.exit_codes import ExitCode, exit_with, worst
from layers_cli.errors.reporting import describe
from layers_cli.render.output import Format
from layers_cli.render.views import content
from layers_cli.render.views.files import download_table
from layers_cli.render.views.jobs import estimate_panel, job_panel, job_table
from layers_cli.services.jobs.results import mark_reported, record_results
from layers_cli.services.transfers.download import (
    download_command,
    download_media,
    file_row,
    listing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers_cli.api.models import Container, Job
    from layers_cli.api.order import GenerationRequest
    from layers_cli.api.responses import ApiResponse
    from layers_cli.context.context import CommandContext
    from layers_cli.downloads.container_media import ContainerMedia
    from layers_cli.downloads.options import DownloadOptions
    from layers_cli.downloads.requests import DownloadResult

# What the create call says of a job and a later read may leave out (api-core 5.1).
_CARRIED = ("jobId", "kind", "projectId", "containerIds", "format", "locationUrl", "startedAt")


def targets_from(replies: Sequence[ApiResponse[Job]]) -> list[TrackedJob]:
    """Return what to follow after create calls were answered."""
    return [TrackedJob.of_job(reply) for reply in replies]


def targets_of(context: CommandContext, ids: Sequence[str]) -> list[TrackedJob]:
    """Read each of *ids* once, jobs or containers: an unknown one fails before any waiting."""
    return [_target(context, name) for name in ids]


def _target(context: CommandContext, name: str) -> TrackedJob:
    if name.startswith("cnt_"):
        return TrackedJob.of_container(name, context.api.get_progress(name).model)
    return TrackedJob.of_job(read_job(context, name))


def read_job(context: CommandContext, job_id: str) -> ApiResponse[Job]:
    """Read a job whatever was read before."""
    reply = context.api.get_job(job_id)
    assert reply is not None  # without an ETag there is no 304
    return reply


def _started(reply: ApiResponse[Job]) -> str:
    """Return the id to wait with, from the answer as it came: no unreadable field may hide it."""
    containers = reply.data.get("containerIds") or [reply.data.get("containerId")]
    return str(reply.data.get("jobId") or containers[0])


def wait(context: CommandContext, targets: Sequence[TrackedJob], *, timeout: float | None) -> None:
    """Show the progress of *targets* until they are finished or *timeout* seconds have passed."""
    resume = _watch_command(context, [target.name for target in targets])
    context.run_state.waiting(resume=resume)
    with context.out.watching(sum(len(target.ids) for target in targets)) as display:
        for update in follow(context.api, targets, timeout=timeout, pause=context.pause):
            display.update(update)
    left = unfinished(targets)
    context.run_state.waited(is_unfinished=bool(left))
    if left:
        context.out.warn(f"Still running after {timeout:g} s; the work goes on")
        names = [target.name for target in left]
        context.out.hint(f"to go on watching: {_watch_command(context, names)}")


def _watch_command(context: CommandContext, names: Iterable[str]) -> str:
    return f"{context.program} jobs watch " + " ".join(names)


def read_containers(
    context: CommandContext, targets: Sequence[TrackedJob]
) -> list[list[ApiResponse[Container]]]:
    """Read the containers of each of *targets*."""
    return [[context.api.get_content(name) for name in target.container_ids] for target in targets]


def gather(
    targets: Sequence[TrackedJob], containers: Sequence[Sequence[ApiResponse[Container]]]
) -> CombinedResult[Run]:
    """Put each one's *containers* together with the jobs of *targets*.

    The document is the job as the API says it, with its `containers`; for several jobs it is
    `{"items": […]}` of those.
    """
    documents = [
        _document(target, replies) for target, replies in zip(targets, containers, strict=True)
    ]
    models = [reply.model for replies in containers for reply in replies]
    result = Run(
        jobs=[target.job for target in targets if target.job is not None],
        containers=models,
        asked=sum(len(target.ids) for target in targets),
        delivered=sum(model.status == "completed" for model in models),
    )
    return CombinedResult(documents[0] if len(documents) == 1 else {"items": documents}, result)


def _document(target: TrackedJob, containers: Sequence[ApiResponse[Container]]) -> dict[str, Any]:
    latest: dict[str, Any] = dict(target.reply.data) if target.reply else {}
    carried = {
        name: target.initial_fields[name] for name in _CARRIED if name in target.initial_fields
    }
    known = {"containerIds": list(target.container_ids)} if target.container_ids else {}
    return {**known, **carried, **latest, "containers": [reply.data for reply in containers]}


def code_for(targets: Sequence[TrackedJob], containers: Sequence[Container]) -> ExitCode:
    """Return how the run ends: failed before partial before still running (cli-conventions 4b)."""
    states = {container.id: container.status for container in containers}
    return worst({_code(target, states) for target in targets})


def _code(target: TrackedJob, states: dict[str, str]) -> ExitCode:
    if not target.finished:
        return ExitCode.PENDING
    ends = [states[name] for name in target.container_ids if name in states]
    completed = sum(end == "completed" for end in ends)
    if ends and completed == len(ends):
        return ExitCode.OK
    if completed:
        return ExitCode.PARTIAL
    job_completed = target.job is not None and target.job.status == "completed"
    return ExitCode.OK if job_completed and not ends else ExitCode.JOB_FAILED


@dataclass(frozen=True)
class Look:
    """What of a result is looked at: *preview* in the terminal, *web* in the browser."""

    preview: bool = False
    web: bool = False


def finish(
    context: CommandContext,
    targets: Sequence[TrackedJob],
    *,
    timeout: float | None,
    delivery: DownloadOptions | None = None,
    look: Look | None = None,
) -> None:
    """Wait for *targets*, save their media if *delivery* says where, and show what came of it.

    Raises `ExitWithCode` unless all that was asked for is there.
    """
    deliveries = {target.name: delivery for target in targets}
    deliver(context, targets, deliveries, timeout=timeout, look=look)


def deliver(
    context: CommandContext,
    targets: Sequence[TrackedJob],
    deliveries: Mapping[str, DownloadOptions | None],
    *,
    timeout: float | None,
    look: Look | None = None,
) -> None:
    """Do what `finish` does, for jobs whose media goes to different folders, by their names."""
    wait(context, targets, timeout=timeout)
    containers = read_containers(context, targets)
    result = gather(targets, containers)
    record_results(context, targets, result.model.containers, saved=False)
    if not any(deliveries.values()):
        context.out.show(result, content.run_panel)
        mark_reported(context, targets)
        _look_at(context, result.model.containers, look)
        exit_with(code_for(targets, result.model.containers))
        return
    creatives = {
        name: parse_container(reply.data, reply.request_id)
        for target, replies in zip(targets, containers, strict=True)
        for name, reply in zip(target.container_ids, replies, strict=True)
    }
    files, failed = _saved(context, targets, creatives, deliveries, result.model.containers)
    rows = [file_row(file) for file in files]
    context.out.show(replace(result, data={**result.data, "files": rows}), content.run_panel)
    mark_reported(context, targets)
    if files and context.out.choices.format is Format.HUMAN:
        context.out.show_pages([listing(files)], download_table)
    _look_at(context, result.model.containers, look)
    codes = {code_for(targets, result.model.containers)}
    exit_with(worst(codes | ({ExitCode.PARTIAL} if failed else set())))


def _look_at(context: CommandContext, containers: Sequence[Container], look: Look | None) -> None:
    if look and (look.preview or look.web):
        from layers_cli.services.preview import look_at

        look_at(context, containers, look)


def _saved(
    context: CommandContext,
    targets: Sequence[TrackedJob],
    creatives: Mapping[str, ContainerMedia],
    deliveries: Mapping[str, DownloadOptions | None],
    containers: Sequence[Container],
) -> tuple[list[DownloadResult], dict[str, Exception]]:
    """Save what *targets* made, those with the same delivery together; warn of what is missing."""
    files: list[DownloadResult] = []
    failed: dict[str, Exception] = {}
    for delivery in dict.fromkeys(each for each in deliveries.values() if each):
        mine = [target for target in targets if deliveries.get(target.name) == delivery]
        wanted = (creatives[name] for target in mine for name in target.container_ids)
        report = download_media(context, wanted, delivery, progress=context.out)
        files += report.files
        failed |= report.failed
        for warning in report.warnings:
            context.out.warn(warning)
        for name, exc in report.failed.items():
            context.out.warn(f"{name} was not saved: {describe(exc).problem.message}")
        if report.failed:
            rest = download_command(report.failed, delivery, program=context.program)
            context.out.hint(f"to save the rest: {rest}")
        whole = [target for target in mine if not report.failed.keys() & set(target.ids)]
        record_results(context, whole, containers, saved=True)
    return files, failed


def place(
    context: CommandContext, orders: Sequence[GenerationRequest], *, dialect: str | None
) -> list[ApiResponse[Job]]:
    """Place *orders* and say what was started; *dialect* goes before the settings' own."""
    from layers_cli.services.jobs.requests import checked_dialect

    chosen = checked_dialect(dialect or context.settings.api_dialect.value)
    replies = Generation(context.api, chosen).place(orders)
    resume = _watch_command(context, [_started(reply) for reply in replies])
    context.run_state.accepted(resume=resume)
    return replies


def show_estimate(
    context: CommandContext, orders: Sequence[GenerationRequest], *, dialect: str | None
) -> None:
    """Show what *orders* would send and cost, and send nothing."""
    from layers_cli.services.jobs.budget import estimate
    from layers_cli.services.jobs.requests import checked_dialect

    chosen = checked_dialect(dialect or context.settings.api_dialect.value)
    found = estimate(context, orders, dialect=chosen)
    context.out.show(CombinedResult(found.data, found), estimate_panel)


def show_started(context: CommandContext, replies: Sequence[ApiResponse[Job]]) -> None:
    """Show the answers of create calls, for a run that does not wait."""
    if len(replies) == 1:
        context.out.show(replies[0], job_panel)
    elif context.out.choices.format is Format.JSON:
        items: CombinedResult[Any] = CombinedResult(
            {"items": [reply.data for reply in replies]}, None
        )
        context.out.show(items, job_table)
    else:
        jobs = [reply.model for reply in replies]
        context.out.show_pages([ListPage([reply.data for reply in replies], jobs)], job_table)
    context.out.hint(f"to watch it: {context.run_state.under_way.resume}")


def open_preview(context: CommandContext, reply: ApiResponse[Container]) -> None:
    """Open the preview of a container in the browser; where there is none, print its address."""
    container = reply.model
    urls = media_urls(reply.data)
    if not urls:
        raise UsageError(
            f"{container.id} is {container.status}: it has no preview yet",
            hint=f"wait for it: {context.program} jobs watch {container.id}",
        )
    url = urls[0]
    opened = context.browse(url)
    if context.out.choices.format in (Format.JSON, Format.JSONL):
        context.out.show(
            CombinedResult({"id": container.id, "url": url, "opened": opened}, container),
            content.container_panel,
        )
    else:
        context.out.line(url)
