"""How work ends: each container once, its credits with it, and the job with its last container."""

import json
from typing import Any

from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events


def complete(sandbox: SandboxState, container: Row) -> None:
    """End a container as completed."""
    now = sandbox.clock.now()
    with sandbox.store.transaction():
        if sandbox.store.work.end(container["id"], "completed", now=now):
            events.content_generated(sandbox, container)
            _settle(sandbox, container["job_id"], now)


def fail(
    sandbox: SandboxState, container: Row, *, code: str, message: str, stage: str, retryable: bool
) -> None:
    """End a container as failed and give its credits back; `lastError` says why (ours)."""
    now = sandbox.clock.now()
    error = {"code": code, "message": message, "stage": stage, "retryable": retryable}
    with sandbox.store.transaction():
        if sandbox.store.work.end(container["id"], "failed", now=now, last_error=json.dumps(error)):
            sandbox.store.credits.refund(container, now=now)
            _settle(sandbox, container["job_id"], now)


def cancel(sandbox: SandboxState, job: Row) -> bool:
    """End a running job and the containers that are still open; `False` if it had ended."""
    now = sandbox.clock.now()
    with sandbox.store.transaction():
        if not sandbox.store.jobs.finish(job["id"], "canceled", now=now):
            return False
        for container in sandbox.store.containers.of_job(job["id"]):
            if sandbox.store.work.end(container["id"], "canceled", now=now):
                sandbox.store.credits.refund(container, now=now)
        sandbox.store.influencers.end(job["id"], "failed", now=now, error="The job was canceled.")
        events.job_ended(sandbox, job["id"])
    return True


def _settle(sandbox: SandboxState, job_id: str, now: int) -> None:
    """End the job if this was its last container: completed if any of them is."""
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
