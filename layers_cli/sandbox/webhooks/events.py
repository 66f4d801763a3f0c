"""Webhook events (api-rest 10.2), written to the outbox in the transaction that causes them."""

import json
import uuid
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def job_ended(sandbox: SandboxState, job_id: str) -> None:
    """Publish that a job has ended, with its result or error."""
    job = sandbox.store.jobs.row(job_id)
    data: dict[str, Any] = {"jobId": job["id"], "kind": job["kind"]}
    if job["status"] == "completed":
        data["result"] = _result(sandbox, job)
    elif job["status"] == "failed":
        data["error"] = json.loads(job["error"])
    publish(sandbox, f"job.{job['status']}", job["organization_id"], job["project_id"], data)


def _result(sandbox: SandboxState, job: Row) -> dict[str, Any]:
    if job["kind"] != "content_generate":
        return serializers.timed_job_result(sandbox, job)
    return serializers.job_result(sandbox.store.containers.of_job(job["id"]), base_url(sandbox))


def content_generated(sandbox: SandboxState, container: Row) -> None:
    """Publish that a container is complete, with assets and preview (preview-object page)."""
    assets = serializers.assets(container, base_url(sandbox))
    data = {
        "id": container["id"],
        "projectId": container["project_id"],
        "preview": serializers.preview(container["preview"], assets),
        "assets": assets,
    }
    job = sandbox.store.jobs.row(container["job_id"])
    publish(sandbox, "content.generated", job["organization_id"], container["project_id"], data)


def base_url(sandbox: SandboxState) -> str:
    """Return the base of links in events, for which there is no request."""
    return sandbox.settings.base_url or "http://localhost"


def publish(
    sandbox: SandboxState,
    event_type: str,
    organization_id: str,
    project_id: str,
    data: dict[str, Any],
) -> None:
    """Put an event into the outbox for each endpoint that subscribes to it."""
    endpoints = sandbox.store.webhooks.subscribed(organization_id, project_id, event_type)
    event_id = new_event_id(sandbox) if endpoints else ""
    for endpoint in endpoints:
        schedule(sandbox, endpoint["id"], event_id, event_type, data)
    if endpoints:
        sandbox.notify()


def new_event_id(sandbox: SandboxState) -> str:
    """Make an id `evt_<26>`, which is the same for every endpoint and every retry."""
    return identifiers.new_ulid("evt", now=sandbox.clock.now())


def schedule(
    sandbox: SandboxState,
    endpoint_id: str,
    event_id: str,
    event_type: str,
    data: dict[str, Any],
    **more: Any,
) -> dict[str, Any]:
    """Put one delivery into the outbox, due at once; return its row.

    The body is stored, so that every retry sends the same bytes. *more* is added to the top level
    beside `id`, `type` and `data`; `createdAt` there is ours.
    """
    now = sandbox.clock.now()
    envelope = {
        "id": event_id,
        "type": event_type,
        "createdAt": format_timestamp(now),
        "data": data,
        **more,
    }
    row = {
        "id": str(uuid.uuid4()),
        "endpoint_id": endpoint_id,
        "event_id": event_id,
        "event_type": event_type,
        "body": dumps(envelope, ensure_ascii=False, separators=(",", ":")),
        "next_retry_at": now,
        "created_at": now,
    }
    sandbox.store.webhooks.add_delivery(row)
    return row
