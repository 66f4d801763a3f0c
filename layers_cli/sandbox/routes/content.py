"""Endpoints of content: generate in both dialects, read, list, progress, assets."""

import json
from typing import Any

from layers_cli.sandbox.contract import bodies, queries, responses
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.error_codes import GENERATION_ERRORS
from layers_cli.sandbox.core.errors import conflict, invalid, not_found
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.http.revalidation import revalidated
from layers_cli.sandbox.jobs.generation import (
    GenerationSpec,
    check_active,
    check_preconditions,
    start_generation,
    unsupported,
)
from layers_cli.sandbox.jobs.progress import ENDED, ContainerProgress, container_progress
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import ContainerFilter, Row


def create(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Start a generation; the body names the format (content page)."""
    body: bodies.CreateContent = request.body
    spec = GenerationSpec(
        body.format, body.hook, body.variant_count, tuple(body.references.media_ids)
    )
    return EndpointResponse(start_generation(sandbox, request, spec), 202)


def create_slideshow(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Start the generation of one slideshow (per-format page)."""
    body: bodies.CreateSlideshow = request.body
    spec = GenerationSpec(
        "slideshow-builder", body.hook, influencer_id=_influencer(sandbox, request)
    )
    return EndpointResponse(start_generation(sandbox, request, spec), 202)


def create_ugc_remix(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Start the generation of one remixed video (per-format page)."""
    body: bodies.CreateUgcRemix = request.body
    check_active(request.resource)
    check_preconditions(sandbox, request.resource, "ugc-remix")
    spec = GenerationSpec(
        "ugc-remix",
        body.hook,
        media_ids=() if body.media_id is None else (body.media_id,),
        media_field="mediaId",
        influencer_id=_influencer(sandbox, request),
    )
    return EndpointResponse(start_generation(sandbox, request, spec), 202)


def create_reserved(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Reject the reserved formats (content page)."""
    raise unsupported(request.endpoint.path.rpartition("/")[2])


def _influencer(sandbox: SandboxState, request: EndpointRequest) -> str | None:
    """Return the body's influencer id; an account alone means the project's first one (ours)."""
    body: bodies.CreateSlideshow | bodies.CreateUgcRemix = request.body
    if body.social_account_id is not None:
        _check_account(sandbox, request, body.social_account_id)
    if body.influencer_id is None:
        return None
    wanted = identifiers.prefixed("inf", body.influencer_id)
    found = sandbox.store.influencers.get(wanted, request.key["organization_id"])
    if found is None or found["project_id"] != request.resource["id"]:
        raise invalid(("influencerId", f"no {body.influencer_id} in this project"))
    if found["status"] != "ready":
        raise conflict("The influencer is not ready.", influencerStatus=found["status"])
    return wanted


def _check_account(sandbox: SandboxState, request: EndpointRequest, given: str) -> None:
    wanted = identifiers.prefixed("sa", given)
    account = sandbox.store.social_accounts.get(wanted, request.key["organization_id"])
    if account is None or account["project_id"] != request.resource["id"]:
        raise invalid(("socialAccountId", f"no {given} in this project"))


def get(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return one container."""
    return EndpointResponse(serializers.container(request.resource, request))


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List a project's containers, newest first."""
    query: queries.ListContent = request.query
    rows = sandbox.store.containers.page(
        request.resource["id"],
        ContainerFilter(**query.model_dump(exclude={"cursor", "limit"})),
        limit=query.limit + 1,
        after=position("content", query.cursor),
    )
    return EndpointResponse(
        page("content", rows, query.limit, lambda row: serializers.container(row, request))
    )


def get_progress(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return a container's progress in both documented shapes at once (api-core 1.5).

    An ETag goes with it, as with the job; that the estimate does not change the ETag is ours.
    """
    progress = container_progress(request.resource, now=sandbox.clock.now())
    body = _progress(request.resource, progress) | _end(request.resource, request.base_url)
    return revalidated(request, body, estimates=frozenset({"etaSeconds"}))


def _progress(row: Row, progress: ContainerProgress) -> dict[str, Any]:
    body: dict[str, Any] = {
        "containerId": row["id"],
        "status": row["status"],
        "stage": progress.stage,
        "stageProgress": progress.stage_progress,
        "etaSeconds": progress.eta_seconds,
        "updatedAt": format_timestamp(row["updated_at"]),
        "jobId": row["job_id"],
        "kind": "content_generate" if row["job_id"] else None,
        "projectId": row["project_id"],
        "containerIds": [row["id"]],
        "progress": progress.overall,
        "startedAt": format_timestamp(row["created_at"]),
    }
    return body if row["format"] is None else body | {"format": row["format"]}


def _end(row: Row, base_url: str) -> dict[str, Any]:
    """Return what a job says at its end, for one container."""
    if row["status"] not in ENDED:
        return {}
    at = row["completed_at"] or row["failed_at"] or row["updated_at"]
    end: dict[str, Any] = {"finishedAt": format_timestamp(at)}
    if row["status"] == "completed":
        end["result"] = serializers.job_result([row], base_url)
    elif row["last_error"]:
        end["error"] = json.loads(row["last_error"])
    return end


def get_asset(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return one asset."""
    for asset in serializers.shown_assets(request.resource, request.base_url):
        if asset["assetId"] == request.params["assetId"]:
            return EndpointResponse(asset | {"containerId": request.resource["id"]})
    raise not_found("Asset")


_LIST = "/v1/projects/{projectId}/content"
_ONE = "/v1/content/{containerId}"


def _starter(path: str, handler: Any, summary: str, body: Any) -> Endpoint:
    return Endpoint(
        "POST",
        _LIST + path,
        handler,
        summary,
        responses.JobAccepted,
        202,
        scope="content:write",
        body=body,
        starts_job=True,
        error_codes=GENERATION_ERRORS,
    )


def _reader(path: str, handler: Any, summary: str, response: Any, **more: Any) -> Endpoint:
    return Endpoint("GET", path, handler, summary, response, scope="content:read", **more)


ENDPOINTS = (
    _starter("", create, "Generate content", bodies.CreateContent),
    _starter("/slideshow-builder", create_slideshow, "Make a slideshow", bodies.CreateSlideshow),
    _starter("/ugc-remix", create_ugc_remix, "Remix an app demo", bodies.CreateUgcRemix),
    _starter("/video-remix", create_reserved, "Remix a video (reserved)", None),
    _starter("/slideshow-remix", create_reserved, "Remix a slideshow (reserved)", None),
    _reader(_LIST, list_, "List containers", responses.ContainerPage, query=queries.ListContent),
    _reader(_ONE, get, "Read a container", responses.Container),
    _reader(
        f"{_ONE}/progress",
        get_progress,
        "Read a container's progress",
        responses.Progress,
        revalidates=True,
    ),
    _reader(f"{_ONE}/assets/{{assetId}}", get_asset, "Read an asset", responses.ContainerAsset),
)
