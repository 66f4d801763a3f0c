"""Content review: a project's policy, and the decision on one container."""

from typing import Any

from layers_cli.sandbox.contract import bodies, responses
from layers_cli.sandbox.core.errors import conflict
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.posting import scheduling
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events


def get_policy(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return the policy."""
    return EndpointResponse(_policy(sandbox, request.resource))


def patch_policy(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Set the policy; containers that exist keep their approval status."""
    body: bodies.PatchReviewPolicy = request.body
    changes = {
        "review_policy": body.policy,
        "review_first_n": body.first_n,
        "review_updated_at": sandbox.clock.now(),
    }
    sandbox.store.projects.change(request.resource["id"], changes)
    return EndpointResponse(_policy(sandbox, {**request.resource, **changes}))


def _policy(sandbox: SandboxState, project: Row | dict[str, Any]) -> dict[str, Any]:
    policy: dict[str, Any] = {
        "projectId": project["id"],
        "policy": project["review_policy"],
        "pendingCount": sandbox.store.containers.pending(project["id"]),
    }
    if project["review_first_n"] is not None:
        policy["firstN"] = project["review_first_n"]
    if project["review_updated_at"] is not None:
        policy["updatedAt"] = format_timestamp(project["review_updated_at"])
    return policy


def approve(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Approve a container, and schedule what waited for that."""
    body: bodies.Approve = request.body
    decided = _decide(sandbox, request, "approved", body.note)
    promotion = scheduling.promote(sandbox, request.resource)
    if promotion is not None:
        decided["pendingSchedulePromotion"] = promotion
    return EndpointResponse(decided)


def reject(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Reject a container for good."""
    body: bodies.Reject = request.body
    sandbox.store.posts.take_stashed(request.resource["id"])
    return EndpointResponse(
        _decide(sandbox, request, "rejected", body.reason) | {"reason": body.reason}
    )


def _decide(
    sandbox: SandboxState, request: EndpointRequest, decision: str, note: str | None
) -> dict[str, Any]:
    """Record the decision; the container must be completed and pending.

    Messages and details are those of the reject-content page; for one that is not completed, ours.
    """
    container = request.resource
    approval, status = container["approval_status"], container["status"]
    if approval == "not_required":
        raise conflict("Container does not require approval.", approvalStatus=approval)
    if approval != "pending":
        raise conflict(f"Container is already {approval}.", approvalStatus=approval)
    if status != "completed":
        raise conflict(f"Container is {status}.", approvalStatus=approval, status=status)
    now = sandbox.clock.now()
    by = "api_" + request.key["id"]
    sandbox.store.containers.review(
        container["id"],
        {
            "approval_status": decision,
            "reviewed_at": now,
            "reviewed_by": by,
            "review_note": note,
            "updated_at": now,
        },
    )
    decided = {"id": container["id"], f"{decision}At": format_timestamp(now), f"{decision}By": by}
    told = decided | {"projectId": container["project_id"]}
    if decision == "rejected":
        told["reason"] = note
    events.publish(
        sandbox,
        f"content.{decision}",
        request.key["organization_id"],
        container["project_id"],
        told,
    )
    return decided | {"approvalStatus": decision}


_POLICY = "/v1/projects/{projectId}/content-review-policy"

ENDPOINTS = (
    Endpoint(
        "GET",
        _POLICY,
        get_policy,
        "Read the review policy",
        responses.ReviewPolicy,
        scope="content:read",
    ),
    Endpoint(
        "PATCH",
        _POLICY,
        patch_policy,
        "Set the review policy",
        responses.ReviewPolicy,
        scope="content:approve",
        body=bodies.PatchReviewPolicy,
    ),
    Endpoint(
        "POST",
        "/v1/content/{containerId}/approve",
        approve,
        "Approve a container",
        responses.Review,
        scope="content:approve",
        body=bodies.Approve,
        error_codes=("CONFLICT",),
        optional_body=True,
    ),
    Endpoint(
        "POST",
        "/v1/content/{containerId}/reject",
        reject,
        "Reject a container for good",
        responses.Review,
        scope="content:approve",
        body=bodies.Reject,
        error_codes=("CONFLICT",),
    ),
)
