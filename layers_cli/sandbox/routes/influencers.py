"""Endpoints of influencers: made by a job, drawn by the sandbox (influencers pages, newer)."""

import asyncio
import hashlib
from typing import Any

from layers_cli.sandbox.contract import influencers as contract
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs.generation import check_active, start_job
from layers_cli.sandbox.media.portraits import Person, draw_portrait
from layers_cli.sandbox.rendering.renderer import write_whole
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events

_NAMES = {
    "female": ("Ava", "Noor", "Mia", "Keiko", "Zuri", "Elena", "Priya", "Ines"),
    "male": ("Leo", "Omar", "Noah", "Kenji", "Kofi", "Mateo", "Arjun", "Luca"),
    "non_binary": ("Robin", "Sam", "Alex", "Hikaru", "Sol", "Jules", "Kiran", "Quinn"),
}


async def draw(sandbox: SandboxState, request: EndpointRequest) -> tuple[Person, str]:
    """Draw the portrait before the transaction; return the person and the path of the file."""
    check_active(request.resource)
    person = _person(sandbox, request)
    return person, await asyncio.to_thread(_draw, sandbox, person)


def create(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Start the job; the influencer is ready when it is due."""
    project, now = request.resource, sandbox.clock.now()
    check_active(project)
    person, portrait = request.prepared
    names = _NAMES[person.gender]
    job, accepted = start_job(sandbox, project, "influencer_create", request="{}")
    influencer_id = identifiers.new_uuid("inf")
    sandbox.store.influencers.add(
        {
            "id": influencer_id,
            "project_id": project["id"],
            "job_id": job["id"],
            "name": names[int(person.seed, 16) % len(names)],
            "gender": person.gender,
            "age_range": person.age_range,
            "prompt": request.body.prompt,
            "brand_voice": project["brand_voice"],
            "language": project["primary_language"],
            "image_path": portrait,
            "due_at": now + int(sandbox.settings.generation_seconds * 1000),
            "created_at": now,
            "updated_at": now,
        }
    )
    return EndpointResponse(accepted | {"influencerId": influencer_id}, 202)


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List a project's influencers, newest first."""
    query: contract.ListInfluencers = request.query
    rows = sandbox.store.influencers.page(
        request.resource["id"],
        now=sandbox.clock.now(),
        limit=query.limit + 1,
        after=position("influencers", query.cursor),
        status=query.status,
    )
    return EndpointResponse(
        page("influencers", rows, query.limit, lambda row: _serialize(row, request))
    )


def get(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return one influencer."""
    row = sandbox.store.influencers.shown(request.resource["id"], now=sandbox.clock.now())
    return EndpointResponse(_serialize(row, request))


def complete_due(sandbox: SandboxState) -> None:
    """Complete the influencers that are due, and their jobs."""
    now = sandbox.clock.now()
    for influencer in sandbox.store.influencers.due(now):
        with sandbox.store.transaction():
            if sandbox.store.influencers.end(influencer["job_id"], "ready", now=now):
                sandbox.store.jobs.finish(influencer["job_id"], "completed", now=now)
                events.job_ended(sandbox, influencer["job_id"])


def job_progress(influencer: Row, *, now: int) -> tuple[str, float]:
    """Return stage and progress of an influencer's running job; its stages are ours."""
    whole = influencer["due_at"] - influencer["created_at"]
    passed = now - influencer["created_at"]
    stage = "training" if influencer["shown_status"] == "training" else "queued"
    return stage, min(0.99, int(100 * passed / whole) / 100) if whole > 0 else 0.99


def _person(sandbox: SandboxState, request: EndpointRequest) -> Person:
    body: contract.CreateInfluencer = request.body
    target = request.resource["target_gender"]
    gender = body.gender or (target if target in ("female", "male") else "female")
    age_range = body.age_range or "young_adult"
    number = sandbox.store.influencers.count(request.resource["id"])
    decisive = (sandbox.seed, request.resource["id"], number, gender, age_range, body.prompt)
    return Person(gender, age_range, hashlib.sha256(repr(decisive).encode()).hexdigest()[:16])


def _draw(sandbox: SandboxState, person: Person) -> str:
    picture = draw_portrait(person)
    path = f"influencers/{hashlib.sha256(picture).hexdigest()[:32]}.jpg"
    write_whole(sandbox.media / path, picture)
    return path


def _serialize(row: Row, request: EndpointRequest) -> dict[str, Any]:
    is_ready = row["status"] == "ready"
    return {
        "influencerId": row["id"],
        "projectId": row["project_id"],
        "name": row["name"],
        "imageUrl": f"{request.base_url}/media/{row['image_path']}" if is_ready else None,
        "gender": row["gender"],
        "ageRange": row["age_range"],
        "brandVoice": row["brand_voice"],
        "language": row["language"],
        "status": row["shown_status"],
        "errorMessage": row["error_message"],
        "createdAt": format_timestamp(row["created_at"]),
        "updatedAt": format_timestamp(row["updated_at"]),
    }


_ALL = "/v1/projects/{projectId}/influencers"
_SCOPE = "influencers:write"  # reads included (all influencers pages)

ENDPOINTS = (
    Endpoint(
        "GET",
        _ALL,
        list_,
        "List influencers",
        contract.InfluencerPage,
        scope=_SCOPE,
        query=contract.ListInfluencers,
    ),
    Endpoint(
        "POST",
        _ALL,
        create,
        "Make an influencer",
        contract.InfluencerAccepted,
        202,
        scope=_SCOPE,
        body=contract.CreateInfluencer,
        optional_body=True,
        prepare=draw,
        starts_job=True,
        error_codes=("CONFLICT",),
    ),
    Endpoint(
        "GET",
        "/v1/influencers/{influencerId}",
        get,
        "Read an influencer",
        contract.Influencer,
        scope=_SCOPE,
    ),
)
