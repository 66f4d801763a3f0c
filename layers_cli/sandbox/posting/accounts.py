"""Connects, asks again for and disconnects social accounts (social-accounts pages)."""

import hashlib
from typing import Any

from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.timestamps import format_optional_timestamp, format_timestamp
from layers_cli.sandbox.posting import posts
from layers_cli.sandbox.rendering.renderer import write_whole
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events

TOKEN_LIFETIME = 60 * 24 * 3_600_000
"""How long a new token is good for, in milliseconds: 60 days (ours)."""

_AVATAR = """\
<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96">\
<defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl({hue} 75% 58%)"/>\
<stop offset="1" stop-color="hsl({other} 75% 42%)"/></linearGradient></defs>\
<rect width="96" height="96" fill="url(#g)"/><text x="48" y="64" text-anchor="middle" \
font-family="Inter, sans-serif" font-size="46" font-weight="700" fill="#fff">{letter}</text></svg>
"""


def connect(
    sandbox: SandboxState, project: Row, platform: str, handle: str, *, status: str = "connected"
) -> str:
    """Connect *handle*, such as `@inboxzen`, and return its id; a known account keeps its own.

    Runs inside the caller's transaction.
    """
    now = sandbox.clock.now()
    known = sandbox.store.social_accounts.named(project["id"], platform, handle)
    changes = _connected(now) if status == "connected" else {"status": status, "updated_at": now}
    if known is not None:
        sandbox.store.social_accounts.change(known["id"], changes)
        account_id = str(known["id"])
    else:
        account_id = _add(sandbox, project, platform, handle, changes)
    row = sandbox.store.social_accounts.row(account_id)
    if status == "connected":
        _tell(sandbox, "social_account.connected", project["organization_id"], row)
    return account_id


def _connected(now: int) -> dict[str, Any]:
    return {
        "status": "connected",
        "token_expires_at": now + TOKEN_LIFETIME,
        "disconnected_at": None,
        "disconnected_reason": None,
        "updated_at": now,
    }


def _add(
    sandbox: SandboxState, project: Row, platform: str, handle: str, columns: dict[str, Any]
) -> str:
    rows = sandbox.store.social_accounts
    account_id = identifiers.derived_uuid("sa", sandbox.seed, project["id"], platform, handle)
    rows.add(
        {
            "id": account_id,
            "project_id": project["id"],
            "platform": platform,
            "handle": handle,
            "avatar_path": _avatar(sandbox, platform, handle),
            # A page of accounts begins after a moment: no two of a project share one.
            "connected_at": max(sandbox.clock.now(), rows.latest(project["id"]) + 1),
            "token_expires_at": sandbox.clock.now(),
            **columns,
        }
    )
    return account_id


def _avatar(sandbox: SandboxState, platform: str, handle: str) -> str:
    """Draw the account's picture, unless it is there, and return its path below `/media`."""
    digest = hashlib.sha256(f"{platform} {handle}".encode()).digest()
    path = f"avatars/{digest.hex()[:32]}.svg"
    if (sandbox.media / path).exists():
        return path
    hue = int.from_bytes(digest[:2], "big") % 360
    letter = next((sign for sign in handle if sign.isalnum()), "").upper()
    picture = _AVATAR.format(hue=hue, other=(hue + 60) % 360, letter=letter)
    write_whole(sandbox.media / path, picture.encode())
    return path


def require_reauthorization(sandbox: SandboxState, organization_id: str, account: Row) -> None:
    """End the token of a connected account, unless it has expired: it is to be authorized again."""
    now = sandbox.clock.now()
    expired_at = min(now, account["token_expires_at"])
    changes = {"status": "reauth_required", "token_expires_at": expired_at, "updated_at": now}
    sandbox.store.social_accounts.change(account["id"], changes)
    _tell(sandbox, "social_account.needs_reauth", organization_id, account)


def expire_tokens(sandbox: SandboxState, until: int) -> None:
    """Require authorization of the accounts whose tokens have expired by *until* (milliseconds)."""
    soonest = sandbox.store.social_accounts.next_expiry()
    if soonest is None or soonest > until:
        return
    with sandbox.store.transaction():
        for account in sandbox.store.social_accounts.expired(until):
            require_reauthorization(sandbox, account["organization_id"], account)


def disconnect(sandbox: SandboxState, organization_id: str, account: Row) -> dict[str, Any]:
    """Disconnect an account and cancel what was to go out through it; return the receipt."""
    now = sandbox.clock.now()
    canceled = posts.cancel_all(sandbox, organization_id, account_id=account["id"])
    changes = {
        "status": "disconnected",
        "disconnected_reason": "revoked_by_partner",
        "disconnected_at": now,
        "token_expires_at": None,
        "updated_at": now,
    }
    sandbox.store.social_accounts.change(account["id"], changes)
    _tell(sandbox, "social_account.revoked", organization_id, account)
    return {
        "socialAccountId": account["id"],
        "status": "disconnected",
        "disconnectedReason": "revoked_by_partner",
        "canceledScheduledPosts": canceled,
        "disconnectedAt": format_timestamp(now),
    }


def serialize(row: Row, base_url: str) -> dict[str, Any]:
    """Serialize an account."""
    return {
        "socialAccountId": row["id"],
        "platform": row["platform"],
        "handle": row["handle"],
        "avatarUrl": f"{base_url}/media/{row['avatar_path']}",
        "status": row["status"],
        "leased": False,
        "connectedAt": format_timestamp(row["connected_at"]),
        "tokenExpiresAt": format_optional_timestamp(row["token_expires_at"]),
    }


def _tell(sandbox: SandboxState, event_type: str, organization_id: str, row: Row) -> None:
    """Publish an event of an account; its fields are ours."""
    told = {
        "socialAccountId": row["id"],
        "projectId": row["project_id"],
        "platform": row["platform"],
        "handle": row["handle"],
    }
    events.publish(sandbox, event_type, organization_id, row["project_id"], told)
