"""Endpoints of social accounts: connect, list, look after, disconnect (social-accounts pages)."""

from typing import Any

from layers_cli.sandbox.contract import social_accounts as contract
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import conflict, invalid, not_found
from layers_cli.sandbox.core.timestamps import (
    format_optional_timestamp,
    format_timestamp,
    parse_timestamp,
)
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs.generation import check_active
from layers_cli.sandbox.posting import accounts, authorization
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import AccountFilter, Row


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List a project's social accounts, those connected last first."""
    query: contract.ListAccounts = request.query
    rows: list[Row] = []
    if query.leased != "true":
        rows = sandbox.store.social_accounts.page(
            request.resource["id"],
            AccountFilter(query.platform, query.status),
            limit=query.limit + 1,
            before=_moment(query.cursor),
        )
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    body = {
        "items": [accounts.serialize(row, request.base_url) for row in shown],
        "nextCursor": format_timestamp(shown[-1]["connected_at"]) if more else None,
    }
    return EndpointResponse(body)


def _moment(cursor: str | None) -> int | None:
    """Read a cursor, which is the `connectedAt` of an account."""
    if cursor is None:
        return None
    try:
        return parse_timestamp(cursor)
    except ValueError:
        raise invalid(("cursor", "is not a cursor of this list")) from None


def authorize(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Make a link with which the owner of an account connects it."""
    body: contract.AuthorizeAccount = request.body
    check_active(request.resource)
    return _link(sandbox, request, body, platform=body.platform)


def reauthorize(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Make a link with which the owner authorizes an account again; it keeps its id."""
    wanted = identifiers.prefixed("sa", request.params["socialAccountId"])
    account = sandbox.store.social_accounts.get(wanted, request.key["organization_id"])
    if account is None or account["project_id"] != request.resource["id"]:
        raise not_found("Social account")
    if account["status"] == "disconnected":
        raise conflict("The account is disconnected.", status="disconnected")
    check_active(request.resource)
    return _link(
        sandbox, request, request.body, platform=account["platform"], account_id=account["id"]
    )


def _link(
    sandbox: SandboxState,
    request: EndpointRequest,
    body: contract.AuthorizeAccount | contract.ReauthorizeAccount,
    **columns: Any,
) -> EndpointResponse:
    authorization.check_return_url(body.return_url)
    link = authorization.start(
        sandbox,
        request.key["id"],
        request.base_url,
        project_id=request.resource["id"],
        return_url=body.return_url,
        usage_note=body.usage_note,
        **columns,
    )
    return EndpointResponse(link)


def get_authorization(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return how an authorization stands, to the key that asked for it alone."""
    row = request.resource
    if row["api_key_id"] != request.key["id"]:
        raise not_found("Authorization")
    return EndpointResponse(authorization.serialize(sandbox, row))


def get_health(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Say whether posts can go out through an account, and what to do if not."""
    row = request.resource
    body = {
        "socialAccountId": row["id"],
        "platform": row["platform"],
        "status": row["status"],
        "healthy": row["status"] == "connected",
        "tokenExpiresAt": format_optional_timestamp(row["token_expires_at"]),
        "issues": _ISSUES[row["status"]],
        "checkedAt": format_timestamp(sandbox.clock.now()),
    }
    return EndpointResponse(body)


_ISSUES: dict[str, list[dict[str, str]]] = {
    "connected": [],
    "reauth_required": [
        {
            "code": "CREDENTIAL_INVALID",
            "message": "The platform refuses the token; have the owner authorize it again.",
        }
    ],
    "disconnected": [
        {"code": "ACCOUNT_DISCONNECTED", "message": "The account was disconnected; connect it."}
    ],
}


def disconnect(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Disconnect an account and cancel what was to go out through it."""
    account = request.resource
    if account["status"] == "disconnected":
        raise not_found("Social account")
    return EndpointResponse(accounts.disconnect(sandbox, request.key["organization_id"], account))


_ALL = "/v1/projects/{projectId}/social-accounts"
_ONE = "/v1/social-accounts/{socialAccountId}"

ENDPOINTS = (
    Endpoint(
        "GET",
        _ALL,
        list_,
        "List social accounts",
        contract.SocialAccountPage,
        scope="social:read",
        query=contract.ListAccounts,
    ),
    Endpoint(
        "POST",
        "/v1/projects/{projectId}/social/oauth-url",
        authorize,
        "Connect a social account",
        contract.AuthorizationLink,
        scope="social:write",
        body=contract.AuthorizeAccount,
        error_codes=("CONFLICT", "RETURN_URL_NOT_ALLOWED"),
    ),
    Endpoint(
        "POST",
        f"{_ALL}/{{socialAccountId}}/reauth-url",
        reauthorize,
        "Authorize a social account again",
        contract.AuthorizationLink,
        scope="social:write",
        body=contract.ReauthorizeAccount,
        optional_body=True,
        error_codes=("CONFLICT", "RETURN_URL_NOT_ALLOWED"),
    ),
    Endpoint(
        "GET",
        "/v1/social/oauth-status/{state}",
        get_authorization,
        "Read an authorization",
        contract.AuthorizationStatus,
        scope="social:read",
    ),
    Endpoint(
        "GET",
        f"{_ONE}/health",
        get_health,
        "Read the health of a social account",
        contract.AccountHealth,
        scope="social:read",
    ),
    Endpoint(
        "DELETE",
        _ONE,
        disconnect,
        "Disconnect a social account",
        contract.DisconnectedAccount,
        scope="social:write",
        malformed_id=422,
        error_codes=("VALIDATION",),
    ),
)
