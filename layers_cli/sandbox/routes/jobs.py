"""Endpoints of jobs: read with ETag, cancel."""

import hashlib
import json
from typing import Any

from pydantic_core import to_json

from layers_cli.sandbox.contract import answers
from layers_cli.sandbox.core.timestamps import written
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.http.endpoints import Answer, Call, Operation
from layers_cli.sandbox.jobs import completion
from layers_cli.sandbox.jobs.progress import job_progress
from layers_cli.sandbox.routes import influencers
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def get(sandbox: SandboxState, call: Call) -> Answer:
    """Show a job; `304` while it has not moved since the ETag the client holds (get-job page)."""
    body = to_json(_job(sandbox, call))
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if _knows(call.header(b"if-none-match"), tag):
        return Answer(None, 304, headers)
    return Answer(body, 200, headers)


def cancel(sandbox: SandboxState, call: Call) -> Answer:
    """End a running job; its open containers are canceled and their credits given back."""
    job = call.subject
    receipt = {"jobId": job["id"], "accepted": completion.cancel(sandbox, job)}
    if receipt["accepted"]:
        return Answer(receipt, 202)
    return Answer(receipt | {"reason": f"ALREADY_{job['status'].upper()}"})


def _job(sandbox: SandboxState, call: Call) -> dict[str, Any]:
    job = call.subject
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
    shown["finishedAt"] = written(job["finished_at"])
    if job["status"] == "completed":
        shown["result"] = serializers.job_result(containers, call.base_url)
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
    shown["finishedAt"] = written(job["finished_at"])
    if job["status"] == "completed":
        shown["result"] = {"influencerId": influencer["id"]}
    return shown


def _running(job: Row, stage: str, progress: float) -> dict[str, Any]:
    return {"stage": stage, "progress": progress, "startedAt": written(job["started_at"])}


def _knows(if_none_match: str | None, tag: str) -> bool:
    if if_none_match is None:
        return False
    known = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in known or "*" in known


OPERATIONS = (
    Operation(
        "GET",
        "/v1/jobs/{jobId}",
        get,
        "Read a job",
        answers.Job,
        scope="jobs:read",
        revalidates=True,
    ),
    Operation(
        "POST",
        "/v1/jobs/{jobId}/cancel",
        cancel,
        "Cancel a job",
        answers.CancelReceipt,
        202,
        other_status=200,
        scope="jobs:cancel",
        idempotent=True,
    ),
)
