"""What `layers upload` does: finds and checks, shows the plan, sends, reports."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Event
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from layers_cli.api.errors import NotFoundError, UnauthenticatedError
from layers_cli.api.responses import ApiResponse
from layers_cli.api.storage import Storage
from layers_cli.api.wire import LOOPBACK
from layers_cli.errors.exceptions import UsageError
from layers_cli.ledger.records import BillableCommand
from layers_cli.ledger.uploads import FileRecord, NewPost, PostRecord, PostState
from layers_cli.services.transfers.progress import ThreadSafeProgress
from layers_cli.services.transfers.threads import ThreadClients, in_threads, thread_clients
from layers_cli.services.transfers.upload_report import Outcome, report
from layers_cli.services.transfers.upload_session import (
    UploadContext,
    media_of,
    name_of,
    upload_post,
)
from layers_cli.uploads.deduplication import Checksums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from layers_cli.api.models import Container
    from layers_cli.context.context import CommandContext
    from layers_cli.uploads.groups import UploadGroup, UploadPlan


@dataclass(frozen=True)
class UploadTask:
    """One post to work on: by *urls*, or as the ledger has it in *record*.

    *fresh* is what to record where a *record* that is complete proves to be gone; *busy* ones are
    another process's.
    """

    name: str
    size: int = 0
    record: PostRecord | None = None
    fresh: NewPost | None = None
    urls: tuple[str, ...] = ()
    caption: str = ""
    key: str = ""
    busy: bool = False

    @property
    def files(self) -> int:
        """Return how many files it is about; what comes by URL counts as one."""
        return len(self.record.files) if self.record is not None else 1


def send(
    context: CommandContext,
    plan: UploadPlan,
    *,
    jobs: int,
    again: bool,
    idempotency_key: str | None = None,
    force_new: bool = False,
) -> None:
    """Upload the posts of *plan*, *jobs* files at a time, and show the containers.

    What was uploaded before is not uploaded again, unless *again* says so; what was begun before
    is gone on with.
    """
    by_url = [post for post in plan.posts if post.urls]
    by_file = [post for post in plan.posts if post.files]
    if by_file and idempotency_key is not None:
        raise UsageError(
            "Files need no key: they are known again by their bytes",
            hint="leave out --idempotency-key",
            param="idempotency-key",
        )
    tasks: dict[int, UploadTask] = {}
    if by_url:
        tasks |= _url_tasks(context, by_url, given=idempotency_key, force_new=force_new)
    if by_file:
        begun = context.run_state.under_way.command
        _begin(context, begun or BillableCommand(str(uuid4())))
        tasks |= _file_tasks(context, by_file, again=again or force_new)
    in_order = [tasks[id(post)] for post in plan.posts]
    report(context, _carried_out(context, in_order, jobs=jobs), asked=len(in_order))


def _begin(context: CommandContext, command: BillableCommand) -> None:
    context.run_state.begin(command, recovery=f"{context.program} upload --resume")


def check_resume(words: Sequence[str], *, manifest: str | None) -> None:
    """Refuse sources beside `--resume`, which knows what is left to do."""
    if words or manifest is not None:
        raise UsageError(
            "--resume takes no sources: it goes on with what was begun",
            hint="leave out the sources; or leave out --resume: a command run again goes on, too",
        )


def resume(context: CommandContext, *, jobs: int) -> None:
    """Do what is missing of all uploads of files that were begun here and not ended."""
    _begin(context, BillableCommand(str(uuid4())))
    tasks = []
    for post in context.ledger.uploads.unfinished(context.scope.server):
        mine = context.ledger.uploads.claim(post.id)
        size = sum(file.size for file in post.files if not file.stored)
        tasks.append(
            UploadTask(name_of(post, context.cwd), size, record=mine or post, busy=mine is None)
        )
    report(context, _carried_out(context, tasks, jobs=jobs), asked=len(tasks))


def _url_tasks(
    context: CommandContext, posts: Sequence[UploadGroup], *, given: str | None, force_new: bool
) -> dict[int, UploadTask]:
    from layers_cli.services.jobs import submit

    asked: list[Any] = [context.project, "upload", list(posts[0].urls), posts[0].caption]
    if len(posts) > 1:
        asked = [context.project, "upload", [[list(post.urls), post.caption] for post in posts]]
    key = submit.begin(context, asked, given=given, force_new=force_new)
    keys = [key, *(f"{key}-{number}" for number in range(2, len(posts) + 1))]
    return {
        id(post): UploadTask(post.name, urls=post.urls, caption=post.caption, key=each)
        for post, each in zip(posts, keys, strict=True)
    }


def _file_tasks(
    context: CommandContext, posts: Sequence[UploadGroup], *, again: bool
) -> dict[int, UploadTask]:
    """Return the tasks of *posts*, new ones recorded in one step; repeats share one."""
    checksums = Checksums()
    context.out.working("Comparing with what was uploaded before")
    repeated = {} if again else checksums.repeats([post.files for post in posts])
    for number in repeated:
        context.out.note(f"{posts[number].name} is the same as an earlier one, which stands for it")
    chosen = [post for number, post in enumerate(posts) if number not in repeated]
    tasks: dict[int, UploadTask] | None = None
    while tasks is None:
        tasks = _recorded(context, chosen, checksums, again=again)
    return tasks | {
        id(posts[number]): tasks[id(posts[first])] for number, first in repeated.items()
    }


def _recorded(
    context: CommandContext, posts: Sequence[UploadGroup], checksums: Checksums, *, again: bool
) -> dict[int, UploadTask] | None:
    """Return the tasks of *posts*; None where another process began the like of them meanwhile."""
    uploads = context.ledger.uploads
    seen = None if again else uploads.newest()
    tasks: dict[int, UploadTask] = {}
    fresh: list[tuple[UploadGroup, NewPost]] = []
    for post in posts:
        new = _new_post(context, post, checksums)
        task = None if again else _known(context, post, new, checksums)
        if task is None:
            fresh.append((post, new))
        else:
            tasks[id(post)] = task
    records = uploads.add([new for _, new in fresh], seen=seen)
    if records is None:
        return None
    for (post, _), record in zip(fresh, records, strict=True):
        tasks[id(post)] = UploadTask(post.name, post.size, record=record)
    return tasks


def _known(
    context: CommandContext, post: UploadGroup, new: NewPost, checksums: Checksums
) -> UploadTask | None:
    """Return the task for what the ledger knows already; None where it knows nothing."""
    sizes = [file.size for file in post.files]
    alike = context.ledger.uploads.alike(context.scope.server, context.project, sizes)
    found = checksums.first_alike(post.files, alike)
    if found is None:
        return None
    if found.state is PostState.FINISHED:
        return UploadTask(post.name, record=found, fresh=new)
    mine = context.ledger.uploads.claim(found.id, caption=post.caption, files=new.files)
    if mine is not None:
        context.out.note(f"{post.name} was begun before: going on with it")
    return UploadTask(post.name, post.size, record=mine or found, busy=mine is None)


def _new_post(context: CommandContext, post: UploadGroup, checksums: Checksums) -> NewPost:
    command = context.run_state.under_way.command
    assert command is not None  # set before any post is recorded
    return NewPost(
        run=command.key,
        server=context.scope.server,
        profile=context.scope.profile,
        project=context.project,
        credential=context.scope.credential,
        caption=post.caption,
        grouping="slideshow" if post.is_slideshow else "per-file",
        files=tuple(
            FileRecord(
                place,
                str(file.path.absolute()),
                file.name,
                file.content_type,
                file.size,
                file.mtime_ns,
                checksums.known(file),
            )
            for place, file in enumerate(post.files)
        ),
    )


def _carried_out(
    context: CommandContext, tasks: Sequence[UploadTask], *, jobs: int
) -> list[Outcome]:
    """Work on *tasks*, each once, and return what came of each, in their order."""
    if not tasks:
        return []
    once = list({id(task): task for task in tasks}.values())
    stop, semaphore = Event(), BoundedSemaphore(jobs)
    context.run_state.recorded()
    context.scope  # noqa: B018 - settled here, before threads ask for it
    outcomes: dict[int, Outcome] = {}
    with context.out.transferring(
        sum(task.files for task in once), sum(task.size for task in once)
    ) as display:
        shown = ThreadSafeProgress(display)

        @contextmanager
        def tools() -> Iterator[UploadWorker]:
            with thread_clients(context) as mine:
                yield UploadWorker(context, mine, shown, semaphore, stop.is_set)

        for task, result in in_threads(once, jobs, tools, lambda mine, task: mine.do(task), stop):
            failed = isinstance(result, Exception)
            outcomes[id(task)] = (
                Outcome(task.name, error=result, by_url=bool(task.urls)) if failed else result  # type: ignore[assignment]  # told apart by `failed`
            )
            if isinstance(result, UnauthenticatedError):  # no other post will fare better
                break
    return [outcomes[id(task)] for task in tasks if id(task) in outcomes]


@dataclass(frozen=True)
class UploadWorker:
    """What one thread works with."""

    context: CommandContext
    clients: ThreadClients
    shown: ThreadSafeProgress
    semaphore: BoundedSemaphore
    is_stopped: Callable[[], bool]

    def do(self, task: UploadTask) -> Outcome:
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

    def _done(self, task: UploadTask) -> Outcome:
        if task.urls:
            return Outcome(task.name, self._fetched(task), "uploaded")
        assert task.record is not None  # by URL, or on record
        if task.busy:
            return Outcome(task.name, state="busy")
        record = task.record
        if record.state is PostState.FINISHED:
            there = self._there(record)
            if there is not None:
                return Outcome(task.name, there, "present")
            assert task.fresh is not None  # complete ones come with what to do if they are gone
            [record] = self.clients.ledger.uploads.add([task.fresh]) or []
        return Outcome(task.name, upload_post(record, self._upload_context), "uploaded")

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
            storage=Storage(local=_is_local(context.account[0])),
            retries=context.retries,
            credential=context.scope.credential,
            semaphore=self.semaphore,
            is_stopped=self.is_stopped,
            committed=context.committed,
            pause=context.pause,
            clock=context.clock,
            note=context.out.note,
            cwd=context.cwd,
            shown=self.shown,
        )


def _is_local(url: str) -> bool:
    from urllib.parse import urlsplit

    return urlsplit(url).hostname in LOOPBACK
