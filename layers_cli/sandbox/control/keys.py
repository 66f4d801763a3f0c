"""Endpoints of the sandbox's keys (sandbox-surface 4). All of it is ours."""

import json
from typing import Any

from layers_cli.sandbox.contract import control as contract
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import invalid, not_found
from layers_cli.sandbox.core.timestamps import format_optional_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List all keys, without their texts."""
    rows = sandbox.store.account.all_keys()
    return EndpointResponse({"items": [_serialize(sandbox, row) for row in rows]})


def mint(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Create a key; its text is shown only now."""
    return EndpointResponse(create_key(sandbox, request.body), 201)


def create_key(sandbox: SandboxState, wanted: contract.MintKey) -> dict[str, Any]:
    """Create a key and return it with its text, or raise HttpError (422)."""
    token = sandbox.mint_key(*wanted.scopes, organization_id=_organization(sandbox, wanted))
    row = sandbox.store.account.key(token)
    assert row is not None
    return _serialize(sandbox, row) | {"key": token}


def _organization(sandbox: SandboxState, wanted: contract.MintKey) -> str:
    organization_id = identifiers.prefixed("org", wanted.organization_id or sandbox.organization)
    row = sandbox.store.account.organization(organization_id)
    if row is None:
        raise invalid(("organizationId", f"no organization {wanted.organization_id}"))
    if row["parent_id"] is not None and "org:admin" in wanted.scopes:
        raise invalid(("scopes", "a child's key never holds org:admin (mint page)"))
    return organization_id


def kill(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Suspend a key: every later call with it returns 503."""
    row = _find(sandbox, request.params["keyId"])
    if row["killed_at"] is None:
        sandbox.store.account.kill_key(row["id"], now=sandbox.clock.now())
    return EndpointResponse(_serialize(sandbox, _find(sandbox, row["id"])))


def _find(sandbox: SandboxState, key_id: str) -> Row:
    wanted = identifiers.prefixed("key", key_id)
    for row in sandbox.store.account.all_keys():
        if row["id"] == wanted:
            return row
    raise not_found("Key")


def _serialize(sandbox: SandboxState, row: Row) -> dict[str, Any]:
    rows = [sandbox.store.account.key(token) for token in (sandbox.key, sandbox.child_key)]
    return {
        "id": row["id"],
        "organizationId": row["organization_id"],
        "scopes": json.loads(row["scopes"]),
        "killedAt": format_optional_timestamp(row["killed_at"]),
        "seeded": row["id"] in [seeded["id"] for seeded in rows if seeded is not None],
    }


_PATH = "/_sandbox/keys"

ENDPOINTS = (
    Endpoint("GET", _PATH, list_, "List the keys", contract.Keys),
    Endpoint(
        "POST",
        _PATH,
        mint,
        "Mint a key",
        contract.MintedKey,
        201,
        body=contract.MintKey,
    ),
    Endpoint(
        "POST",
        f"{_PATH}/{{keyId}}/kill",
        kill,
        "Suspend a key",
        contract.SandboxKey,
        error_codes=("NOT_FOUND",),
    ),
)
