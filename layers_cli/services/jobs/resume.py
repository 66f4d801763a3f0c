"""Goes on with what was started: finds out what became of it, waits, downloads.

Inside the server's window the same request is sent again with its key, which gives the first
answer. After it the containers themselves are looked for, and what cannot be told is asked.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from layers_cli.api.errors import ApiError, CreateError, NotFoundError, PartialSubmissionError
from layers_cli.api.generation import Generation
from layers_cli.api.intents import PendingRequest
from layers_cli.api.order import GenerationRequest
from layers_cli.api.polling import TrackedJob
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode, ExitWithCode, worst
from layers_cli.errors.reporting import describe
from layers_cli.ledger.errors import OutcomeUnknownError
from layers_cli.ledger.records import UPLOAD_STEPS, BillableCommand, IntentState
from layers_cli.render.views import jobs as views
from layers_cli.services.jobs.history import (
    Started,
    listing,
    program_for,
    resume_uploads,
    tell_of_uploads,
)
from layers_cli.services.jobs.wait import deliver, read_job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers_cli.context.context import CommandContext
    from layers_cli.ledger.records import IntentRecord

EARLIER_SECONDS = 300.0  # how far the clocks of server and machine may lie apart
LATER_SECONDS = 3600.0  # how long after the last try its container may still appear


@dataclass(frozen=True)
class Trouble:
    """Why one entry could not be gone on with."""

    entry: IntentRecord
    cause: Exception


def chosen(
    context: CommandContext, names: Sequence[str], *, everything: bool
) -> list[IntentRecord]:
    """Return the entries that go by *names*, or *everything* that is unfinished here, oldest first.

    Raises `UsageError` for neither, and `CommandError` for a name the ledger does not know, or
    knows from another server: what was asked for there must not be sent here.
    """
    if bool(names) == everything:
        raise UsageError("Name what to resume, or say --all", hint="layers jobs list --unfinished")
    if everything:
        unfinished = context.ledger.intents.newest(server=context.scope.server, unfinished=True)
        mine = _mine(
            context, [entry for entry in unfinished if entry.intent.kind not in UPLOAD_STEPS]
        )
        tell_of_uploads(context)
        return mine[::-1]
    found = {name: context.ledger.intents.find(name) for name in names}
    for name, entries in found.items():
        if not entries:
            raise CommandError(
                f"This machine has started nothing that goes by `{name}`",
                code="cli_not_started",
                exit_code=ExitCode.NOT_FOUND,
                hint="see what it has started: layers jobs list",
                submitted="no",
            )
        _check_server(context, entries)
    return list({entry.id: entry for entries in found.values() for entry in entries}.values())


def _mine(context: CommandContext, entries: Sequence[IntentRecord]) -> list[IntentRecord]:
    """Return those of *entries* that this profile or its key started; say who has the others.

    What a living process is sending is its own business.
    """
    place, mine, others = context.scope, [], Counter[str]()
    for entry in entries:
        if entry.state is IntentState.PENDING:
            context.out.note(
                f"{entry.key} is left to the process that is sending it at this moment"
            )
        elif place.profile == entry.intent.profile or place.credential == entry.intent.credential:
            mine.append(entry)
        else:
            others[program_for(entry)] += 1
    for program, count in others.items():
        context.out.note(f"{count} more of another profile: {program} jobs resume --all")
    return mine


def _check_server(context: CommandContext, entries: Sequence[IntentRecord]) -> None:
    for entry in entries:
        if entry.intent.server != context.scope.server:
            raise UsageError(
                f"{entry.key} was started at {entry.intent.server},"
                f" and this is {context.scope.server}",
                hint=f"go on with it there: {program_for(entry)} jobs resume {entry.key}",
            )


def resume(
    context: CommandContext,
    entries: Sequence[IntentRecord],
    *,
    timeout: float | None,
    watch: bool = True,
    force_new: bool = False,
) -> None:
    """Settle *entries*, wait for what they started and download what they were to download.

    One that cannot be settled does not stop the others. Raises its error where it is the only
    one, `ExitWithCode` unless all that was asked for is there.
    """
    targets: dict[str, TrackedJob] = {}
    deliveries: dict[str, DownloadOptions | None] = {}
    troubles: list[Trouble] = []
    for entry in entries:
        try:
            found = _settled(context, entry, force_new=force_new)
        except (
            ApiError,
            CreateError,
            PartialSubmissionError,
            OutcomeUnknownError,
            CommandError,
        ) as exc:
            troubles.append(Trouble(entry, exc))
            continue
        for target in found:
            targets[target.name] = target
            deliveries[target.name] = DownloadOptions.of_intent(entry.intent)
    code = _end(context, list(targets.values()), deliveries, entries, timeout=timeout, watch=watch)
    _raise_for(context, troubles, code, alone=len(entries) == 1)


def _end(
    context: CommandContext,
    targets: Sequence[TrackedJob],
    deliveries: dict[str, DownloadOptions | None],
    entries: Sequence[IntentRecord],
    *,
    timeout: float | None,
    watch: bool,
) -> ExitCode:
    """Wait for *targets*, or show what is known where there is nothing to wait for."""
    context.run_state.settled()
    if targets and watch:
        try:
            deliver(context, targets, deliveries, timeout=timeout)
        except ExitWithCode as end:
            return end.code
        return ExitCode.OK
    latest = [each for entry in entries for each in context.ledger.intents.find(entry.key)]
    rows = [Started(entry) for entry in latest]
    if len(entries) != 1 or not rows or rows[0].entry.state is not IntentState.UNKNOWN:
        context.out.show_pages([listing(rows)], views.unfinished_table)
    return ExitCode.OK


def _raise_for(
    context: CommandContext, troubles: Sequence[Trouble], code: ExitCode, *, alone: bool
) -> None:
    if troubles and alone:
        raise troubles[0].cause
    for trouble in troubles:
        context.out.warn(f"{trouble.entry.key}: {describe(trouble.cause).problem.message}")
    if troubles:
        only_doubts = all(isinstance(trouble.cause, OutcomeUnknownError) for trouble in troubles)
        code = worst({code, ExitCode.PARTIAL}) if not only_doubts or code else ExitCode.DECLINED
        context.out.hint(f"one by one: {context.program} jobs resume {troubles[0].entry.key}")
    if code is not ExitCode.OK:
        raise ExitWithCode(code)


def _settled(context: CommandContext, entry: IntentRecord, *, force_new: bool) -> list[TrackedJob]:
    """Return what there is to wait for, after finding out what became of *entry*."""
    if entry.intent.kind in UPLOAD_STEPS:
        raise CommandError(
            "This is a step of an upload of files",
            code="cli_upload_step",
            exit_code=ExitCode.USAGE,
            hint=f"uploads go on with: {resume_uploads(context)}",
        )
    if entry.state is IntentState.PENDING:
        raise CommandError(
            "Another process is sending it at this moment",
            code="cli_in_flight",
            exit_code=ExitCode.PENDING,
            hint="wait for it to end, then run this again",
        )
    if entry.state is IntentState.UNKNOWN:
        return _found_out(context, entry, force_new=force_new)
    if entry.state is IntentState.REFUSED or not entry.is_unfinished:
        return []
    if entry.job_id:
        return _job_target(context, entry, entry.job_id)
    return [
        TrackedJob.of_container(name, context.api.get_progress(name).model)
        for name in entry.container_ids
    ]


def _job_target(context: CommandContext, entry: IntentRecord, job_id: str) -> list[TrackedJob]:
    try:
        return [TrackedJob.of_job(read_job(context, job_id))]
    except NotFoundError:
        if entry.intent.credential != context.scope.credential:
            raise
        context.out.warn(f"The API no longer knows {job_id}; it is let go")
        context.ledger.intents.finish(job_id, {}, saved=False)
        return []


def _found_out(
    context: CommandContext, entry: IntentRecord, *, force_new: bool
) -> list[TrackedJob]:
    credential = context.scope.credential
    if entry.can_be_replayed(now=context.ledger.clock(), credential=credential):
        return _sent_again(context, entry)
    made, later = ([], []) if force_new else _look_alikes(context, entry)
    if made and len(made) == entry.intent.containers:
        context.ledger.intents.answer(
            entry.id, status=None, answer=None, job_id=None, container_ids=made, finished=False
        )
        return [
            TrackedJob.of_container(name, context.api.get_progress(name).model) for name in made
        ]
    if made or later or (entry.intent.kind != "create" and not force_new):
        question = f"Whether {entry.key} was made cannot be told. Send it again?"
        if context.no_input or not context.out.confirm(question):
            raise OutcomeUnknownError(entry)
    context.ledger.intents.refuse([entry.id], status=None, code="cli_not_found")
    return _sent_again(context, entry)


def _sent_again(context: CommandContext, entry: IntentRecord) -> list[TrackedJob]:
    """Send the request with its own key; the ledger knows it again by that."""
    intent = entry.intent
    delivery = DownloadOptions.of_intent(intent)
    recorded = delivery.recorded(context.cwd) if delivery else {}
    context.run_state.begin(
        BillableCommand(intent.run, intent.request_hash, **recorded),
        recovery=f"{context.program} jobs resume {intent.run}",
    )
    if intent.kind == "create":
        order, dialect = order_of(entry)
        return [
            TrackedJob.of_job(reply) for reply in Generation(context.api, dialect).place([order])
        ]
    context.api.send_again(
        PendingRequest(
            intent.method,
            intent.path,
            intent.body,
            intent.key,
            intent.kind,
            intent.project,
            intent.format,
            intent.hook,
            intent.containers,
        )
    )
    return []


def order_of(entry: IntentRecord) -> tuple[GenerationRequest, str]:
    """Return the order that *entry* was recorded for, and the dialect it was placed in."""
    intent, body = entry.intent, json.loads(entry.intent.body)
    if intent.path.endswith("/content"):
        media, dialect = body.get("references", {}).get("mediaIds", ()), "auto"
    else:
        media, dialect = [body["mediaId"]] if "mediaId" in body else (), "per-format"
    order = GenerationRequest(
        intent.project or "",
        body.get("hook"),
        intent.format or "",
        intent.containers,
        tuple(media),
        intent.key,
        intent.run,
    )
    return order, dialect


def _look_alikes(context: CommandContext, entry: IntentRecord) -> tuple[list[str], list[str]]:
    """Return containers of the project that may be what *entry* asked for: by hook and format.

    First those of its time, then those made at another time since: clocks may have been wrong.
    What other lines of the ledger have started is none of it.
    """
    intent = entry.intent
    if intent.kind != "create" or intent.project is None:
        return [], []
    first, last = entry.created_at - EARLIER_SECONDS, entry.changed_at + LATER_SECONDS
    # A line from the future was written by a clock that went wrong, and says nothing of the time.
    is_timed = entry.created_at <= context.ledger.clock()
    filters = {
        "since": _moment(first) if is_timed else None,
        "format": [intent.format] if intent.format else None,
    }
    pages = context.api.list_content(intent.project, filters, limit=None)
    same = [row for page in pages for row in page.models() if row.hook == intent.hook]
    free = [row for row in same if not context.ledger.intents.find(row.id)]
    made = [row.id for row in free if is_timed and _is_before(row.created_at, last)]
    return made, [row.id for row in free if row.id not in made]


def _is_before(moment: datetime | None, seconds: float) -> bool:
    return moment is not None and moment.timestamp() <= seconds


def _moment(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
