"""Endpoints of content containers: create in both dialects, read, list, progress, assets."""

from typing import Any

from layers_cli.sandbox.contract import answers, bodies, queries
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.error_codes import STARTING
from layers_cli.sandbox.core.errors import conflict, invalid, not_found
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import written
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.http.endpoints import Answer, Call, Operation
from layers_cli.sandbox.jobs.generation import (
    Order,
    accept,
    check_active,
    check_preconditions,
    unsupported,
)
from layers_cli.sandbox.jobs.progress import container_progress
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import ContainerFilter


def create(sandbox: SandboxState, call: Call) -> Answer:
    """Start a generation; the format stands in the body (content page)."""
    body: bodies.CreateContent = call.body
    order = Order(body.format, body.hook, body.variant_count, tuple(body.references.media_ids))
    return Answer(accept(sandbox, call, order), 202)


def create_slideshow(sandbox: SandboxState, call: Call) -> Answer:
    """Start a generation of one slideshow (per-format page)."""
    body: bodies.CreateSlideshow = call.body
    order = Order("slideshow-builder", body.hook, influencer_id=_influencer(sandbox, call))
    return Answer(accept(sandbox, call, order), 202)


def create_ugc_remix(sandbox: SandboxState, call: Call) -> Answer:
    """Start a generation of one remixed video (per-format page)."""
    body: bodies.CreateUgcRemix = call.body
    check_active(call.subject)
    check_preconditions(sandbox, call.subject, "ugc-remix")
    order = Order(
        "ugc-remix",
        body.hook,
        media_ids=() if body.media_id is None else (body.media_id,),
        media_field="mediaId",
        influencer_id=_influencer(sandbox, call),
    )
    return Answer(accept(sandbox, call, order), 202)


def create_reserved(sandbox: SandboxState, call: Call) -> Answer:
    """Refuse the formats the content page reserves."""
    raise unsupported(call.operation.path.rpartition("/")[2])


def _influencer(sandbox: SandboxState, call: Call) -> str | None:
    """Return the influencer that the body names; accounts cannot be connected here (ours)."""
    body: bodies.CreateSlideshow | bodies.CreateUgcRemix = call.body
    if body.social_account_id is not None:
        raise invalid(("socialAccountId", f"no {body.social_account_id} in this project"))
    if body.influencer_id is None:
        return None
    wanted = identifiers.prefixed("inf", body.influencer_id)
    found = sandbox.store.influencers.get(wanted, call.key["organization_id"])
    if found is None or found["project_id"] != call.subject["id"]:
        raise invalid(("influencerId", f"no {body.influencer_id} in this project"))
    if found["status"] != "ready":
        raise conflict("The influencer is not ready.", influencerStatus=found["status"])
    return wanted


def get(sandbox: SandboxState, call: Call) -> Answer:
    """Show one container."""
    return Answer(serializers.container(call.subject, call))


def list_(sandbox: SandboxState, call: Call) -> Answer:
    """Show a project's containers, newest first."""
    query: queries.ListContent = call.query
    narrowed = ContainerFilter(
        status=query.status,
        format=query.format,
        approval_status=query.approval_status,
        creative_type=query.creative_type,
        since=query.since,
        until=query.until,
    )
    rows = sandbox.store.containers.page(
        call.subject["id"],
        narrowed,
        limit=query.limit + 1,
        after=position("content", query.cursor),
    )
    return Answer(page("content", rows, query.limit, lambda row: serializers.container(row, call)))


def get_progress(sandbox: SandboxState, call: Call) -> Answer:
    """Show how far a container is, in both documented shapes at once (api-core 1.5)."""
    row = call.subject
    progress = container_progress(row, now=sandbox.clock.now())
    body: dict[str, Any] = {
        "containerId": row["id"],
        "status": row["status"],
        "stage": progress.stage,
        "stageProgress": progress.stage_progress,
        "etaSeconds": progress.eta_seconds,
        "updatedAt": written(row["updated_at"]),
        "jobId": row["job_id"],
        "kind": "content_generate" if row["job_id"] else None,
        "progress": progress.overall,
        "startedAt": written(row["created_at"]),
    }
    return Answer(body)


def get_asset(sandbox: SandboxState, call: Call) -> Answer:
    """Show one asset."""
    for asset in serializers.shown_assets(call.subject, call.base_url):
        if asset["assetId"] == call.params["assetId"]:
            return Answer(asset | {"containerId": call.subject["id"]})
    raise not_found("Asset")


_LIST = "/v1/projects/{projectId}/content"
_ONE = "/v1/content/{containerId}"


def _starter(path: str, handler: Any, summary: str, body: Any) -> Operation:
    return Operation(
        "POST",
        _LIST + path,
        handler,
        summary,
        answers.JobAccepted,
        202,
        scope="content:write",
        body=body,
        idempotent=True,
        starts_job=True,
        refusals=STARTING,
    )


def _reader(path: str, handler: Any, summary: str, answer: Any, query: Any = None) -> Operation:
    return Operation("GET", path, handler, summary, answer, scope="content:read", query=query)


OPERATIONS = (
    _starter("", create, "Generate content", bodies.CreateContent),
    _starter("/slideshow-builder", create_slideshow, "Make a slideshow", bodies.CreateSlideshow),
    _starter("/ugc-remix", create_ugc_remix, "Remix an app demo", bodies.CreateUgcRemix),
    _starter("/video-remix", create_reserved, "Remix a video (reserved)", None),
    _starter("/slideshow-remix", create_reserved, "Remix a slideshow (reserved)", None),
    _reader(_LIST, list_, "List containers", answers.ContainerPage, queries.ListContent),
    _reader(_ONE, get, "Read a container", answers.Container),
    _reader(f"{_ONE}/progress", get_progress, "Read a container's progress", answers.Progress),
    _reader(f"{_ONE}/assets/{{assetId}}", get_asset, "Read an asset", answers.ContainerAsset),
)
