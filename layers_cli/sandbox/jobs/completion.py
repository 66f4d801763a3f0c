"""Finish containers, refund credits, settle the job."""

from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.store.influencers import InfluencerRows
from layers_cli.sandbox.store.keywords import KeywordRows
from layers_cli.sandbox.webhooks import events


def complete(sandbox: SandboxState, container: Row) -> None:
    """Complete a container."""
    now = sandbox.clock.now()
    with sandbox.store.transaction():
        if sandbox.store.work.end(container["id"], "completed", now=now):
            events.content_generated(sandbox, container)
            _settle(sandbox, container["job_id"], now)


def complete_timed(sandbox: SandboxState) -> None:
    """Complete the influencers and keyword searches that are due, and their jobs."""
    now = sandbox.clock.now()
    kinds: tuple[InfluencerRows | KeywordRows, ...] = (
        sandbox.store.influencers,
        sandbox.store.keywords,
    )
    for rows in kinds:
        for row in rows.due(now):
            with sandbox.store.transaction():
                if rows.end(row["job_id"], "ready", now=now):
                    sandbox.store.jobs.finish(row["job_id"], "completed", now=now)
                    events.job_ended(sandbox, row["job_id"])


def fail(
    sandbox: SandboxState, container: Row, *, code: str, message: str, stage: str, retryable: bool
) -> None:
    """Fail a container and refund its credits; `lastError` has the reason (ours)."""
    now = sandbox.clock.now()
    error = {"code": code, "message": message, "stage": stage, "retryable": retryable}
    with sandbox.store.transaction():
        if sandbox.store.work.end(container["id"], "failed", now=now, last_error=dumps(error)):
            sandbox.store.credits.refund(container, now=now)
            _settle(sandbox, container["job_id"], now)


def cancel(sandbox: SandboxState, job: Row) -> bool:
    """Cancel a running job and its open containers; `False` if it has already ended."""
    now = sandbox.clock.now()
    with sandbox.store.transaction():
        if not sandbox.store.jobs.finish(job["id"], "canceled", now=now):
            return False
        for container in sandbox.store.containers.of_job(job["id"]):
            if sandbox.store.work.end(container["id"], "canceled", now=now):
                sandbox.store.credits.refund(container, now=now)
        sandbox.store.influencers.end(job["id"], "failed", now=now, error="The job was canceled.")
        sandbox.store.keywords.end(job["id"], "canceled", now=now)
        events.job_ended(sandbox, job["id"])
    return True


def _settle(sandbox: SandboxState, job_id: str, now: int) -> None:
    """End the job after its last container; completed if any container is."""
    containers = sandbox.store.containers.of_job(job_id)
    ends: set[Any] = {container["status"] for container in containers}
    if ends & {"queued", "processing"}:
        return
    if "completed" in ends:
        sandbox.store.jobs.finish(job_id, "completed", now=now)
    else:
        error = next(row["last_error"] for row in containers if row["last_error"])
        sandbox.store.jobs.finish(job_id, "failed", now=now, error=error)
    events.job_ended(sandbox, job_id)
