"""The control surface: reset, clock, ledger, health (sandbox-surface 4). All of it is ours."""

import os
from typing import Any

from layers_cli import __version__
from layers_cli.sandbox.contract import bodies, responses
from layers_cli.sandbox.core import timestamps
from layers_cli.sandbox.core.errors import invalid
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.state import opening
from layers_cli.sandbox.state.state import SandboxState


def health(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return process, version and ids of this sandbox, but no secret."""
    body = {
        "status": "ok",
        "pid": os.getpid(),
        "version": __version__,
        "data": str(sandbox.data),
        "baseUrl": request.base_url,
        "organization": sandbox.organization,
        "project": sandbox.project,
        "childOrganization": sandbox.child_organization,
        "childProject": sandbox.child_project,
        "runningJobs": len(sandbox.store.jobs.running()),
        "faultRules": len(sandbox.faults.armed),
    }
    return EndpointResponse(body)


def reset(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Reset the sandbox to its seed."""
    opening.reset(sandbox)
    key = sandbox.store.account.key(sandbox.key)
    assert key is not None
    return EndpointResponse({"project": sandbox.project, "keyId": key["id"]})


def ledger(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return what each container cost."""
    containers = [
        {
            "containerId": row["container_id"],
            "jobId": row["job_id"],
            **{name: row[name] for name in ("format", "status", "billed", "refunded")},
            "net": row["billed"] - row["refunded"],
        }
        for row in sandbox.store.credits.by_container()
    ]
    totals = {name: sum(row[name] for row in containers) for name in ("billed", "refunded", "net")}
    balance = sandbox.store.credits.balance(sandbox.organization)
    return EndpointResponse({"containers": containers, **totals, "balance": balance})


def get_clock(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return the mode, the speed and the time of the clock."""
    state = sandbox.clock.state
    now = timestamps.format_timestamp(sandbox.clock.now())
    return EndpointResponse({"mode": state.mode, "factor": state.factor, "now": now})


def patch_clock(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Change the clock: its mode, a jump forward, or both."""
    body: bodies.PatchClock = request.body
    changes: dict[str, Any] = {"mode": body.mode, "factor": body.factor}
    if body.now is not None:
        changes["now"] = _read("now", body.now, timestamps.parse_timestamp)
    if body.advance is not None:
        changes["advance"] = _read("advance", body.advance, timestamps.parse_duration)
    sandbox.set_clock(**changes)
    return get_clock(sandbox, request)


def _read(path: str, text: str, read: Any) -> int:
    try:
        return int(read(text))
    except ValueError as exc:
        raise invalid((path, str(exc))) from None


_CLOCK = "/_sandbox/clock"

ENDPOINTS = (
    Endpoint("GET", "/_sandbox/health", health, "Say who answers here", responses.Health),
    Endpoint("POST", "/_sandbox/reset", reset, "Start over", responses.ResetReceipt),
    Endpoint("GET", "/_sandbox/ledger", ledger, "Read what was paid", responses.CreditLedger),
    Endpoint("GET", _CLOCK, get_clock, "Read the clock", responses.ClockReading),
    Endpoint(
        "PATCH",
        _CLOCK,
        patch_clock,
        "Change the clock",
        responses.ClockReading,
        body=bodies.PatchClock,
    ),
)
