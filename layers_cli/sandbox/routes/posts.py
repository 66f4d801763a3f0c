"""Endpoints that take content to social accounts, and of the posts they make (publishing pages)."""

from layers_cli.sandbox.contract import posts as contract
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError, conflict
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.posting import music, posts, scheduling
from layers_cli.sandbox.posting.scheduling import Source
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import PostFilter, Row


def schedule(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Schedule a container for accounts: all targets or none.

    While it waits for approval, the schedule is kept with a 202, and made when it is approved.
    """
    body: contract.ScheduleContent = request.body
    container = request.resource
    scheduled_for = scheduling.parse_future(sandbox, body.scheduled_for)
    _check(sandbox, container, body.targets)
    if container["approval_status"] == "pending":
        scheduling.stash(sandbox, container, body, Source.of(request))
        waits = {
            "scheduledPostIds": [],
            "scheduledPosts": [],
            "gateStatus": "blocked_on_approval",
        }
        return EndpointResponse(waits, 202)
    return _add_posts(sandbox, request, scheduled_for)


def publish(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Publish a container on accounts now: all targets or none.

    Posts go out after 30 seconds; until then they can be canceled.
    """
    container = request.resource
    _check(sandbox, container, request.body.targets)
    if container["approval_status"] == "pending":
        raise HttpError(
            403,
            "APPROVAL_REQUIRED",
            "The container waits for approval; publish it when it is approved.",
            details={"approvalStatus": "pending"},
        )
    lead = int(sandbox.settings.publish_lead_seconds * 1000)
    return _add_posts(sandbox, request, sandbox.clock.now() + lead)


def _check(sandbox: SandboxState, container: Row, targets: list[contract.Target]) -> None:
    project = sandbox.store.overview.project(container["project_id"])
    assert project is not None
    scheduling.check_targets(sandbox, container, targets)
    scheduling.check_container(sandbox, container, project)


def _add_posts(
    sandbox: SandboxState, request: EndpointRequest, scheduled_for: int
) -> EndpointResponse:
    ids = scheduling.add_posts(
        sandbox, request.resource, request.body.targets, scheduled_for, Source.of(request)
    )
    rows = [_row(sandbox, post_id) for post_id in ids]
    made = [posts.serialize(row, request.base_url) for row in rows]
    return EndpointResponse({"scheduledPostIds": ids, "scheduledPosts": made}, 201)


def _row(sandbox: SandboxState, post_id: str) -> Row:
    row = sandbox.store.posts.row(post_id)
    assert row is not None
    return row


def get(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return one post."""
    return EndpointResponse(posts.serialize(request.resource, request.base_url))


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List a project's posts, those that go out last first."""
    query: contract.ListPosts = request.query
    wanted = query.social_account_id
    rows = sandbox.store.posts.page(
        request.resource["id"],
        PostFilter(
            status=query.status,
            account_id=None if wanted is None else identifiers.prefixed("sa", wanted),
            since=query.since,
            until=query.until,
        ),
        limit=query.limit + 1,
        after=position("posts", query.cursor),
    )
    shown = page(
        "posts",
        rows,
        query.limit,
        lambda row: posts.serialize(row, request.base_url),
        by="scheduled_for",
    )
    return EndpointResponse(shown)


def reschedule(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Give a queued post another time."""
    body: contract.ReschedulePost = request.body
    post, now = request.resource, sandbox.clock.now()
    moment = scheduling.parse_future(sandbox, body.scheduled_for)
    changes = {"scheduled_for": moment, "due_at": moment, "updated_at": now}
    if post["status"] != "queued" or not sandbox.store.posts.move_on(post, changes):
        raise conflict(f"The post is {post['status']}.", status=post["status"])
    receipt = {
        "id": post["id"],
        "status": "queued",
        "scheduledFor": format_timestamp(moment),
        "updatedAt": format_timestamp(now),
    }
    return EndpointResponse(receipt)


def cancel(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Cancel a post that has not ended; it stays readable."""
    post, organization_id = request.resource, request.key["organization_id"]
    at = posts.cancel(sandbox, organization_id, post, reason=request.body.reason)
    if at is None:
        raise conflict(f"The post is {post['status']}.", status=post["status"])
    receipt = {"id": post["id"], "status": "canceled", "canceledAt": format_timestamp(at)}
    return EndpointResponse(receipt)


def list_music(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List the music for pictures on TikTok."""
    tracks = music.tracks()
    return EndpointResponse({"tracks": tracks, "total": len(tracks)})


_ONE = "/v1/scheduled-posts/{scheduledPostId}"
_GATED = ("CONFLICT", "CONTENT_REJECTED")

ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/content/{containerId}/schedule",
        schedule,
        "Schedule a container",
        contract.ScheduledPosts,
        201,
        scope="publish:write",
        body=contract.ScheduleContent,
        other_status=202,
        error_codes=_GATED,
    ),
    Endpoint(
        "POST",
        "/v1/content/{containerId}/publish",
        publish,
        "Publish a container",
        contract.ScheduledPosts,
        201,
        scope="publish:write",
        body=contract.PublishContent,
        error_codes=(*_GATED, "APPROVAL_REQUIRED"),
    ),
    Endpoint(
        "GET",
        "/v1/projects/{projectId}/scheduled-posts",
        list_,
        "List scheduled posts",
        contract.ScheduledPostPage,
        scope="publish:read",
        query=contract.ListPosts,
    ),
    Endpoint(
        "GET",
        _ONE,
        get,
        "Read a scheduled post",
        contract.ScheduledPost,
        scope="publish:read",
    ),
    Endpoint(
        "POST",
        f"{_ONE}/reschedule",
        reschedule,
        "Reschedule a post",
        contract.RescheduledPost,
        scope="publish:write",
        body=contract.ReschedulePost,
        error_codes=("CONFLICT",),
    ),
    Endpoint(
        "DELETE",
        _ONE,
        cancel,
        "Cancel a scheduled post",
        contract.CanceledPost,
        scope="publish:write",
        body=contract.CancelPost,
        optional_body=True,
        error_codes=("CONFLICT",),
    ),
    Endpoint(
        "GET",
        "/v1/tiktok-music",
        list_music,
        "List TikTok music",
        contract.Tracks,
        scope="publish:read",
    ),
)
