"""Endpoints of keywords (keywords pages)."""

import json

from layers_cli.sandbox.contract import keywords as contract
from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs import keywords
from layers_cli.sandbox.jobs.generation import check_active
from layers_cli.sandbox.state.state import SandboxState


def get(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return the project's keywords, best first."""
    latest = sandbox.store.keywords.latest(request.resource["id"])
    body = {
        "projectId": request.resource["id"],
        "hashtags": [] if latest is None else json.loads(latest["hashtags"]),
        "refreshedAt": None if latest is None else format_timestamp(latest["ended_at"]),
    }
    return EndpointResponse(body)


def refresh(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Start looking for the project's keywords; the old ones stay until new ones are there."""
    project = request.resource
    check_active(project)
    if not project["app_description"]:
        raise HttpError(
            422,
            "VALIDATION",
            "Keywords need appDescription on the project.",
            details={"missingFields": ["appDescription"]},
        )
    return EndpointResponse(keywords.start_research(sandbox, project), 202)


_KEYWORDS = "/v1/projects/{projectId}/keywords"

ENDPOINTS = (
    Endpoint("GET", _KEYWORDS, get, "Read the keywords", contract.Keywords, scope="projects:read"),
    Endpoint(
        "POST",
        f"{_KEYWORDS}/refresh",
        refresh,
        "Refresh the keywords",
        contract.KeywordsAccepted,
        202,
        scope="projects:write",
        body=contract.RefreshKeywords,
        optional_body=True,
        starts_job=True,
        error_codes=("CONFLICT", "VALIDATION"),
    ),
)
