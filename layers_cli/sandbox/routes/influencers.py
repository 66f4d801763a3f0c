"""Endpoints of influencers: made by a job, drawn by the sandbox (influencers pages, newer)."""

from typing import Any

from layers_cli.sandbox.contract import influencers as contract
from layers_cli.sandbox.core.errors import invalid
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs import completion, influencers
from layers_cli.sandbox.jobs.generation import check_active
from layers_cli.sandbox.jobs.influencers import Portrait
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


async def draw(sandbox: SandboxState, request: EndpointRequest) -> Portrait:
    """Draw the portrait before the transaction."""
    project, body = request.resource, request.body
    check_active(project)
    person = influencers.person_of(
        sandbox,
        project["id"],
        gender=body.gender,
        age_range=body.age_range,
        prompt=body.prompt,
        target=project["target_gender"],
    )
    return await influencers.draw(sandbox, person)


def create(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Start the job; the influencer is ready when it is due."""
    project = request.resource
    check_active(project)
    accepted = influencers.start_influencer(
        sandbox, project, request.prepared, prompt=request.body.prompt
    )
    return EndpointResponse(accepted, 202)


async def draw_clone(sandbox: SandboxState, request: EndpointRequest) -> Portrait:
    """Draw the clone before the transaction; one that looks the same shares the picture."""
    original, overrides = request.resource, request.body.overrides
    gender, age_range = _value(overrides.gender, original["gender"]), _age(original, overrides)
    check_active(_project(sandbox, request))
    person = influencers.person_of(
        sandbox,
        original["project_id"],
        gender=gender,
        age_range=age_range,
        prompt=original["prompt"],
    )
    if (gender, age_range) == (original["gender"], original["age_range"] or None):
        return Portrait(person, original["image_path"])
    return await influencers.draw(sandbox, person)


def clone(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Start the job that makes another influencer from this one."""
    original, body, project = request.resource, request.body, _project(sandbox, request)
    check_active(project)
    accepted = influencers.start_influencer(
        sandbox,
        project,
        request.prepared,
        kind=influencers.CLONE,
        name=body.name,
        age_range=_age(original, body.overrides) or "",
        prompt=original["prompt"],
        brand_voice=_value(body.overrides.brand_voice, original["brand_voice"]),
        language=_value(body.overrides.language, original["language"]),
    )
    return EndpointResponse(accepted, 202)


def _value(given: str | None, original: str) -> str:
    return original if given is None else given


def _age(original: Row, overrides: contract.CloneOverrides) -> str | None:
    """Return the clone's age range; no age range is an empty text in the store."""
    return overrides.age_range or original["age_range"] or None


def _project(sandbox: SandboxState, request: EndpointRequest) -> Row:
    row = sandbox.store.projects.get(request.resource["project_id"], request.key["organization_id"])
    assert row is not None
    return row


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


def patch(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Change the given fields; the portrait stays."""
    changes: dict[str, Any] = request.body.model_dump(exclude_unset=True)
    if not changes:
        raise invalid(("", "at least one field is needed"))
    if "age_range" in changes:
        changes["age_range"] = changes["age_range"] or ""
    now, influencer_id = sandbox.clock.now(), request.resource["id"]
    sandbox.store.influencers.change(influencer_id, changes | {"updated_at": now})
    row = sandbox.store.influencers.shown(influencer_id, now=now)
    return EndpointResponse(_serialize(row, request))


def delete(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Delete an influencer for good, and cancel its job; content made with it stays."""
    influencer, now = request.resource, sandbox.clock.now()
    completion.cancel(sandbox, sandbox.store.jobs.row(influencer["job_id"]))
    sandbox.store.influencers.change(influencer["id"], {"status": "deleted", "updated_at": now})
    receipt = {
        "influencerId": influencer["id"],
        "status": "deleted",
        "deletedAt": format_timestamp(now),
    }
    return EndpointResponse(receipt)


def _serialize(row: Row, request: EndpointRequest) -> dict[str, Any]:
    is_ready = row["status"] == "ready"
    return {
        "influencerId": row["id"],
        "projectId": row["project_id"],
        "name": row["name"],
        "imageUrl": f"{request.base_url}/media/{row['image_path']}" if is_ready else None,
        "gender": row["gender"],
        "ageRange": row["age_range"] or None,
        "brandVoice": row["brand_voice"],
        "language": row["language"],
        "status": row["shown_status"],
        "errorMessage": row["error_message"],
        "createdAt": format_timestamp(row["created_at"]),
        "updatedAt": format_timestamp(row["updated_at"]),
    }


_ALL = "/v1/projects/{projectId}/influencers"
_ONE = "/v1/influencers/{influencerId}"
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
        _ONE,
        get,
        "Read an influencer",
        contract.Influencer,
        scope=_SCOPE,
    ),
    Endpoint(
        "PATCH",
        _ONE,
        patch,
        "Change an influencer",
        contract.Influencer,
        scope=_SCOPE,
        body=contract.PatchInfluencer,
    ),
    Endpoint(
        "DELETE",
        _ONE,
        delete,
        "Delete an influencer",
        contract.DeletedInfluencer,
        scope=_SCOPE,
        body=contract.DeleteInfluencer,
        optional_body=True,
    ),
    Endpoint(
        "POST",
        f"{_ONE}/clone",
        clone,
        "Clone an influencer",
        contract.InfluencerAccepted,
        202,
        scope=_SCOPE,
        body=contract.CloneInfluencer,
        prepare=draw_clone,
        starts_job=True,
        error_codes=("CONFLICT",),
    ),
)
