"""Create, clone and change influencers; they are made by jobs (api-rest 6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers_cli.api.polling import TrackedJob
from layers_cli.api.responses import ApiResponse, contract_error
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.services.jobs.results import record_results
from layers_cli.services.jobs.submit import start_billable_command
from layers_cli.services.jobs.wait import wait, watch_command

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import Influencer  # saves their import where nobody reads
    from layers_cli.api.models import Job  # saves pydantic where JSON is printed


@dataclass(frozen=True)
class StartOptions:
    """How an influencer is started.

    *timeout* is how many seconds to wait for it, None for not at all; *key* the user's own
    Idempotency-Key.
    """

    timeout: float | None
    key: str | None = None


@dataclass(frozen=True)
class StartedInfluencer:
    """An influencer as it was read last, the *job* that makes it, and how the run ends."""

    reply: ApiResponse[Influencer]
    job: TrackedJob
    exit_code: ExitCode


def given_fields(**given: str | None) -> dict[str, Any]:
    """Return what was *given*, by the API's names."""
    return {name: str(value) for name, value in given.items() if value is not None}


def with_age_range(fields: Mapping[str, Any], *, cleared: bool) -> dict[str, Any]:
    """Return *fields*, with null for the age range if it is *cleared*; raises `UsageError`."""
    if cleared and "ageRange" in fields:
        raise UsageError("--no-age-range clears what --age-range sets", hint="leave out one")
    return {**fields, "ageRange": None} if cleared else dict(fields)


def create(
    context: CommandContext, fields: Mapping[str, Any], how: StartOptions
) -> StartedInfluencer:
    """Create an influencer in the chosen project."""
    request = [context.project, "influencer", fields]
    key = start_billable_command(context, request, given=how.key)
    return _started(context, context.api.create_influencer(context.project, fields, key=key), how)


def clone(
    context: CommandContext,
    influencer_id: str,
    name: str,
    overrides: Mapping[str, Any],
    how: StartOptions,
) -> StartedInfluencer:
    """Make another influencer called *name* from one; *overrides* are what is different."""
    fields = {"name": name, **({"overrides": dict(overrides)} if overrides else {})}
    key = start_billable_command(context, [influencer_id, "clone", fields], given=how.key)
    return _started(context, context.api.clone_influencer(influencer_id, fields, key=key), how)


def update(
    context: CommandContext, influencer_id: str, fields: Mapping[str, Any]
) -> ApiResponse[Influencer]:
    """Change *fields* of an influencer; raises `UsageError` if there is nothing to change."""
    if not fields:
        raise UsageError("There is nothing to change", hint="layers influencer update --help")
    return context.api.update_influencer(influencer_id, fields)


def _started(
    context: CommandContext, reply: ApiResponse[Job], how: StartOptions
) -> StartedInfluencer:
    """Wait as *how* says for what *reply* has started, and read it."""
    name, job_id = reply.data.get("influencerId"), reply.data.get("jobId")
    if not (name and job_id and isinstance(name, str) and isinstance(job_id, str)):
        raise contract_error(
            reply, "The request was accepted, but its response names no influencer and its job"
        )
    job = TrackedJob.of_job(reply)
    context.run_state.accepted(resume=watch_command(context, [job.name]))
    if how.timeout is not None:
        wait(context, [job], timeout=how.timeout)
        record_results(context, [job], [], saved=False)
    influencer = context.api.get_influencer(name)
    if how.timeout is None:
        context.feedback.hint(f"to see it ready: {context.command_line('influencer', 'get', name)}")
        return StartedInfluencer(influencer, job, ExitCode.OK)
    if not job.finished:
        return StartedInfluencer(influencer, job, ExitCode.PENDING)
    failed = influencer.data.get("status") == "failed"
    return StartedInfluencer(influencer, job, ExitCode.JOB_FAILED if failed else ExitCode.OK)
