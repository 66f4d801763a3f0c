"""Find out what became of a request whose outcome the ledger does not know.

Within the server's window the same request is sent again with its key, which gives the first
answer. After that the containers or posts themselves are looked for, and the user is asked if in
doubt.
"""

import json
from datetime import UTC, datetime

from layers_cli.api.errors import NotFoundError
from layers_cli.api.generation import Generation, GenerationRequest
from layers_cli.api.intents import PendingRequest
from layers_cli.api.polling import TrackedJob
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.ledger.errors import OutcomeUnknownError
from layers_cli.ledger.records import (
    POSTING,
    UPLOAD_STEPS,
    BillableCommand,
    IntentRecord,
    IntentState,
)
from layers_cli.render.text import iso_time
from layers_cli.services.jobs.history import resume_uploads
from layers_cli.services.jobs.not_started import not_started, warn_of
from layers_cli.services.jobs.sent_posts import (
    EARLIER_SECONDS,
    LATER_SECONDS,
    settle_by_posts,
)
from layers_cli.services.jobs.wait import read_job, track_started


def find_outcome(
    context: CommandContext, record: IntentRecord, *, force_new: bool
) -> list[TrackedJob]:
    """Find out what became of *record* and return the jobs or containers to wait for.

    A request with an unknown outcome is sent again with its own key while that is safe. After that
    its containers are looked for; *force_new* sends it again without looking. Raises
    `OutcomeUnknownError` if nobody agrees to send it again, and what the calls raise.
    """
    if record.intent.kind in UPLOAD_STEPS:
        raise CommandError(
            "This is a step of an upload of files",
            code="cli_upload_step",
            exit_code=ExitCode.USAGE,
            hint=f"resume the upload: {resume_uploads(context)}",
        )
    if record.state is IntentState.PENDING:
        raise CommandError(
            "Another process is sending it right now",
            code="cli_in_flight",
            exit_code=ExitCode.PENDING,
            hint="wait for it to end, then run this again",
        )
    if record.state is IntentState.UNKNOWN:
        return _found_out(context, record, force_new=force_new)
    if record.state is IntentState.REFUSED or not record.is_unfinished:
        return []
    if record.job_id:
        return _tracked_job(context, record, record.job_id)
    return [
        TrackedJob.of_container(name, context.api.get_progress(name).model)
        for name in record.container_ids
    ]


def _tracked_job(context: CommandContext, record: IntentRecord, job_id: str) -> list[TrackedJob]:
    try:
        return [TrackedJob.of_job(read_job(context, job_id))]
    except NotFoundError:
        if record.intent.credential != context.scope.credential:
            raise
        context.feedback.warn(f"The API no longer knows {job_id}; it counts as finished")
        context.ledger.intents.finish(job_id, {}, saved=False)
        return []


def _found_out(
    context: CommandContext, record: IntentRecord, *, force_new: bool
) -> list[TrackedJob]:
    credential = context.scope.credential
    if record.can_be_replayed(now=context.ledger.clock(), credential=credential):
        return _sent_again(context, record)
    if record.intent.kind in POSTING and not force_new and settle_by_posts(context, record):
        return []
    made, later = ([], []) if force_new else _look_alikes(context, record)
    if made and len(made) == record.intent.containers:
        context.ledger.intents.answer(
            record.id, status=None, answer=None, job_id=None, container_ids=made, finished=False
        )
        return [
            TrackedJob.of_container(name, context.api.get_progress(name).model) for name in made
        ]
    if made or later or (record.intent.kind != "create" and not force_new):
        question = f"The outcome of {record.key} is unknown. Send it again?"
        if not context.feedback.confirm(question):
            raise OutcomeUnknownError(record)
    context.ledger.intents.refuse([record.id], status=None, code="cli_not_found")
    return _sent_again(context, record)


def _sent_again(context: CommandContext, record: IntentRecord) -> list[TrackedJob]:
    """Send the request again with its own key, by which the ledger recognizes it."""
    intent = record.intent
    download = DownloadOptions.of_intent(intent)
    saving = download.recorded(context.cwd) if download else {}
    context.run_state.begin(
        BillableCommand(intent.run, intent.request_hash, **saving),
        recovery=context.command_line("jobs", "resume", intent.run),
    )
    if intent.kind == "create":
        request, dialect = request_of(record)
        submission = Generation(context.api, dialect).submit([request])
        warn_of(context, not_started(context, submission))
        return track_started(submission.accepted)
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


def request_of(record: IntentRecord) -> tuple[GenerationRequest, str]:
    """Return the request that *record* was recorded for, and the dialect it was sent in."""
    intent, body = record.intent, json.loads(record.intent.body)
    if intent.path.endswith("/content"):
        media, dialect = body.get("references", {}).get("mediaIds", ()), "auto"
    else:
        media, dialect = [body["mediaId"]] if "mediaId" in body else (), "per-format"
    request = GenerationRequest(
        intent.project or "",
        body.get("hook"),
        intent.format or "",
        intent.containers,
        tuple(media),
        intent.key,
        intent.run,
        body.get("influencerId"),
        body.get("socialAccountId"),
    )
    return request, dialect


def _look_alikes(context: CommandContext, record: IntentRecord) -> tuple[list[str], list[str]]:
    """Return containers of the project that may be those of *record*, by hook and format.

    First those of its time, then those made at another time since, as clocks may have been wrong.
    Containers that the ledger knows from other records are left out.
    """
    intent = record.intent
    if intent.kind != "create" or intent.project is None:
        return [], []
    first, last = record.created_at - EARLIER_SECONDS, record.changed_at + LATER_SECONDS
    # A record from the future was written by a wrong clock, and its time means nothing.
    is_timed = record.created_at <= context.ledger.clock()
    filters = {
        "since": iso_time(datetime.fromtimestamp(first, UTC)) if is_timed else None,
        "format": [intent.format] if intent.format else None,
    }
    pages = context.api.list_content(intent.project, filters, limit=None)
    same = [row for page in pages for row in page.models() if row.hook == intent.hook]
    free = [row for row in same if not context.ledger.intents.find(row.id)]
    made = [row.id for row in free if is_timed and _is_before(row.created_at, last)]
    return made, [row.id for row in free if row.id not in made]


def _is_before(moment: datetime | None, seconds: float) -> bool:
    return moment is not None and moment.timestamp() <= seconds
