"""Endpoints of jobs: read with ETag, cancel."""

import json
from typing import Any

from layers_cli.sandbox.contract import responses
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.http.revalidation import revalidated
from layers_cli.sandbox.jobs import completion
from layers_cli.sandbox.jobs.progress import job_progress, timed_progress
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def get(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return a job; `304` if it has not changed since the client's ETag (get-job page)."""
    return revalidated(request, _job(sandbox, request))


def cancel(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Cancel a running job and its open containers, and refund their credits."""
    job = request.resource
    receipt = {"jobId": job["id"], "accepted": completion.cancel(sandbox, job)}
    if receipt["accepted"]:
        return EndpointResponse(receipt, 202)
    return EndpointResponse(receipt | {"reason": f"ALREADY_{job['status'].upper()}"})


def _job(sandbox: SandboxState, request: EndpointRequest) -> dict[str, Any]:
    job, now = request.resource, sandbox.clock.now()
    if job["kind"] == "content_generate":
        containers = sandbox.store.containers.of_job(job["id"])
        made = {"containerIds": [row["id"] for row in containers], "format": job["format"]}
        result = serializers.job_result(containers, request.base_url)
        stage, progress = job_progress(containers, now=now)
    else:
        made = result = serializers.timed_job_result(sandbox, job)
        stage, progress = _timed(sandbox, job, now)
    body = {
        "jobId": job["id"],
        "kind": job["kind"],
        "status": job["status"],
        "projectId": job["project_id"],
        **made,
    }
    if job["status"] == "running":
        started = format_timestamp(job["started_at"])
        return body | {"stage": stage, "progress": progress, "startedAt": started}
    body["finishedAt"] = format_timestamp(job["finished_at"])
    if job["status"] == "completed":
        body["result"] = result
    if job["error"] is not None:
        body["error"] = json.loads(job["error"])
    return body


def _timed(sandbox: SandboxState, job: Row, now: int) -> tuple[str, float]:
    """Return stage and progress of a job that ends when it is due; the stages are ours."""
    row = sandbox.store.influencers.of_job(job["id"], now=now)
    stage = "researching"
    if row is None:
        row = sandbox.store.keywords.of_job(job["id"])
    else:
        stage = "training" if row["shown_status"] == "training" else "queued"
    return stage, timed_progress(row, started_at=job["started_at"], now=now)


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
    ),
)
