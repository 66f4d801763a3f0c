"""Turns planned posts into tasks: new ones, those that were begun, and those that are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers_cli.context.context import CommandContext
from layers_cli.ledger.uploads import FileRecord, NewPost, PostRecord, PostState
from layers_cli.services.jobs.submit import start_billable_command
from layers_cli.services.transfers.deduplication import Checksums
from layers_cli.services.transfers.upload_session import name_of
from layers_cli.uploads.groups import UploadGroup


@dataclass(frozen=True)
class UploadTask:
    """One post to work on: by *urls*, or as the ledger has it in *record*.

    *fresh* is what to record if a complete *record* proves to be gone; *busy* ones belong to
    another process. *size* is what is left to send, in bytes.
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


def url_tasks(
    context: CommandContext,
    posts: Sequence[UploadGroup],
    *,
    given: str | None,
    force_new: bool,
) -> dict[int, UploadTask]:
    """Return the tasks of *posts* by URL, by `id`; each has a key that follows from one.

    The key is *given*, or that of an identical unfinished command unless *force_new*.
    """
    asked: list[Any] = [context.project, "upload", list(posts[0].urls), posts[0].caption]
    if len(posts) > 1:
        asked = [context.project, "upload", [[list(post.urls), post.caption] for post in posts]]
    key = start_billable_command(context, asked, given=given, force_new=force_new)
    keys = [key, *(f"{key}-{number}" for number in range(2, len(posts) + 1))]
    return {
        id(post): UploadTask(post.name, urls=post.urls, caption=post.caption, key=each)
        for post, each in zip(posts, keys, strict=True)
    }


def unfinished_tasks(context: CommandContext) -> list[UploadTask]:
    """Return the tasks of all uploads of files that were begun here and are unfinished."""
    tasks = []
    for post in context.ledger.uploads.unfinished(context.scope.server):
        mine = context.ledger.uploads.claim(post.id)
        size = sum(file.size for file in post.files if not file.stored)
        name = name_of(post, context.cwd)
        tasks.append(UploadTask(name, size, record=mine or post, busy=mine is None))
    return tasks


def file_tasks(
    context: CommandContext, posts: Sequence[UploadGroup], *, again: bool
) -> dict[int, UploadTask]:
    """Return the tasks of *posts* of files, by `id`; new ones are recorded in one step.

    Unless *again*, repeats share a task, and what was uploaded or begun before is recognized.
    """
    checksums = Checksums()
    context.feedback.working("Comparing with earlier uploads")
    repeated = {} if again else checksums.repeats([post.files for post in posts])
    for number in repeated:
        context.feedback.note(f"{posts[number].name} repeats an earlier one, and is uploaded once")
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
    """Return the tasks of *posts*; None if another process has begun the same meanwhile."""
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
    """Return the task for a post that the ledger knows; None if it does not."""
    sizes = [file.size for file in post.files]
    alike = context.ledger.uploads.alike(context.scope.server, context.project, sizes)
    found = checksums.first_alike(post.files, alike)
    if found is None:
        return None
    if found.state is PostState.FINISHED:
        return UploadTask(post.name, record=found, fresh=new)
    mine = context.ledger.uploads.claim(found.id, caption=post.caption, files=new.files)
    if mine is not None:
        context.feedback.note(f"{post.name} was begun earlier: continuing")
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
