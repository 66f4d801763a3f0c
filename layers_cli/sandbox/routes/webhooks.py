"""Endpoints of webhooks (api-rest 10): subscriptions, deliveries and replays.

No page names a scope for them, so none is required.
"""

import json
import secrets
import uuid
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.contract import webhooks as contract
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError, invalid
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import format_optional_timestamp, format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks import events

OVERLAP = 24 * 3_600_000
"""How long the old secret still signs beside the new one, in milliseconds (rotate-secret page)."""


def create(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Create an endpoint; its secret is shown only now."""
    body: contract.CreateEndpoint = request.body
    if body.scope == "all_children" and "org:admin" not in json.loads(request.key["scopes"]):
        raise HttpError(
            403,
            "FORBIDDEN_SCOPE",
            "The scope all_children needs a key with org:admin.",
            details={"requiredScope": "org:admin"},
        )
    now, secret = sandbox.clock.now(), _new_secret()
    row = {
        "id": str(uuid.uuid4()),
        "organization_id": request.key["organization_id"],
        "project_id": _project(sandbox, request, body.project_id),
        "url": body.url,
        "description": body.description,
        "events": dumps(list(dict.fromkeys(body.events))),
        "metadata": None if body.metadata is None else dumps(body.metadata),
        "secret": secret,
        "created_at": now,
        "updated_at": now,
    }
    sandbox.store.webhooks.add_endpoint(row)
    shown = _serialize(_reread(sandbox, request, row["id"]))
    return EndpointResponse({"endpoint": shown, "signingSecret": secret}, 201)


def _project(sandbox: SandboxState, request: EndpointRequest, given: str | None) -> str | None:
    if given is None:
        return None
    project_id = identifiers.prefixed("prj", given)
    if sandbox.store.projects.get(project_id, request.key["organization_id"]) is None:
        raise invalid(("projectId", f"no project {given}"))
    return project_id


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List the organization's endpoints, newest first."""
    query: contract.ListEndpoints = request.query
    project_id = query.project_id and identifiers.prefixed("prj", query.project_id)
    rows = sandbox.store.webhooks.endpoints(
        request.key["organization_id"],
        limit=query.limit + 1,
        after=position("webhook-endpoints", query.cursor),
        project_id=project_id,
        status=query.status,
    )
    return EndpointResponse(page("webhook-endpoints", rows, query.limit, _serialize))


def get(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return one endpoint."""
    return EndpointResponse(_serialize(request.resource))


def patch(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Change the given fields; a status of `active` resets the failure count."""
    body: contract.PatchEndpoint = request.body
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    if "events" in changes:
        changes["events"] = dumps(list(dict.fromkeys(body.events)))
    if changes.get("status") == "active":
        changes["consecutive_failures"] = 0
    changes["updated_at"] = sandbox.clock.now()
    sandbox.store.webhooks.change_endpoint(request.resource["id"], changes)
    return EndpointResponse(_serialize(_reread(sandbox, request, request.resource["id"])))


def delete(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Delete an endpoint and its deliveries."""
    sandbox.store.webhooks.delete_endpoint(request.resource["id"])
    return EndpointResponse({"id": request.resource["id"], "deleted": True})


def test(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Send `test.ping`, even to an endpoint that is not subscribed to it."""
    body: contract.TestEndpoint = request.body
    endpoint = request.resource
    data = body.payload
    if data is None:
        data = {
            "message": "This is a test.",
            "endpointId": endpoint["id"],
            "organizationId": endpoint["organization_id"],
        }
    row = events.schedule(sandbox, endpoint["id"], events.new_event_id(sandbox), "test.ping", data)
    receipt = {
        "eventId": row["event_id"],
        "deliveryId": row["id"],
        "scheduledAt": format_timestamp(row["created_at"]),
    }
    return EndpointResponse(receipt)


test.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for one


def rotate_secret(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Create a new secret; the old one still signs for 24 hours."""
    secret, now = _new_secret(), sandbox.clock.now()
    expires_at = now + OVERLAP
    sandbox.store.webhooks.change_endpoint(
        request.resource["id"],
        {
            "secret": secret,
            "previous_secret": request.resource["secret"],
            "previous_secret_expires_at": expires_at,
            "updated_at": now,
        },
    )
    receipt = {
        "endpointId": request.resource["id"],
        "signingSecret": secret,
        "previousSecretExpiresAt": format_timestamp(expires_at),
        "warning": "Save it now: it is not shown again. Until the old one expires, both sign.",
    }
    return EndpointResponse(receipt)


def list_deliveries(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List an endpoint's deliveries, newest first."""
    query: contract.ListDeliveries = request.query
    rows = sandbox.store.webhooks.deliveries(
        request.resource["id"],
        limit=query.limit + 1,
        after=position("webhook-deliveries", query.cursor),
        event_type=query.event_type,
        status=query.status,
    )
    return EndpointResponse(page("webhook-deliveries", rows, query.limit, _delivery))


def replay(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Deliver an event again, as a new one that names the original (replay-delivery page)."""
    original = request.resource
    row = events.schedule(
        sandbox,
        original["endpoint_id"],
        events.new_event_id(sandbox),
        original["event_type"],
        json.loads(original["body"])["data"],
        replayOf=original["id"],
    )
    receipt = {
        "originalDeliveryId": original["id"],
        "replayDeliveryId": row["id"],
        "scheduledAt": format_timestamp(row["created_at"]),
    }
    return EndpointResponse(receipt)


def _new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def _reread(sandbox: SandboxState, request: EndpointRequest, endpoint_id: Any) -> Row:
    row = sandbox.store.webhooks.endpoint(endpoint_id, request.key["organization_id"])
    assert row is not None
    return row


def _serialize(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "organizationId": row["organization_id"],
        "projectId": row["project_id"],
        "url": row["url"],
        "description": row["description"],
        "status": row["status"],
        "events": json.loads(row["events"]),
        "metadata": json.loads(row["metadata"]) if row["metadata"] else None,
        "apiVersion": "v1",
        "createdAt": format_timestamp(row["created_at"]),
        "updatedAt": format_timestamp(row["updated_at"]),
        "lastSuccessAt": format_optional_timestamp(row["last_success_at"]),
        "lastFailureAt": format_optional_timestamp(row["last_failure_at"]),
        "consecutiveFailureCount": row["consecutive_failures"],
    }


def _delivery(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "endpointId": row["endpoint_id"],
        "eventId": row["event_id"],
        "eventType": row["event_type"],
        "status": row["status"],
        "attempts": row["attempts"],
        "nextRetryAt": format_optional_timestamp(row["next_retry_at"]),
        "deliveredAt": format_optional_timestamp(row["delivered_at"]),
        "abandonedAt": format_optional_timestamp(row["abandoned_at"]),
        "lastResponseStatus": row["last_response_status"],
        "lastResponseAt": format_optional_timestamp(row["last_response_at"]),
        "lastErrorMessage": row["last_error_message"],
        "createdAt": format_timestamp(row["created_at"]),
    }


_ALL = "/v1/webhook-endpoints"
_ONE = "/v1/webhook-endpoints/{endpointId}"

ENDPOINTS = (
    Endpoint(
        "GET",
        _ALL,
        list_,
        "List webhook endpoints",
        contract.EndpointPage,
        query=contract.ListEndpoints,
    ),
    Endpoint(
        "POST",
        _ALL,
        create,
        "Make a webhook endpoint",
        contract.CreatedEndpoint,
        201,
        body=contract.CreateEndpoint,
    ),
    Endpoint("GET", _ONE, get, "Read a webhook endpoint", contract.WebhookEndpoint),
    Endpoint(
        "PATCH",
        _ONE,
        patch,
        "Change a webhook endpoint",
        contract.WebhookEndpoint,
        body=contract.PatchEndpoint,
    ),
    Endpoint("DELETE", _ONE, delete, "Delete a webhook endpoint", contract.DeletedEndpoint),
    Endpoint(
        "POST",
        f"{_ONE}/test",
        test,
        "Send a test event",
        contract.ScheduledTest,
        body=contract.TestEndpoint,
        optional_body=True,
    ),
    Endpoint(
        "POST",
        f"{_ONE}/rotate-secret",
        rotate_secret,
        "Rotate the signing secret",
        contract.RotatedSecret,
    ),
    Endpoint(
        "GET",
        f"{_ONE}/deliveries",
        list_deliveries,
        "List an endpoint's deliveries",
        contract.DeliveryPage,
        query=contract.ListDeliveries,
    ),
    Endpoint(
        "POST",
        "/v1/webhook-deliveries/{deliveryId}/replay",
        replay,
        "Deliver an event again",
        contract.ScheduledReplay,
    ),
)
