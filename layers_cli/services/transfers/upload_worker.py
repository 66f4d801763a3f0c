"""Works on the tasks of an upload, several at a time, each thread with clients of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from layers_cli.api.errors import NotFoundError, UnauthenticatedError
from layers_cli.api.responses import ApiResponse
from layers_cli.api.storage import Storage
from layers_cli.api.transport import LOOPBACK
from layers_cli.context.context import CommandContext
from layers_cli.ledger.uploads import PostRecord, PostState
from layers_cli.services.transfers.progress import ThreadSafeProgress
from layers_cli.services.transfers.threads import ThreadClients, in_threads, thread_clients
from layers_cli.services.transfers.upload_report import UploadOutcome
from layers_cli.services.transfers.upload_session import UploadContext, media_of, upload_post
from layers_cli.services.transfers.upload_tasks import UploadTask

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed


def run_tasks(
    context: CommandContext,
    tasks: Sequence[UploadTask],
    *,
    jobs: int,
) -> list[UploadOutcome]:
    """Work on *tasks*, each once and *jobs* files at a time; return their outcomes in order."""
    once = list({id(task): task for task in tasks}.values())
    stop, semaphore = Event(), BoundedSemaphore(jobs)
    context.scope  # noqa: B018 - settled here, before threads ask for it
    files, size = sum(task.files for task in once), sum(task.size for task in once)
    outcomes: dict[int, UploadOutcome] = {}
    with context.feedback.transferring(files, size) as display:
        shown = ThreadSafeProgress(display)

        @contextmanager
        def worker() -> Iterator[UploadWorker]:
            with thread_clients(context, warn=context.feedback.warn) as clients:
                yield UploadWorker(
                    context, clients, shown, context.feedback.note, semaphore, stop.is_set
                )

        for task, result in in_threads(once, jobs, worker, UploadWorker.do, stop):
            if isinstance(result, Exception):
                outcomes[id(task)] = UploadOutcome(task.name, error=result, by_url=bool(task.urls))
            else:
                outcomes[id(task)] = result
            if isinstance(result, UnauthenticatedError):  # no other post will fare better
                break
    return [outcomes[id(task)] for task in tasks if id(task) in outcomes]


@dataclass(frozen=True)
class UploadWorker:
    """What one thread works with."""

    context: CommandContext
    clients: ThreadClients
    shown: ThreadSafeProgress
    note: Callable[[str], None]
    semaphore: BoundedSemaphore
    is_stopped: Callable[[], bool]

    def do(self, task: UploadTask) -> UploadOutcome:
        """Do *task* and tell how it ended; raises what kept it from ending well."""
        state = "failed"
        try:
            outcome = self._done(task)
            state = outcome.state
        finally:
            files = task.record.files if task.record else ()
            named = [(media_of(file, self.context.cwd).shown, file.size) for file in files]
            self.shown.ended(named or [(task.name, None)], state)
        return outcome

    def _done(self, task: UploadTask) -> UploadOutcome:
        if task.urls:
            return UploadOutcome(task.name, self._fetched(task), "uploaded")
        assert task.record is not None  # by URL, or on record
        if task.busy:
            return UploadOutcome(task.name, state="busy")
        record = task.record
        if record.state is PostState.FINISHED:
            there = self._there(record)
            if there is not None:
                return UploadOutcome(task.name, there, "present")
            assert task.fresh is not None  # complete ones come with what to do if they are gone
            [record] = self.clients.ledger.uploads.add([task.fresh]) or []
        return UploadOutcome(task.name, upload_post(record, self._upload_context), "uploaded")

    def _fetched(self, task: UploadTask) -> ApiResponse[Container]:
        return self.clients.api.upload_urls(
            self.context.project, task.urls, caption=task.caption, key=task.key
        )

    def _there(self, record: PostRecord) -> ApiResponse[Container] | None:
        try:
            return self.clients.api.get_content(record.container_id or "")
        except NotFoundError:
            return None

    @property
    def _upload_context(self) -> UploadContext:
        context = self.context
        return UploadContext(
            api=self.clients.api,
            records=self.clients.ledger.uploads,
            storage=Storage(local=urlsplit(context.account[0]).hostname in LOOPBACK),
            retries=context.retries,
            credential=context.scope.credential,
            semaphore=self.semaphore,
            is_stopped=self.is_stopped,
            committed=context.committed,
            pause=context.pause,
            clock=context.clock,
            note=self.note,
            cwd=context.cwd,
            shown=self.shown,
        )
