"""Endpoints of jobs: read with ETag, cancel."""

import hashlib
import json
from typing import Any

from pydantic_core import to_json

from layers_cli.sandbox.contract import responses
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs import completion
from layers_cli.sandbox.jobs.progress import job_progress
from layers_cli.sandbox.routes import influencers
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def get(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Show a job; `304` while it has not moved since the ETag the client holds (get-job page)."""
    body = to_json(_job(sandbox, request))
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if _knows(request.header(b"if-none-match"), tag):
        return EndpointResponse(None, 304, headers)
    return EndpointResponse(body, 200, headers)


def cancel(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """End a running job; its open containers are canceled and their credits given back."""
    job = request.resource
    receipt = {"jobId": job["id"], "accepted": completion.cancel(sandbox, job)}
    if receipt["accepted"]:
        return EndpointResponse(receipt, 202)
    return EndpointResponse(receipt | {"reason": f"ALREADY_{job['status'].upper()}"})


def _job(sandbox: SandboxState, request: EndpointRequest) -> dict[str, Any]:
    job = request.resource
    if job["kind"] == "influencer_create":
        return _influencer_job(sandbox, job)
    containers = sandbox.store.containers.of_job(job["id"])
    shown: dict[str, Any] = {
        "jobId": job["id"],
        "kind": job["kind"],
        "status": job["status"],
        "projectId": job["project_id"],
        "containerIds": [row["id"] for row in containers],
        "format": job["format"],
    }
    if job["status"] == "running":
        return shown | _running(job, *job_progress(containers, now=sandbox.clock.now()))
    shown["finishedAt"] = format_timestamp(job["finished_at"])
    if job["status"] == "completed":
        shown["result"] = serializers.job_result(containers, request.base_url)
    if job["error"] is not None:
        shown["error"] = json.loads(job["error"])
    return shown


def _influencer_job(sandbox: SandboxState, job: Row) -> dict[str, Any]:
    now = sandbox.clock.now()
    influencer = sandbox.store.influencers.of_job(job["id"], now=now)
    shown: dict[str, Any] = {
        "jobId": job["id"],
        "kind": job["kind"],
        "status": job["status"],
        "projectId": job["project_id"],
        "influencerId": influencer["id"],
    }
    if job["status"] == "running":
        return shown | _running(job, *influencers.job_progress(influencer, now=now))
    shown["finishedAt"] = format_timestamp(job["finished_at"])
    if job["status"] == "completed":
        shown["result"] = {"influencerId": influencer["id"]}
    return shown


def _running(job: Row, stage: str, progress: float) -> dict[str, Any]:
    return {"stage": stage, "progress": progress, "startedAt": format_timestamp(job["started_at"])}


def _knows(if_none_match: str | None, tag: str) -> bool:
    if if_none_match is None:
        return False
    known = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in known or "*" in known


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/jobs/{jobId}",
        get,
        "Read a job",
        responses.Job,
        scope="jobs:read",
        revalidates=True,
    ),
    Endpoint(
        "POST",
        "/v1/jobs/{jobId}/cancel",
        cancel,
        "Cancel a job",
        responses.CancelReceipt,
        202,
        other_status=200,
        scope="jobs:cancel",
        idempotent=True,
    ),
)
