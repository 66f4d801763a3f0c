"""Who may call: keys and scopes for the API, a token and this machine for the control surface."""

import hmac
import ipaddress
import json

from starlette.types import Scope

from . import identifiers
from .operations import Call
from .refusals import RefusalError, not_found
from .world import World


def check_key(world: World, call: Call) -> None:
    """Find the call's key: 401, then kill switch 503, then scope 403."""
    scheme, _, token = (call.header(b"authorization") or "").partition(" ")
    key = world.store.account.key(token.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise RefusalError(
            401,
            "UNAUTHENTICATED",
            "Send `Authorization: Bearer lp_test_…` with a key of this sandbox.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    if key["killed_at"] is not None:
        raise RefusalError(503, "KILL_SWITCH", "This key is suspended.", details={"scope": "key"})
    call.key = key
    _check_scope(call)
    _check_organization(call)


def check_control(world: World, call: Call, scope: Scope) -> None:
    """Let only this machine, and only with the control token, past (sandbox-surface 4)."""
    if not _is_loopback(scope.get("client")):
        raise RefusalError(403, "FORBIDDEN", "The control surface is for this machine only.")
    token = call.headers.get(b"x-sandbox-token", b"")
    if not hmac.compare_digest(token, world.control_token.encode()):
        raise RefusalError(401, "UNAUTHENTICATED", "Send the control token as `X-Sandbox-Token`.")


def _check_scope(call: Call) -> None:
    needed = call.operation.scope
    if needed is None:
        return
    granted = json.loads(call.key["scopes"])
    if needed not in granted and ("*" not in granted or needed == "org:admin"):
        raise RefusalError(
            403,
            "FORBIDDEN_SCOPE",
            f"This key lacks the scope {needed}.",
            details={"requiredScope": needed},
        )


def _check_organization(call: Call) -> None:
    """Act for no other organization than the key's own: this sandbox has no children yet."""
    wanted = call.header(b"x-layers-organization")
    own = call.key["organization_id"]
    if wanted is not None and identifiers.prefixed("org", wanted) != own:
        raise not_found("Organization")


def _is_loopback(client: tuple[str, int] | None) -> bool:
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
