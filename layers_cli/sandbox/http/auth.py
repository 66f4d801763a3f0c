"""Authentication: keys and scopes for the API, a token for the control surface."""

import hmac
import json

from starlette.types import Scope

from layers_cli.formats.hosts import is_loopback
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError, not_found
from layers_cli.sandbox.core.rate_limits import too_many_jobs
from layers_cli.sandbox.http.endpoints import EndpointRequest
from layers_cli.sandbox.state.state import SandboxState


def check_key(sandbox: SandboxState, request: EndpointRequest) -> None:
    """Find the call's key: 401, kill switch 503, scope 403, rate limit 429, organization 404."""
    scheme, _, token = (request.header(b"authorization") or "").partition(" ")
    key = sandbox.store.account.key(token.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise HttpError(
            401,
            "UNAUTHENTICATED",
            "Send `Authorization: Bearer lp_test_…` with a key of this sandbox.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    if key["killed_at"] is not None:
        raise HttpError(503, "KILL_SWITCH", "This key is suspended.", details={"scope": "key"})
    request.key = key
    if (scope := request.endpoint.scope) is not None:
        require_scope(request, scope)
    organization = _wanted_organization(request)
    request.rate_headers = sandbox.rate_limits.take(
        key["id"], request.endpoint.rate_class, now=sandbox.clock.now()
    )
    if organization is not None:
        _act_for(sandbox, request, organization)


def check_running_jobs(sandbox: SandboxState, request: EndpointRequest) -> None:
    """Refuse one more job where the organization has as many as it may have at once (429)."""
    limit = sandbox.settings.concurrent_jobs
    if limit is None:
        return
    if sandbox.store.jobs.running_count(request.key["organization_id"]) >= limit:
        raise too_many_jobs(limit)


def check_control(sandbox: SandboxState, request: EndpointRequest, scope: Scope) -> None:
    """Accept only this machine with the control token (sandbox-surface 4)."""
    client = scope.get("client")
    if client is None or not is_loopback(client[0]):
        raise HttpError(403, "FORBIDDEN", "The control surface is for this machine only.")
    token = request.headers.get(b"x-sandbox-token", b"")
    if not hmac.compare_digest(token, sandbox.control_token.encode()):
        raise HttpError(401, "UNAUTHENTICATED", "Send the control token as `X-Sandbox-Token`.")


def require_scope(request: EndpointRequest, needed: str) -> None:
    """Require a scope; `*` grants all but `org:admin` (api-core 11)."""
    granted = json.loads(request.key["scopes"])
    if needed not in granted and ("*" not in granted or needed == "org:admin"):
        raise HttpError(
            403,
            "FORBIDDEN_SCOPE",
            f"This key lacks the scope {needed}.",
            details={"requiredScope": needed},
        )


def _wanted_organization(request: EndpointRequest) -> str | None:
    """Return the organization to act for if it is not the key's own; needs `org:admin`.

    The 403 for a key without that scope is ours.
    """
    wanted = request.header(b"x-layers-organization")
    if wanted is None or identifiers.prefixed("org", wanted) == request.key["organization_id"]:
        return None
    require_scope(request, "org:admin")
    return identifiers.prefixed("org", wanted)


def _act_for(sandbox: SandboxState, request: EndpointRequest, organization_id: str) -> None:
    """Let the call act inside a direct child of the key's own organization (api-core 11)."""
    acting = sandbox.store.account.key_for_child(request.key["id"], organization_id)
    if acting is None:
        raise not_found("Organization")
    request.key = acting
