"""How work ends: each container once, its credits with it, and the job with its last container."""

import json
from typing import Any

from layers_cli.sandbox.state.state import World
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events


def complete(world: World, container: Row) -> None:
    """End a container as completed."""
    now = world.clock.now()
    with world.store.transaction():
        if world.store.work.end(container["id"], "completed", now=now):
            events.content_generated(world, container)
            _settle(world, container["job_id"], now)


def fail(
    world: World, container: Row, *, code: str, message: str, stage: str, retryable: bool
) -> None:
    """End a container as failed and give its credits back; `lastError` says why (ours)."""
    now = world.clock.now()
    error = {"code": code, "message": message, "stage": stage, "retryable": retryable}
    with world.store.transaction():
        if world.store.work.end(container["id"], "failed", now=now, last_error=json.dumps(error)):
            world.store.credits.refund(container, now=now)
            _settle(world, container["job_id"], now)


def cancel(world: World, job: Row) -> bool:
    """End a running job and the containers that are still open; `False` if it had ended."""
    now = world.clock.now()
    with world.store.transaction():
        if not world.store.jobs.finish(job["id"], "canceled", now=now):
            return False
        for container in world.store.containers.of_job(job["id"]):
            if world.store.work.end(container["id"], "canceled", now=now):
                world.store.credits.refund(container, now=now)
        world.store.influencers.end(job["id"], "failed", now=now, error="The job was canceled.")
        events.job_ended(world, job["id"])
    return True


def _settle(world: World, job_id: str, now: int) -> None:
    """End the job if this was its last container: completed if any of them is."""
    containers = world.store.containers.of_job(job_id)
    ends: set[Any] = {container["status"] for container in containers}
    if ends & {"queued", "processing"}:
        return
    if "completed" in ends:
        world.store.jobs.finish(job_id, "completed", now=now)
    else:
        error = next(row["last_error"] for row in containers if row["last_error"])
        world.store.jobs.finish(job_id, "failed", now=now, error=error)
    events.job_ended(world, job_id)
