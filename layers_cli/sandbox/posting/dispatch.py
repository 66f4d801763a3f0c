"""Moves posts on when they are due: `queued`, `publishing`, then how they end."""

from typing import Any

from layers_cli.formats.json_text import dumps, loads
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.posting import accounts, posts
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events

_REAUTHORIZE = {
    "code": "CREDENTIAL_INVALID",
    "message": "The platform refused the account's token; the account has to be authorized again.",
    "retryable": False,
}


def dispatch_due(sandbox: SandboxState) -> None:
    """Move on every post that is due, and expire accounts' tokens, in the order of their times.

    A clock that has jumped over several steps of a post gives each the time that it was due.
    """
    while (post := sandbox.store.posts.due(sandbox.clock.now())) is not None:
        accounts.expire_tokens(sandbox, post["due_at"])
        with sandbox.store.transaction():
            _move_on(sandbox, post)
    accounts.expire_tokens(sandbox, sandbox.clock.now())


def _move_on(sandbox: SandboxState, post: Row) -> None:
    if post["status"] == "queued":
        _begin(sandbox, post)
    else:
        _end(sandbox, post)


def _begin(sandbox: SandboxState, post: Row) -> None:
    at = max(post["due_at"], post["created_at"])
    fault = _fault(post)
    lasts = sandbox.settings.publishing_seconds * 1000 + fault.get("slow", 0)
    container = sandbox.store.overview.container(post["container_id"])
    assert container is not None
    # The caption is what it is now, even if it is changed later.
    target = loads(post["target"])
    target["captionOverride"] = posts.caption_of(container, post["platform"], target)
    changes = {
        "target": dumps(target),
        "status": "publishing",
        "attempted_at": at,
        "due_at": int(at + lasts),
        "updated_at": at,
    }
    sandbox.store.posts.move_on(post, changes)


def _end(sandbox: SandboxState, post: Row) -> None:
    """End a post as its account and its fault rule have it."""
    project = sandbox.store.overview.project(post["project_id"])
    assert project is not None
    organization_id, fault = project["organization_id"], _fault(post)
    account = sandbox.store.social_accounts.row(post["account_id"])
    if fault.get("expire_token") and account["status"] == "connected":
        accounts.require_reauthorization(sandbox, organization_id, account)
        account = sandbox.store.social_accounts.row(post["account_id"])
    if account["status"] != "connected":
        _fail(sandbox, organization_id, post, _REAUTHORIZE)
    elif "error" in fault:
        _fail(sandbox, organization_id, post, fault["error"])
    else:
        _publish(sandbox, organization_id, post)


def _fail(sandbox: SandboxState, organization_id: str, post: Row, error: dict[str, Any]) -> None:
    at = post["due_at"]
    changes = {"status": "failed", "last_error": dumps(error), "updated_at": at}
    if sandbox.store.posts.move_on(post, changes):
        posts.tell(sandbox, "post.failed", organization_id, post, lastError=error)


def _publish(sandbox: SandboxState, organization_id: str, post: Row) -> None:
    """Publish a post, or leave it in the account's drafts; of a draft no event tells."""
    at = post["due_at"]
    if post["mode"] == "draft":
        sandbox.store.posts.move_on(post, {"status": "draft", "updated_at": at})
        return
    external_id = _external_id(post)
    changes = {
        "status": "published",
        "published_at": at,
        "external_id": external_id,
        "updated_at": at,
    }
    if sandbox.store.posts.move_on(post, changes):
        url = posts.external_url(post, events.base_url(sandbox))
        posts.tell(
            sandbox,
            "post.published",
            organization_id,
            post,
            externalId=external_id,
            externalUrl=url,
        )


def _external_id(post: Row) -> str:
    """Return the id on the platform: a number, and the same for the same post (ours)."""
    digits = int(identifiers.derived_uuid("", post["id"]).strip("_").replace("-", ""), 16)
    return str(7 * 10**18 + digits % 10**18)


def _fault(post: Row) -> dict[str, Any]:
    """Return what a fault rule does to a post."""
    return loads(post["fault"]) if post["fault"] else {}
