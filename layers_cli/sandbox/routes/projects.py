"""Endpoints of projects."""

import json
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.contract import bodies, queries, responses
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import invalid
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs import completion, first_steps
from layers_cli.sandbox.jobs.influencers import Portrait
from layers_cli.sandbox.posting import posts
from layers_cli.sandbox.routes import upload_sessions
from layers_cli.sandbox.state.seed import OWNER_EMAIL
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


async def draw_first(sandbox: SandboxState, request: EndpointRequest) -> Portrait | None:
    """Draw the first influencer of a project that gets a description."""
    body = request.body
    project: Row | None = request.resource
    project_id = _next_id(sandbox) if project is None else project["id"]
    target = body.target_gender
    if project is not None and "target_gender" not in body.model_fields_set:
        target = project["target_gender"]
    return await first_steps.draw_first(
        sandbox, project_id, description=body.app_description, target=target
    )


def _next_id(sandbox: SandboxState) -> str:
    number = sandbox.store.projects.count() + 1
    return identifiers.derived_uuid("prj", sandbox.seed, "project", number)


def create(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Create a project; with a description, its keywords and first influencer begin."""
    body: bodies.CreateProject = request.body
    now = sandbox.clock.now()
    row = body.model_dump()
    row |= {
        "id": _next_id(sandbox),
        "organization_id": request.key["organization_id"],
        "owner_email": body.owner_email or OWNER_EMAIL,
        "primary_language": body.primary_language or "en",
        "metadata": _metadata(body.metadata),
        "created_at": now,
        "updated_at": now,
    }
    sandbox.store.projects.add(row)
    added = _reread(sandbox, request, str(row["id"]))
    first_steps.begin(sandbox, added, request.prepared)
    return EndpointResponse(_project(sandbox, request, added), 201)


def get(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return one project."""
    return EndpointResponse(_project(sandbox, request, request.resource))


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List the organization's projects in reverse creation order."""
    query: queries.ListProjects = request.query
    rows = sandbox.store.projects.page(
        request.key["organization_id"],
        limit=query.limit + 1,
        after=position("projects", query.cursor),
        status=query.status,
        search=query.search,
        customer_external_id=query.customer_external_id,
    )
    return EndpointResponse(page("projects", rows, query.limit, _row))


def patch(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Change the given fields; a status of `archived` archives as DELETE does."""
    body: bodies.PatchProject = request.body
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    if not changes:
        raise invalid(("", "at least one field is needed"))
    if "metadata" in changes:
        changes["metadata"] = _metadata(body.metadata)
    project = request.resource
    now = sandbox.clock.now()
    if changes.get("status") == "archived":
        _cancel_work(sandbox, project)
        changes["archived_at"] = now
    elif "status" in changes:
        changes["archived_at"] = None
    sandbox.store.projects.change(project["id"], changes | {"updated_at": now})
    changed = _reread(sandbox, request, project["id"])
    if changed["app_description"] != project["app_description"]:
        first_steps.begin(sandbox, changed, request.prepared)
    return EndpointResponse(_project(sandbox, request, changed))


def archive(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Archive a project and cancel its work; may be repeated (archive-project page)."""
    project_id = request.resource["id"]
    now = sandbox.clock.now()
    canceled = _cancel_work(sandbox, request.resource)
    sandbox.store.projects.change(
        project_id, {"status": "archived", "archived_at": now, "updated_at": now}
    )
    receipt = {
        "id": project_id,
        "status": "archived",
        "archivedAt": format_timestamp(now),
        "canceledScheduledPosts": canceled,
    }
    return EndpointResponse(receipt)


def _cancel_work(sandbox: SandboxState, project: Row) -> int:
    """Cancel a project's jobs, uploads and posts; return how many posts there were."""
    for job in sandbox.store.jobs.running(project_id=project["id"]):
        completion.cancel(sandbox, job)
    upload_sessions.cancel_all(sandbox, project["id"])
    return posts.cancel_all(sandbox, project["organization_id"], project_id=project["id"])


def _metadata(metadata: dict[str, Any] | None) -> str | None:
    return None if metadata is None else dumps(metadata)


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "status": row["status"],
        "customerExternalId": row["customer_external_id"],
        "timezone": row["timezone"],
        "primaryLanguage": row["primary_language"],
        "ownerEmail": row["owner_email"],
        "createdAt": format_timestamp(row["created_at"]),
        "updatedAt": format_timestamp(row["updated_at"]),
    }


def _reread(sandbox: SandboxState, request: EndpointRequest, project_id: str) -> Row:
    row = sandbox.store.projects.get(project_id, request.key["organization_id"])
    assert row is not None
    return row


def _project(sandbox: SandboxState, request: EndpointRequest, row: Row) -> dict[str, Any]:
    brand = {
        "appName": row["app_name"],
        "appDescription": row["app_description"],
        "tagline": row["tagline"],
        "brandVoice": row["brand_voice"],
    }
    return _row(row) | {
        "organizationId": row["organization_id"],
        "brand": None,
        "brandContext": _brand_context(sandbox, request, row, brand),
        **brand,
        "targetGender": row["target_gender"],
        "platformIosBundleId": None,
        "platformAndroidBundleId": None,
        "platformWebDomain": None,
        "ingestState": {"github": None, "website": None, "appstore": None},
        "metadata": json.loads(row["metadata"]) if row["metadata"] else None,
    }


def _brand_context(
    sandbox: SandboxState, request: EndpointRequest, row: Row, brand: dict[str, Any]
) -> dict[str, Any] | None:
    """Return what is known about the brand, or `None` (get-project page)."""
    logos = sandbox.store.projects.media(row["id"], role="logo")
    if not (logos or row["app_name"] or row["app_description"] or row["tagline"]):
        return None
    return brand | {
        "audience": None,
        "icp": None,
        "keywords": _keywords(sandbox, row["id"]),
        "primaryLanguage": row["primary_language"],
        "logoUrl": f"{request.base_url}/media/{logos[-1]['path']}" if logos else None,
    }


def _keywords(sandbox: SandboxState, project_id: str) -> list[str]:
    latest = sandbox.store.keywords.latest(project_id)
    return [] if latest is None else [each["phrase"] for each in json.loads(latest["hashtags"])]


_ALL = "/v1/projects"
_ONE = "/v1/projects/{projectId}"

ENDPOINTS = (
    Endpoint(
        "GET",
        _ALL,
        list_,
        "List projects",
        responses.ProjectPage,
        scope="projects:read",
        query=queries.ListProjects,
    ),
    Endpoint(
        "POST",
        _ALL,
        create,
        "Make a project",
        responses.Project,
        201,
        scope="projects:write",
        body=bodies.CreateProject,
        prepare=draw_first,
    ),
    Endpoint("GET", _ONE, get, "Read a project", responses.Project, scope="projects:read"),
    Endpoint(
        "PATCH",
        _ONE,
        patch,
        "Change a project",
        responses.Project,
        scope="projects:write",
        body=bodies.PatchProject,
        prepare=draw_first,
    ),
    Endpoint(
        "DELETE",
        _ONE,
        archive,
        "Archive a project",
        responses.ArchiveReceipt,
        scope="projects:write",
        malformed_id=422,
    ),
)
