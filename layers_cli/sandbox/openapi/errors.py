"""The error answers: which codes an operation may be refused with, and how each one looks."""

from typing import Any

from layers_cli.sandbox.core.error_codes import ERROR_CODES
from layers_cli.sandbox.http.endpoints import Endpoint
from layers_cli.sandbox.openapi.examples import ISSUES
from layers_cli.sandbox.openapi.schemas import REF

_SCHEMA = {"$ref": REF.format(model="ErrorResponse")}


def error_responses(endpoint: Endpoint, errors: dict[str, Any]) -> dict[str, Any]:
    """Return references to the error responses of *endpoint*, one for each status."""
    by_status: dict[int, list[str]] = {}
    for code in sorted(codes_of(endpoint)):
        by_status.setdefault(ERROR_CODES[code].status, []).append(code)
    responses = {}
    for status, codes in sorted(by_status.items()):
        name = "Or".join(map(_camel_case, codes))
        if name not in errors:
            errors[name] = _error(status, codes)
        responses[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return responses


def codes_of(endpoint: Endpoint) -> set[str]:
    """Return all error codes of *endpoint* (order of checks: sandbox-surface 2)."""
    codes = {"UNAUTHENTICATED", "MISDIRECTED_REQUEST", "INTERNAL", "STORAGE_UNWRITABLE"}
    codes.update(endpoint.error_codes)
    if endpoint.on_control_surface or endpoint.writes:
        # Requests from another machine, or from another site's page.
        codes.add("FORBIDDEN")
    if not endpoint.on_control_surface:
        # Any call may act for a child organization, which needs a scope of its own.
        codes |= {"FORBIDDEN_SCOPE", "KILL_SWITCH", "RATE_LIMITED", "NOT_FOUND"}
    if endpoint.parameters:
        codes.add("NOT_FOUND")
    if endpoint.writes or endpoint.query is not None:
        codes.add("VALIDATION")
    if endpoint.takes_idempotency_key:
        codes |= {"IDEMPOTENCY_CONFLICT", "CONFLICT"}
    return codes


def _error(status: int, codes: list[str]) -> dict[str, Any]:
    """Describe one error response: the envelope with these codes."""
    lines = [f"* `{code}`: {_meaning(code)}" for code in codes]
    names = ["X-Request-Id", *(["Retry-After"] if status in (409, 429) else [])]
    error: dict[str, Any] = {
        "code": codes[0],
        "message": ERROR_CODES[codes[0]].meaning,
        "requestId": "req_01HXZ9G7KMV2QX8Y1S5RJW3B7T",
    }
    if codes[0] == "VALIDATION":
        error |= ISSUES
    return {
        "description": "\n".join(lines),
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {"application/json": {"schema": _SCHEMA, "example": {"error": error}}},
    }


def _camel_case(code: str) -> str:
    """Return a code as generators like names: `NOT_FOUND` is `NotFound`."""
    return code.title().replace("_", "")


def _meaning(code: str) -> str:
    return (
        f"{ERROR_CODES[code].meaning} (Ours.)"
        if ERROR_CODES[code].ours
        else ERROR_CODES[code].meaning
    )
