"""Endpoints of the caller's own account."""

import json
from datetime import UTC, datetime
from typing import Any

from layers_cli.sandbox.contract import account as contract
from layers_cli.sandbox.contract import responses
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs.generation import PRICES
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import CreditFilter, Row


def whoami(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return the caller's organization, key and balance."""
    key = request.key
    organization = sandbox.store.account.organization(key["organization_id"])
    assert organization is not None
    body = {
        "organizationId": organization["id"],
        "workspaceId": organization["id"],
        "organizationName": organization["name"],
        "parentOrganizationId": organization["parent_id"],
        "scopes": json.loads(key["scopes"]),
        "rateLimitTier": sandbox.settings.rate_limits or organization["tier"],
        "apiKeyId": key["id"],
        "creditBalance": sandbox.store.credits.balance(organization["id"]),
    }
    return EndpointResponse(body)


def credits_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return the credits: all prepaid, and spent when a generation is accepted (ours)."""
    organization_id = request.key["organization_id"]
    balance = sandbox.store.credits.balance(organization_id)
    start, end = _month(sandbox.clock.now())
    used = sandbox.store.credits.used_between(organization_id, start, end)
    body: dict[str, Any] = {
        "organizationId": organization_id,
        "balance": balance,
        "available": max(0, balance),
        "includedRemaining": 0,
        "prepaidBalance": balance,
        "reservedCredits": 0,
        "includedThisPeriod": 0,
        "usedThisPeriod": used,
        "currentPeriod": {
            "start": format_timestamp(start),
            "end": format_timestamp(end),
            "usedCredits": used,
        },
        "subscriptionTier": "pro",
        "billingStatus": "active",
        "estimatedCreditsPerFormat": {
            "slideshow_builder": PRICES["slideshow-builder"],
            "slideshow_remix": 50,
            "video_remix": 120,
            "ugc_remix": PRICES["ugc-remix"],
            "auto": 120,
        },
        "ingestCostsBilled": {"github": False, "website": False, "appstore": False},
    }
    return EndpointResponse(body)


def list_credit_events(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List the organization's credit events, newest first."""
    query: contract.ListCreditEvents = request.query
    project_id = query.project_id and identifiers.prefixed("prj", query.project_id)
    rows = sandbox.store.credits.page(
        request.key["organization_id"],
        CreditFilter(project_id, query.event_type, query.since, query.until),
        limit=query.limit + 1,
        after=position("credit-events", query.cursor),
    )
    return EndpointResponse(page("credit-events", rows, query.limit, _credit_event))


def _credit_event(row: Row) -> dict[str, Any]:
    return {
        "eventId": row["id"],
        "projectId": row["project_id"],
        "credits": row["credits"],
        "eventType": row["event_type"],
        "format": row["format"],
        "containerId": row["container_id"],
        "workflowId": row["job_id"],
        "balanceAfterPrepaid": row["balance_after"],
        "usageAfterPeriod": None,
        "createdAt": format_timestamp(row["created_at"]),
    }


def kill_key(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Suspend a key of the organization for good; repeating it changes nothing (ours)."""
    key = request.resource
    killed_at = key["killed_at"] or sandbox.clock.now()
    if key["killed_at"] is None:
        sandbox.store.account.kill_key(key["id"], now=killed_at)
    return EndpointResponse(
        {"id": key["id"], "killed": True, "killedAt": format_timestamp(killed_at)}
    )


def _month(now: int) -> tuple[int, int]:
    """Return the calendar month around *now*, both ends in milliseconds."""
    at = datetime.fromtimestamp(now / 1000, UTC)
    start = datetime(at.year, at.month, 1, tzinfo=UTC)
    end = datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=UTC)
    return int(start.timestamp() * 1000), int(end.timestamp() * 1000)


ENDPOINTS = (
    Endpoint("GET", "/v1/whoami", whoami, "Read whose key this is", responses.WhoAmI),
    Endpoint("GET", "/v1/credits", credits_, "Read the credits", responses.Credits),
    Endpoint(
        "GET",
        "/v1/credits/events",
        list_credit_events,
        "List credit events",
        contract.CreditEventPage,
        query=contract.ListCreditEvents,
    ),
    Endpoint(
        "POST",
        "/v1/api-keys/{keyId}/kill",
        kill_key,
        "Kill a key",
        contract.KilledKey,
        # No page names the scope. Whoever may manage organizations may suspend keys.
        scope="org:admin",
        idempotent=False,
    ),
)
