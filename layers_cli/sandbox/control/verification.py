"""`POST /_sandbox/verify`: assertions on requests and billing, each with its evidence."""

from collections.abc import Callable, Iterable
from typing import Any

from layers_cli.sandbox.contract import control as contract
from layers_cli.sandbox.core.request_log import RequestFilter
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

MOST_EVIDENCE = 100


def verify(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Check every assertion; the status is 200 even if one fails."""
    body: contract.Verify = request.body
    findings = [_check(sandbox, assertion) for assertion in body.assertions]
    passed = all(finding["passed"] for finding in findings)
    return EndpointResponse({"passed": passed, "assertions": findings})


def _check(sandbox: SandboxState, assertion: Any) -> dict[str, Any]:
    if isinstance(assertion, contract.CountAssertion):
        return _request_count(sandbox, assertion)
    message, violations = _CHECKS[assertion.type](sandbox)
    return _finding(assertion.type, not violations, message, violations)


def _finding(
    type_: str, passed: bool, message: str, evidence: list[dict[str, Any]]
) -> dict[str, Any]:
    shown = evidence[:MOST_EVIDENCE]
    return {"type": type_, "passed": passed, "message": message, "evidence": shown}


def _request_count(sandbox: SandboxState, assertion: contract.CountAssertion) -> dict[str, Any]:
    """Count requests; an upper bound fails if older log entries have been dropped."""
    narrowed = RequestFilter(**assertion.match.model_dump())
    entries = list(sandbox.request_log.entries(narrowed))
    least, most, forgotten = assertion.min or 0, assertion.max, sandbox.request_log.forgotten
    passed = len(entries) >= least and (most is None or len(entries) <= most)
    message = f"{len(entries)} requests match; expected: {_range(least, most)}"
    if forgotten:
        message += f"; {forgotten} older requests are forgotten, so there may be more"
        passed = passed and most is None
    evidence = [entry.shown() for entry in entries[:MOST_EVIDENCE]]
    return _finding(assertion.type, passed, message, evidence)


def _range(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least}"
    return f"exactly {most}" if least == most else f"{least} to {most}"


def _once_per_key(sandbox: SandboxState) -> tuple[str, list[dict[str, Any]]]:
    groups = _grouped(_billed_with_key(sandbox), "api_key_id", "idempotency_key")
    violations = [
        {
            "keyId": rows[0]["api_key_id"],
            "idempotencyKey": rows[0]["idempotency_key"],
            "paths": [row["path"] for row in rows],
            "jobIds": [row["job_id"] for row in rows],
        }
        for rows in groups
        if len(rows) > 1
    ]
    return f"{len(groups)} idempotency keys, {len(violations)} of them billed twice", violations


def _no_duplicate_containers(sandbox: SandboxState) -> tuple[str, list[dict[str, Any]]]:
    groups = _grouped(_billed_with_key(sandbox), "api_key_id", "idempotency_key", "body_hash")
    violations = [
        {
            "keyId": rows[0]["api_key_id"],
            "idempotencyKey": rows[0]["idempotency_key"],
            "containerIds": [row["container_ids"].split(",") for row in rows],
        }
        for rows in groups
        if len(rows) > 1
    ]
    return f"{len(groups)} requests, {len(violations)} of them made containers twice", violations


def _once_per_body(sandbox: SandboxState) -> tuple[str, list[dict[str, Any]]]:
    groups = _grouped(sandbox.store.job_sources.billed(), "path", "body_hash")
    violations = [
        {
            "path": rows[0]["path"],
            "jobIds": [row["job_id"] for row in rows],
            "idempotencyKeys": [row["idempotency_key"] for row in rows],
        }
        for rows in groups
        if len(rows) > 1
    ]
    return f"{len(groups)} different requests, {len(violations)} of them billed twice", violations


def _keyed(sandbox: SandboxState) -> tuple[str, list[dict[str, Any]]]:
    jobs = sandbox.store.job_sources.billed()
    violations = [
        {"jobId": row["job_id"], "path": row["path"]}
        for row in jobs
        if row["idempotency_key"] is None
    ]
    return f"{len(jobs)} billed jobs, {len(violations)} without an idempotency key", violations


def _settled(sandbox: SandboxState) -> tuple[str, list[dict[str, Any]]]:
    rows = sandbox.store.credits.by_container()
    violations = [
        {
            "containerId": row["container_id"],
            **{name: row[name] for name in ("status", "billed", "refunded")},
        }
        for row in rows
        if row["refunded"] != (0 if row["status"] == "completed" else row["billed"])
    ]
    return (
        f"{len(rows)} billed containers, {len(violations)} neither completed nor refunded",
        violations,
    )


def _posted_once(sandbox: SandboxState) -> tuple[str, list[dict[str, Any]]]:
    violations = [
        {
            "containerId": row["container_id"],
            "socialAccountId": row["account_id"],
            "scheduledPostIds": row["post_ids"].split(","),
            "idempotencyKeys": row["keys"].split("\n"),
        }
        for row in sandbox.store.posts.gone_out_twice()
    ]
    posts = sandbox.store.posts.gone_out()
    return f"{posts} posts went out, {len(violations)} containers twice to an account", violations


def _billed_with_key(sandbox: SandboxState) -> list[Row]:
    return [row for row in sandbox.store.job_sources.billed() if row["idempotency_key"] is not None]


def _grouped(rows: Iterable[Row], *columns: str) -> list[list[Row]]:
    """Group *rows* that agree in all *columns*."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return list(groups.values())


_CHECKS: dict[str, Callable[[SandboxState], tuple[str, list[dict[str, Any]]]]] = {
    "once-per-key": _once_per_key,
    "no-duplicate-containers": _no_duplicate_containers,
    "once-per-body": _once_per_body,
    "keyed": _keyed,
    "settled": _settled,
    "posted-once": _posted_once,
}

ENDPOINTS = (
    Endpoint(
        "POST",
        "/_sandbox/verify",
        verify,
        "Judge assertions",
        contract.Verdict,
        body=contract.Verify,
        optional_body=True,
    ),
)
