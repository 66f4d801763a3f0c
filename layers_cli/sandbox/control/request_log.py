"""Endpoints of the request log (sandbox-surface 4). All of it is ours."""

from collections import deque

from layers_cli.sandbox.contract import control as contract
from layers_cli.sandbox.core.request_log import EntryFilter
from layers_cli.sandbox.http.endpoints import Answer, Call, Operation
from layers_cli.sandbox.state.state import SandboxState


def list_(sandbox: SandboxState, call: Call) -> Answer:
    """Show the latest requests that fit."""
    query: contract.ListRequests = call.query
    narrowed = EntryFilter(**query.model_dump(exclude={"limit"}))
    latest = deque(sandbox.journal.entries(narrowed), maxlen=query.limit)
    body = {
        "items": [entry.shown() for entry in latest],
        "last": sandbox.journal.last,
        "forgotten": sandbox.journal.forgotten,
    }
    return Answer(body)


def clear(sandbox: SandboxState, call: Call) -> Answer:
    """Forget all requests."""
    return Answer({"cleared": sandbox.journal.clear()})


_PATH = "/_sandbox/requests"

OPERATIONS = (
    Operation(
        "GET",
        _PATH,
        list_,
        "Read the request log",
        contract.RequestLog,
        query=contract.ListRequests,
        ours=True,
    ),
    Operation("DELETE", _PATH, clear, "Clear the request log", contract.Cleared, ours=True),
)
