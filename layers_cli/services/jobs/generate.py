"""Submit generations: one key, the budget, then the create calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from layers_cli.api.generation import Generation, GenerationRequest, Submission
from layers_cli.api.polling import TrackedJob
from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.ledger.recorder import SANDBOX, containers_of
from layers_cli.ledger.records import digest
from layers_cli.services.jobs import budget, handoff
from layers_cli.services.jobs.not_started import NotStarted, not_started
from layers_cli.services.jobs.requests import GenerateOptions, build_requests, dialect_of
from layers_cli.services.jobs.submit import checked_key, start_billable_command
from layers_cli.services.jobs.wait import track_started, watch_command

if TYPE_CHECKING:
    from layers_cli.api.models import Job  # saves pydantic where JSON is printed


class SubmitOptions(NamedTuple):
    """How generations are submitted.

    *idempotency_key* is the user's own; *force_new* starts another one even if an identical command
    is unfinished. *max_credits* is the most that they may cost, *agreed* a yes beforehand. The jobs
    are written to the file *handoff*, which is there only with *replace_handoff*. All of it is
    recorded as another take of the container *take_of*.
    """

    idempotency_key: str | None = None
    force_new: bool = False
    max_credits: float | None = None
    agreed: bool = False
    handoff: str | None = None
    replace_handoff: bool = False
    take_of: str | None = None


def estimate(
    context: CommandContext, options: GenerateOptions, submission: SubmitOptions
) -> budget.SpendingEstimate:
    """Return what *options* would send and cost; nothing is created or recorded."""
    handoff.checked_path(context, submission.handoff, replace=submission.replace_handoff)
    texts = options.read_hooks(context.inputs)
    run_key = checked_key(submission.idempotency_key)
    project = options.project or context.project
    requests = build_requests(options, texts, project=project, run_key=run_key)
    return budget.estimate(context.api, requests, dialect=_dialect(context, options))


class StartedJobs(NamedTuple):
    """The *accepted* jobs of a command, and what is *missing* because it was refused.

    *made_again* are containers that failed in an earlier run, and are asked for anew.
    """

    accepted: Sequence[ApiResponse[Job]]
    missing: Sequence[NotStarted]
    made_again: frozenset[str] = frozenset()

    @property
    def tracked(self) -> list[TrackedJob]:
        """Return what to wait for."""
        return track_started(self.accepted, without=self.made_again)


def generate(
    context: CommandContext,
    options: GenerateOptions,
    how: SubmitOptions,
    download: DownloadOptions | None,
) -> StartedJobs:
    """Submit what *options* ask for and return what was started.

    *download* is recorded, so that a resumed job is saved alike. Raises what
    `start_billable_command`, `check_budget`, `handoff.reserved` and `Generation.submit` raise.
    """
    handoff.checked_path(context, how.handoff, replace=how.replace_handoff)
    texts = options.read_hooks(context.inputs)
    dialect = _dialect(context, options)
    project = options.project or context.project
    asked: list[Any] = [project, options.format, texts, options.variants]
    asked += [list(options.media), *options.actors]
    asked += [["take of", how.take_of]] if how.take_of else []
    run_key = start_billable_command(
        context,
        asked,
        given=how.idempotency_key,
        force_new=how.force_new,
        download=download,
        take_of=how.take_of,
    )
    _note_repetition(context, digest(asked), options.variants, run_key)
    requests = build_requests(options, texts, project=project, run_key=run_key)
    made_again: set[str] = set()
    if how.idempotency_key is None:
        units = [each for request in requests for each in request.units(dialect)]
        requests = [take for request in units for take in _takes(context, request, made_again)]
    budget.check_budget(context, requests, most=how.max_credits, agreed=how.agreed)
    given = how.handoff
    with handoff.reserved(context, given, replace=how.replace_handoff) as write:
        submission = _submit(context, requests, dialect)
        write(submission.accepted)
    if given is not None:
        collect = context.command_line("jobs", "collect", str(context.cwd / given))
        context.feedback.hint(f"to collect it later: {collect}")
    missing = not_started(context, submission)
    return StartedJobs(submission.accepted, missing, frozenset(made_again))


def _takes(
    context: CommandContext, request: GenerationRequest, made_again: set[str]
) -> Iterator[GenerationRequest]:
    """Yield what gives all that *request* asks for, without paying twice for a part of it.

    That is *request* itself, unless a part of it failed in an earlier run of the same command: with
    its key the API gives that job again, so what failed is asked for with another key, and added to
    *made_again*.
    """
    ledger, key, missing, number = context.ledger.intents, request.key, request.variants, 1
    while missing and (earlier := ledger.ended(context.scope.server, key)):
        failed = {name for name, end in earlier.ends.items() if end != "completed"}
        made = len(earlier.ends) - len(failed)
        if made:
            yield request._replace(key=key, variants=earlier.intent.containers)
        made_again |= failed
        missing, number = missing - made, number + 1
        key = f"{request.key}-t{number}"
    if missing:
        yield request._replace(key=key, variants=missing)


def _note_repetition(
    context: CommandContext, request_hash: str, variants: int, run_key: str
) -> None:
    """Say that the sandbox, unlike the API, draws the same request alike, and what differs."""
    server = context.scope.server
    repeated = context.ledger.intents.was_accepted(server, request_hash, besides=run_key)
    if server == SANDBOX and repeated:
        context.feedback.note(
            "This was generated before: the sandbox draws the same bytes again,"
            " unless the project has changed"
        )
        context.feedback.hint(f"for another take: --variants {variants + 1}, whose last one is new")


def _dialect(context: CommandContext, options: GenerateOptions) -> str:
    return dialect_of(options, context.settings.api_dialect.value)


def _submit(
    context: CommandContext, requests: Sequence[GenerationRequest], dialect: str
) -> Submission:
    submission = Generation(context.api, dialect).submit(requests)
    resume = watch_command(context, [_started(reply) for reply in submission.accepted])
    context.run_state.accepted(resume=resume)
    return submission


def _started(reply: ApiResponse[Job]) -> str:
    """Return the id to wait with, from the response as it came: no unreadable field may hide it."""
    job = reply.data.get("jobId")
    return job if job and isinstance(job, str) else containers_of(reply.data)[0]
