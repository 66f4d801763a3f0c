"""Endpoints of projects."""

import json
from typing import Any

from layers_cli.sandbox.contract import answers, bodies, queries
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import invalid
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import written
from layers_cli.sandbox.http.endpoints import Answer, Call, Operation
from layers_cli.sandbox.jobs import completion
from layers_cli.sandbox.routes import upload_sessions
from layers_cli.sandbox.state.seed import OWNER_EMAIL
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def create(sandbox: SandboxState, call: Call) -> Answer:
    """Make a project; its id follows from the sandbox's seed."""
    body: bodies.CreateProject = call.body
    now = sandbox.clock.now()
    number = sandbox.store.projects.count() + 1
    row = body.model_dump()
    row |= {
        "id": identifiers.derived_uuid("prj", sandbox.seed, "project", number),
        "organization_id": call.key["organization_id"],
        "owner_email": body.owner_email or OWNER_EMAIL,
        "primary_language": body.primary_language or "en",
        "metadata": _metadata(body.metadata),
        "created_at": now,
        "updated_at": now,
    }
    sandbox.store.projects.add(row)
    return Answer(_shown(sandbox, call, str(row["id"])), 201)


def get(sandbox: SandboxState, call: Call) -> Answer:
    """Show one project."""
    return Answer(_project(sandbox, call, call.subject))


def list_(sandbox: SandboxState, call: Call) -> Answer:
    """Show the organization's projects in reverse creation order."""
    query: queries.ListProjects = call.query
    rows = sandbox.store.projects.page(
        call.key["organization_id"],
        limit=query.limit + 1,
        after=position("projects", query.cursor),
        status=query.status,
        search=query.search,
        customer_external_id=query.customer_external_id,
    )
    return Answer(page("projects", rows, query.limit, _row))


def patch(sandbox: SandboxState, call: Call) -> Answer:
    """Change what the body names; a status of `archived` archives as DELETE does."""
    body: bodies.PatchProject = call.body
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    if not changes:
        raise invalid(("", "at least one field is needed"))
    if "metadata" in changes:
        changes["metadata"] = _metadata(body.metadata)
    project = call.subject
    now = sandbox.clock.now()
    if changes.get("status") == "archived":
        _cancel_jobs(sandbox, project["id"])
        changes["archived_at"] = now
    elif "status" in changes:
        changes["archived_at"] = None
    sandbox.store.projects.change(project["id"], changes | {"updated_at": now})
    return Answer(_shown(sandbox, call, project["id"]))


def archive(sandbox: SandboxState, call: Call) -> Answer:
    """Archive a project and cancel its work; may be repeated (archive-project page)."""
    project_id = call.subject["id"]
    now = sandbox.clock.now()
    _cancel_jobs(sandbox, project_id)
    sandbox.store.projects.change(
        project_id, {"status": "archived", "archived_at": now, "updated_at": now}
    )
    receipt = {
        "id": project_id,
        "status": "archived",
        "archivedAt": written(now),
        "canceledScheduledPosts": 0,
    }
    return Answer(receipt)


def _cancel_jobs(sandbox: SandboxState, project_id: str) -> None:
    for job in sandbox.store.jobs.running(project_id=project_id):
        completion.cancel(sandbox, job)
    upload_sessions.cancel_all(sandbox, project_id)


def _metadata(metadata: dict[str, Any] | None) -> str | None:
    return None if metadata is None else json.dumps(metadata)


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "status": row["status"],
        "customerExternalId": row["customer_external_id"],
        "timezone": row["timezone"],
        "primaryLanguage": row["primary_language"],
        "ownerEmail": row["owner_email"],
        "createdAt": written(row["created_at"]),
        "updatedAt": written(row["updated_at"]),
    }


def _shown(sandbox: SandboxState, call: Call, project_id: str) -> dict[str, Any]:
    row = sandbox.store.projects.get(project_id, call.key["organization_id"])
    assert row is not None
    return _project(sandbox, call, row)


def _project(sandbox: SandboxState, call: Call, row: Row) -> dict[str, Any]:
    brand = {
        "appName": row["app_name"],
        "appDescription": row["app_description"],
        "tagline": row["tagline"],
        "brandVoice": row["brand_voice"],
    }
    return _row(row) | {
        "organizationId": row["organization_id"],
        "brand": None,
        "brandContext": _brand_context(sandbox, call, row, brand),
        **brand,
        "targetGender": row["target_gender"],
        "platformIosBundleId": None,
        "platformAndroidBundleId": None,
        "platformWebDomain": None,
        "ingestState": {"github": None, "website": None, "appstore": None},
        "metadata": json.loads(row["metadata"]) if row["metadata"] else None,
    }


def _brand_context(
    sandbox: SandboxState, call: Call, row: Row, brand: dict[str, Any]
) -> dict[str, Any] | None:
    """Show what is known of the brand; `None` while nothing is (get-project page)."""
    logos = sandbox.store.projects.media(row["id"], role="logo")
    if not (logos or row["app_name"] or row["app_description"] or row["tagline"]):
        return None
    return brand | {
        "audience": None,
        "icp": None,
        "keywords": [],
        "primaryLanguage": row["primary_language"],
        "logoUrl": f"{call.base_url}/media/{logos[-1]['path']}" if logos else None,
    }


_ALL = "/v1/projects"
_ONE = "/v1/projects/{projectId}"

OPERATIONS = (
    Operation(
        "GET",
        _ALL,
        list_,
        "List projects",
        answers.ProjectPage,
        scope="projects:read",
        query=queries.ListProjects,
    ),
    Operation(
        "POST",
        _ALL,
        create,
        "Make a project",
        answers.Project,
        201,
        scope="projects:write",
        body=bodies.CreateProject,
        idempotent=True,
    ),
    Operation("GET", _ONE, get, "Read a project", answers.Project, scope="projects:read"),
    Operation(
        "PATCH",
        _ONE,
        patch,
        "Change a project",
        answers.Project,
        scope="projects:write",
        body=bodies.PatchProject,
        idempotent=True,
    ),
    Operation(
        "DELETE",
        _ONE,
        archive,
        "Archive a project",
        answers.ArchiveReceipt,
        scope="projects:write",
        malformed_id=422,
    ),
)
