"""Works on the tasks of an upload, several at a time, each thread with clients of its own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from threading import BoundedSemaphore, Event
from typing import Any
from urllib.parse import urlsplit

from layers_cli.api.errors import ApiError, NotFoundError, concerns_account
from layers_cli.api.storage import Storage
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.hosts import is_loopback
from layers_cli.ledger.uploads import PostState
from layers_cli.services.transfers.progress import ThreadSafeProgress
from layers_cli.services.transfers.threads import in_threads, thread_clients
from layers_cli.services.transfers.upload_report import NotSentError, UploadOutcome, change_caption
from layers_cli.services.transfers.upload_session import UploadTools, media_of, upload_post
from layers_cli.services.transfers.upload_tasks import UploadTask


def run_tasks(
    context: CommandContext, tasks: Sequence[UploadTask], *, jobs: int
) -> list[UploadOutcome]:
    """Work on *tasks*, each once and *jobs* files at a time; return their outcomes in order.

    An error of one stops no other, but after one of the account no further one begins.
    """
    once = list({id(task): task for task in tasks}.values())
    local = is_loopback(urlsplit(context.account.base_url).hostname)
    stop, semaphore = Event(), BoundedSemaphore(jobs)
    context.scope  # noqa: B018 - settled here, before threads ask for it
    files, size = sum(task.files for task in once), sum(task.size for task in once)
    outcomes: dict[int, UploadOutcome] = {}
    of_account: list[ApiError] = []

    def work(tools: UploadTools, task: UploadTask) -> UploadOutcome:
        if of_account:
            raise NotSentError(of_account[0])
        try:
            return _upload(tools, task)
        except ApiError as exc:
            if concerns_account(exc):
                of_account.append(exc)
            raise

    with context.feedback.transferring(files, size) as display:
        shown = ThreadSafeProgress(display)

        @contextmanager
        def tools() -> Iterator[UploadTools]:
            with thread_clients(context) as (api, ledger), closing(Storage(local=local)) as storage:
                yield UploadTools(context, api, storage, ledger, shown, semaphore, stop.is_set)

        for task, result in in_threads(once, jobs, tools, work, stop):
            if isinstance(result, Exception):
                outcomes[id(task)] = UploadOutcome(task.name, error=result, by_url=bool(task.urls))
            else:
                outcomes[id(task)] = result
    return [outcomes[id(task)] for task in tasks]


def _upload(tools: UploadTools, task: UploadTask) -> UploadOutcome:
    """Do *task* and tell how it ended; raises what kept it from ending well."""
    state = "failed"
    try:
        outcome = _done(tools, task)
        state = outcome.state
    finally:
        tools.shown.ended(_files(task, tools) or [(task.name, None)], state)
    return outcome


def _files(task: UploadTask, tools: UploadTools) -> list[tuple[str, int]]:
    """Return name and bytes of the files of *task*, as they are named in this run."""
    if task.post is not None:  # its record may be of the same files somewhere else
        return [(file.shown, file.size) for file in task.post.files]
    files = task.record.files if task.record else ()
    return [(media_of(file, tools.context.cwd).shown, file.size) for file in files]


def _done(tools: UploadTools, task: UploadTask) -> UploadOutcome:
    if task.error is not None:
        raise task.error
    if task.urls:
        project = tools.context.project
        reply = tools.api.upload_urls(project, task.urls, caption=task.caption, key=task.key)
        return UploadOutcome(task.name, reply, "uploaded")
    assert task.record is not None  # by URL, or on record
    if task.busy:
        return UploadOutcome(task.name, state="busy")
    record = task.record
    if record.state is PostState.FINISHED:
        with suppress(NotFoundError):
            there = tools.api.get_content(record.container_id or "")
            _check_caption(task, there.data)
            return UploadOutcome(task.name, there, "present")
        assert task.fresh is not None  # complete ones come with what to do if they are gone
        [record] = tools.ledger.uploads.add([task.fresh]) or []
    return UploadOutcome(task.name, upload_post(record, tools), "uploaded")


def _check_caption(task: UploadTask, there: Mapping[str, Any]) -> None:
    """Raise `CommandError` if *task* asks for another caption than the container *there* has."""
    post, record = task.post, task.record
    if post is None or record is None or post.caption in ("", record.caption, there.get("caption")):
        return
    raise CommandError(
        f"{task.name} is uploaded already, as {record.container_id}, with another caption",
        code="cli_other_caption",
        exit_code=ExitCode.USAGE,
        hint=f"change it: {change_caption(record.container_id or '', post)}",
        submitted="no",
        safe_to_retry=True,
        retryable=False,
    )
