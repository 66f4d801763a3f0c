"""What `layers upload` does once its posts are known: upload them, or resume earlier uploads."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import uuid4

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.ledger.records import BillableCommand
from layers_cli.services.transfers.deduplication import Checksums, Match, Standing
from layers_cli.services.transfers.upload_report import (
    UploadReport,
    change_caption,
    validation_error,
)
from layers_cli.services.transfers.upload_sources import GivenSources
from layers_cli.services.transfers.upload_tasks import (
    UploadTask,
    file_matches,
    file_tasks,
    unfinished_tasks,
    url_tasks,
)
from layers_cli.services.transfers.upload_worker import run_tasks
from layers_cli.uploads.groups import UploadGroup, UploadPlan


class UploadOptions(NamedTuple):
    """How to upload: *jobs* files at a time, and *again* what was uploaded before.

    *idempotency_key* and *force_new* are for posts by URL, see `services.jobs.submit`.
    """

    jobs: int
    again: bool = False
    idempotency_key: str | None = None
    force_new: bool = False

    @property
    def is_again(self) -> bool:
        """Whether files are uploaded whatever was uploaded before."""
        return self.again or self.force_new


class PlannedUpload(NamedTuple):
    """What a run would do with *post*, and the container that is there already.

    *change* is the command that gives this container the caption that was asked for.
    """

    post: UploadGroup
    standing: Standing = Standing.NEW
    container_id: str | None = None
    change: str | None = None


def preview(
    context: CommandContext, plan: UploadPlan, options: UploadOptions
) -> list[PlannedUpload]:
    """Return what `upload` would do with each post of *plan*; sends nothing.

    Raises what `upload` raises before it begins, and `CommandError` for files that cannot be read.
    """
    _by_file(plan, options)
    ledger = context.ledger if context.has_ledger else None
    matches = file_matches(context, ledger, plan.posts, Checksums(), again=options.is_again)
    if issues := [match.error.issue for match in matches if match.error]:
        raise validation_error(issues)
    return [
        _planned(post, match, context.program)
        for post, match in zip(plan.posts, matches, strict=True)
    ]


def _planned(post: UploadGroup, match: Match, program: str) -> PlannedUpload:
    there = match.record.container_id if match.record else None
    differs = match.standing is Standing.OTHER_CAPTION and there is not None
    change = change_caption(there or "", post, program=program) if differs else None
    return PlannedUpload(post, match.standing, there, change)


def upload(context: CommandContext, plan: UploadPlan, options: UploadOptions) -> UploadReport:
    """Upload the posts of *plan* and return what came of each; what was begun is continued.

    Raises `UsageError` for a key with files.
    """
    by_url = [post for post in plan.posts if post.urls]
    by_file = _by_file(plan, options)
    tasks: dict[int, UploadTask] = {}
    if by_url:
        key, force_new = options.idempotency_key, options.force_new
        tasks |= url_tasks(context, by_url, given=key, force_new=force_new)
    if by_file:
        begun = context.run_state.under_way.command
        _begin(context, begun or BillableCommand(str(uuid4())))
        tasks |= file_tasks(context, by_file, again=options.is_again)
    in_order = [tasks[id(post)] for post in plan.posts]
    return _run(context, in_order, jobs=options.jobs)


def resume(context: CommandContext, *, jobs: int) -> UploadReport:
    """Complete all uploads of files that were begun on this machine, as `upload` does."""
    _begin(context, BillableCommand(str(uuid4())))
    return _run(context, unfinished_tasks(context), jobs=jobs)


def check_resume(given: GivenSources) -> None:
    """Raise `UsageError` for sources beside `--resume`, which knows what is left to do."""
    if given.words or given.manifest is not None:
        raise UsageError(
            "--resume takes no sources: it continues what was begun",
            hint="leave out the sources, or leave out --resume: the same command also continues",
        )


def _by_file(plan: UploadPlan, options: UploadOptions) -> list[UploadGroup]:
    """Return the posts of files; raises `UsageError` for a key, which they cannot have."""
    by_file = [post for post in plan.posts if post.files]
    if by_file and options.idempotency_key is not None:
        raise UsageError(
            "Files need no key: they are recognized by their bytes",
            hint="leave out --idempotency-key",
            param="idempotency-key",
        )
    return by_file


def _begin(context: CommandContext, command: BillableCommand) -> None:
    context.run_state.begin(command, recovery=context.command_line("upload", "--resume"))


def _run(context: CommandContext, tasks: Sequence[UploadTask], *, jobs: int) -> UploadReport:
    if not tasks:
        return UploadReport((), requested=0)
    context.run_state.recorded()
    outcomes = run_tasks(context, tasks, jobs=jobs)
    context.run_state.settled()
    return UploadReport(tuple(outcomes), requested=len(tasks))
