"""What every part of posting does with posts: serialize, cancel, tell of them."""

from typing import Any

from layers_cli.formats.json_text import loads
from layers_cli.sandbox.core.timestamps import format_optional_timestamp, format_timestamp
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events

PAGE = "/page/posts"
"""The path below which a post can be looked at."""


def serialize(row: Row, base_url: str) -> dict[str, Any]:
    """Serialize a post (get-post page); the page behind `externalUrl` is the sandbox's own."""
    is_out = row["status"] == "published"
    return {
        "id": row["id"],
        "containerId": row["container_id"],
        "socialAccountId": row["account_id"],
        "platform": row["platform"],
        "mode": row["mode"],
        "status": row["status"],
        "externalId": row["external_id"],
        "externalUrl": external_url(row, base_url) if is_out else None,
        "scheduledFor": format_timestamp(row["scheduled_for"]),
        "attemptedAt": format_optional_timestamp(row["attempted_at"]),
        "publishedAt": format_optional_timestamp(row["published_at"]),
        "canceledAt": format_optional_timestamp(row["canceled_at"]),
        "lastError": loads(row["last_error"]) if row["last_error"] else None,
        "createdAt": format_timestamp(row["created_at"]),
        "updatedAt": format_timestamp(row["updated_at"]),
    }


def caption_of(container: Row, platform: str, target: dict[str, Any]) -> str:
    """Return the text that goes out: the target's own, the upload's, or the one for a platform."""
    if (own := target.get("captionOverride")) is not None:
        return str(own)
    if container["creative_type"] == "uploaded":
        return container["caption"] or ""
    captions = loads(container["captions"])
    return next((str(each["text"]) for each in captions if each["platform"] == platform), "")


def external_url(row: Row, base_url: str) -> str:
    """Return where a post can be looked at."""
    return f"{base_url}{PAGE}/{row['id']}"


def cancel(
    sandbox: SandboxState, organization_id: str, post: Row, *, reason: str | None = None
) -> int | None:
    """Cancel an open post; return when, or `None` if it had ended. Inside a transaction."""
    now = sandbox.clock.now()
    changes = {
        "status": "canceled",
        "canceled_at": now,
        "cancel_reason": reason,
        "updated_at": now,
    }
    if post["status"] not in ("queued", "publishing"):
        return None
    if not sandbox.store.posts.move_on(post, changes):
        return None
    tell(sandbox, "post.canceled", organization_id, post, canceledAt=format_timestamp(now))
    return now


def cancel_all(sandbox: SandboxState, organization_id: str, **narrowed: str) -> int:
    """Cancel the open posts of an account or a project; return how many there were."""
    rows = sandbox.store.posts.open_of(**narrowed)
    return sum(cancel(sandbox, organization_id, row) is not None for row in rows)


def tell(
    sandbox: SandboxState, event_type: str, organization_id: str, post: Row, **more: Any
) -> None:
    """Publish an event of a post (api-rest 10.2); *more* fields than its ids."""
    told = {"scheduledPostId": post["id"], "containerId": post["container_id"], **more}
    events.publish(sandbox, event_type, organization_id, post["project_id"], told)
