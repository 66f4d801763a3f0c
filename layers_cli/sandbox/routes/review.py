"""The review gate: a project's policy, and the decision on one container."""

from typing import Any

from layers_cli.sandbox.contract import answers, bodies
from layers_cli.sandbox.core.errors import conflict
from layers_cli.sandbox.core.timestamps import written
from layers_cli.sandbox.http.endpoints import Answer, Call, Operation
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events


def get_policy(sandbox: SandboxState, call: Call) -> Answer:
    """Show the policy."""
    return Answer(_policy(sandbox, call.subject))


def patch_policy(sandbox: SandboxState, call: Call) -> Answer:
    """Set the policy; containers that exist keep their approval status."""
    body: bodies.PatchReviewPolicy = call.body
    changes = {
        "review_policy": body.policy,
        "review_first_n": body.first_n,
        "review_updated_at": sandbox.clock.now(),
    }
    sandbox.store.projects.change(call.subject["id"], changes)
    return Answer(_policy(sandbox, {**call.subject, **changes}))


def _policy(sandbox: SandboxState, project: Row | dict[str, Any]) -> dict[str, Any]:
    policy: dict[str, Any] = {
        "projectId": project["id"],
        "policy": project["review_policy"],
        "pendingCount": sandbox.store.containers.pending(project["id"]),
    }
    if project["review_first_n"] is not None:
        policy["firstN"] = project["review_first_n"]
    if project["review_updated_at"] is not None:
        policy["updatedAt"] = written(project["review_updated_at"])
    return policy


def approve(sandbox: SandboxState, call: Call) -> Answer:
    """Let a container through."""
    body: bodies.Approve = call.body
    return Answer(_decide(sandbox, call, "approved", body.note))


def reject(sandbox: SandboxState, call: Call) -> Answer:
    """Reject a container for good."""
    body: bodies.Reject = call.body
    return Answer(_decide(sandbox, call, "rejected", body.reason) | {"reason": body.reason})


def _decide(sandbox: SandboxState, call: Call, decision: str, note: str | None) -> dict[str, Any]:
    """Write the decision down; the container must be completed and waiting for it."""
    container = call.subject
    approval, status = container["approval_status"], container["status"]
    if approval != "pending" or status != "completed":
        words = f"already {approval}" if approval in ("approved", "rejected") else "not reviewable"
        raise conflict(f"Container is {words}.", approvalStatus=approval, status=status)
    now = sandbox.clock.now()
    by = "api_" + call.key["id"]
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
    decided = {"id": container["id"], f"{decision}At": written(now), f"{decision}By": by}
    told = decided | {"projectId": container["project_id"]}
    if decision == "rejected":
        told["reason"] = note
    events.publish(
        sandbox,
        f"content.{decision}",
        call.key["organization_id"],
        container["project_id"],
        told,
    )
    return decided | {"approvalStatus": decision}


_POLICY = "/v1/projects/{projectId}/content-review-policy"

OPERATIONS = (
    Operation(
        "GET",
        _POLICY,
        get_policy,
        "Read the review policy",
        answers.ReviewPolicy,
        scope="content:read",
    ),
    Operation(
        "PATCH",
        _POLICY,
        patch_policy,
        "Set the review policy",
        answers.ReviewPolicy,
        scope="content:approve",
        body=bodies.PatchReviewPolicy,
        idempotent=True,
    ),
    Operation(
        "POST",
        "/v1/content/{containerId}/approve",
        approve,
        "Approve a container",
        answers.Review,
        scope="content:approve",
        body=bodies.Approve,
        refusals=("CONFLICT",),
        optional_body=True,
        idempotent=True,
    ),
    Operation(
        "POST",
        "/v1/content/{containerId}/reject",
        reject,
        "Reject a container for good",
        answers.Review,
        scope="content:approve",
        body=bodies.Reject,
        refusals=("CONFLICT",),
        idempotent=True,
    ),
)
