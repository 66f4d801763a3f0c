"""Endpoints of the caller's own account."""

import json
from datetime import datetime, timezone
from typing import Any

from .contract import answers
from .operations import Answer, Call, Operation
from .timestamps import written
from .world import World


def whoami(world: World, call: Call) -> Answer:
    """Show whose key this is."""
    key = call.key
    organization = world.store.account.organization(key["organization_id"])
    assert organization is not None
    body = {
        "organizationId": organization["id"],
        "workspaceId": organization["id"],
        "organizationName": organization["name"],
        "parentOrganizationId": None,
        "scopes": json.loads(key["scopes"]),
        "rateLimitTier": organization["tier"],
        "apiKeyId": key["id"],
        "creditBalance": world.store.credits.balance(organization["id"]),
    }
    return Answer(body)


def credits_(world: World, call: Call) -> Answer:
    """Show the credits: all prepaid here, taken when a generation is accepted (ours)."""
    organization_id = call.key["organization_id"]
    balance = world.store.credits.balance(organization_id)
    start, end = _month(world.clock.now())
    used = world.store.credits.used_between(organization_id, start, end)
    body: dict[str, Any] = {
        "organizationId": organization_id,
        "balance": balance,
        "available": max(0, balance),
        "includedRemaining": 0,
        "prepaidBalance": balance,
        "reservedCredits": 0,
        "includedThisPeriod": 0,
        "usedThisPeriod": used,
        "currentPeriod": {"start": written(start), "end": written(end), "usedCredits": used},
        "subscriptionTier": "pro",
        "billingStatus": "active",
        "estimatedCreditsPerFormat": {
            "slideshow_builder": 50,
            "slideshow_remix": 50,
            "video_remix": 120,
            "ugc_remix": 120,
            "auto": 120,
        },
        "ingestCostsBilled": {"github": False, "website": False, "appstore": False},
    }
    return Answer(body)


def _month(now: int) -> tuple[int, int]:
    """Return the calendar month around *now*, both ends in milliseconds."""
    at = datetime.fromtimestamp(now / 1000, timezone.utc)
    start = datetime(at.year, at.month, 1, tzinfo=timezone.utc)
    end = datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=timezone.utc)
    return int(start.timestamp() * 1000), int(end.timestamp() * 1000)


OPERATIONS = (
    Operation("GET", "/v1/whoami", whoami, "Read whose key this is", answers.WhoAmI),
    Operation("GET", "/v1/credits", credits_, "Read the credits", answers.Credits),
)
