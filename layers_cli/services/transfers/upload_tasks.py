"""Turns planned posts into tasks: new ones, those that were begun, and those that are there."""

from collections.abc import Sequence
from itertools import compress
from typing import Any, NamedTuple

from layers_cli.context.context import CommandContext
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.uploads import FileRecord, NewPost, PostRecord
from layers_cli.services.jobs.submit import start_billable_command
from layers_cli.services.transfers.deduplication import (
    Checksums,
    Match,
    Standing,
    match_posts,
)
from layers_cli.services.transfers.upload_session import name_of
from layers_cli.uploads.groups import UploadGroup


class UploadTask(NamedTuple):
    """One post to work on: by *urls*, or as the ledger has it in *record*.

    *fresh* is what to record if a complete *record* proves to be gone, *post* what was asked for
    then; *busy* ones belong to another process. *error* keeps it from being done. *size* is what
    is left to send, in bytes.
    """

    name: str
    size: int = 0
    record: PostRecord | None = None
    fresh: NewPost | None = None
    post: UploadGroup | None = None
    urls: tuple[str, ...] = ()
    caption: str = ""
    key: str = ""
    busy: bool = False
    error: Exception | None = None

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


def file_matches(
    context: CommandContext,
    ledger: Ledger | None,
    posts: Sequence[UploadGroup],
    checksums: Checksums,
    *,
    again: bool,
) -> list[Match]:
    """Return how each of *posts* stands by *ledger*, if there is one; *again* makes all of it new.

    Sends nothing and changes nothing.
    """
    if again:
        return [Match() for _ in posts]

    def alike(sizes: Sequence[int]) -> Sequence[PostRecord]:
        if ledger is None or not ledger.uploads.newest():
            return ()
        return ledger.uploads.alike(context.scope.server, context.project, sizes)

    return match_posts(posts, alike, checksums)


def file_tasks(
    context: CommandContext, posts: Sequence[UploadGroup], *, again: bool
) -> dict[int, UploadTask]:
    """Return the tasks of *posts* of files, by `id`; new ones are recorded in one step.

    Unless *again*, repeats share a task, and what was uploaded or begun before is recognized.
    """
    checksums = Checksums()
    context.feedback.working("Comparing with earlier uploads")
    tasks: dict[int, UploadTask] | None = None
    while tasks is None:
        tasks = _recorded(context, posts, checksums, again=again)
    return tasks


def _recorded(
    context: CommandContext, posts: Sequence[UploadGroup], checksums: Checksums, *, again: bool
) -> dict[int, UploadTask] | None:
    """Return the tasks of *posts*; None if another process has begun the same meanwhile."""
    uploads = context.ledger.uploads
    seen = None if again else uploads.newest()
    matches = file_matches(context, context.ledger, posts, checksums, again=again)
    news = [_new_post(context, post, checksums) for post in posts]
    is_fresh = [match.standing is Standing.NEW for match in matches]
    records = uploads.add(list(compress(news, is_fresh)), seen=seen)
    if records is None:
        return None
    tasks = {
        id(post): UploadTask(post.name, post.size, record=record)
        for post, record in zip(compress(posts, is_fresh), records, strict=True)
    }
    for post, new, match in zip(posts, news, matches, strict=True):
        if match.first is not None:
            tasks[id(post)] = tasks[id(posts[match.first])]
            note = f"{post.name} repeats an earlier one, and is uploaded once"
            context.feedback.note(note)
        elif match.standing is not Standing.NEW:
            tasks[id(post)] = _known(context, post, new, match)
    return tasks


def _known(context: CommandContext, post: UploadGroup, new: NewPost, match: Match) -> UploadTask:
    """Return the task for a post that the ledger knows, or whose files cannot be read."""
    record = match.record
    if record is None:
        return UploadTask(post.name, error=match.error)
    if match.standing is not Standing.BEGUN:
        return UploadTask(post.name, record=record, fresh=new, post=post)
    mine = context.ledger.uploads.claim(record.id, caption=post.caption, files=new.files)
    if mine is not None:
        context.feedback.note(f"{post.name} was begun earlier: continuing")
    return UploadTask(post.name, post.size, record=mine or record, busy=mine is None)


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
