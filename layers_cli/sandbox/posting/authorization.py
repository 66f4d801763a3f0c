"""Authorization links: somebody opens one and allows or denies (oauth pages)."""

import uuid
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from layers_cli.formats.hosts import is_loopback
from layers_cli.formats.json_text import dumps, loads
from layers_cli.sandbox.core.errors import HttpError, invalid
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.posting import accounts
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

LIFETIME = 10 * 60_000
"""How long a link lives, in milliseconds (oauth-status page)."""
PAGE = "/page/connect"
"""The path of the page behind the links."""

_EXPIRED = {"code": "expired", "message": "The authorization link has expired."}
DENIED = {"code": "access_denied", "message": "The account's owner did not allow it."}


def check_return_url(url: str | None) -> None:
    """Accept links back to this machine; a key here has no other hosts on its allowlist (ours)."""
    if url is None:
        return
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise invalid(("returnUrl", "is not a usable URL")) from None
    if parts.scheme not in ("http", "https") or not (url.isascii() and url.isprintable()):
        raise invalid(("returnUrl", "must be an http or https URL"))
    if not is_loopback(host) or parts.username is not None:
        raise HttpError(
            403,
            "RETURN_URL_NOT_ALLOWED",
            "The host of returnUrl is not on this key's allowlist: here it must be this machine.",
            details={"host": host, "allowed": ["localhost", "127.0.0.1", "[::1]"]},
        )


def start(sandbox: SandboxState, key_id: str, base_url: str, **columns: Any) -> dict[str, Any]:
    """Add an authorization that waits; return the link and its state."""
    now = sandbox.clock.now()
    state, expires_at = f"st_{uuid.uuid4()}", now + LIFETIME
    row = {"id": state, "api_key_id": key_id, "expires_at": expires_at, "created_at": now}
    sandbox.store.social_accounts.authorize(row | columns)
    return {
        "authorizeUrl": f"{base_url}{PAGE}/{state}",
        "state": state,
        "expiresAt": format_timestamp(expires_at),
    }


def serialize(sandbox: SandboxState, row: Row) -> dict[str, Any]:
    """Serialize how an authorization stands; one that nobody used in time has failed (ours)."""
    status, error = status_of(sandbox, row)
    shown: dict[str, Any] = {
        "state": row["id"],
        "status": status,
        "expiresAt": format_timestamp(row["expires_at"]),
    }
    if status == "completed":
        shown["socialAccountId"] = row["account_id"]
    if error is not None:
        shown["error"] = error
    return shown


def status_of(sandbox: SandboxState, row: Row) -> tuple[str, dict[str, Any] | None]:
    """Return the status of an authorization now, and why it failed."""
    if row["status"] == "pending" and row["expires_at"] <= sandbox.clock.now():
        return "failed", _EXPIRED
    return row["status"], loads(row["error"]) if row["error"] else None


def allow(sandbox: SandboxState, row: Row, handle: str) -> str | None:
    """Connect *handle* as an authorization asks for; return where its visitor goes on.

    One that is about a certain account connects that account.
    """
    project = sandbox.store.projects.get(row["project_id"], row["organization_id"])
    assert project is not None
    if row["account_id"] is not None:
        handle = sandbox.store.social_accounts.row(row["account_id"])["handle"]
    with sandbox.store.transaction():
        account_id = accounts.connect(sandbox, project, row["platform"], handle)
        ended = {"status": "completed", "account_id": account_id}
        sandbox.store.social_accounts.end_authorization(row["id"], ended)
    sandbox.notify()
    # Without parameters: only a failure has one (concepts/social-accounts, newer).
    url: str | None = row["return_url"]
    return url


def deny(sandbox: SandboxState, row: Row) -> str | None:
    """End an authorization as denied; return where its visitor goes on."""
    ended = {"status": "failed", "error": dumps(DENIED)}
    with sandbox.store.transaction():
        sandbox.store.social_accounts.end_authorization(row["id"], ended)
    if row["return_url"] is None:
        return None
    parts = urlsplit(row["return_url"])
    query = [
        *parse_qsl(parts.query, keep_blank_values=True),
        ("layers_oauth_error", DENIED["code"]),
    ]
    return str(urlunsplit(parts._replace(query=urlencode(query))))
