"""Endpoints of the request log (sandbox-surface 4). All of it is ours."""

from collections import deque

from layers_cli.sandbox.contract import control as contract
from layers_cli.sandbox.core.request_log import RequestFilter
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.state.state import SandboxState


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Return the latest matching requests."""
    query: contract.ListRequests = request.query
    narrowed = RequestFilter(**query.model_dump(exclude={"limit"}))
    latest = deque(sandbox.request_log.entries(narrowed), maxlen=query.limit)
    body = {
        "items": [entry.shown() for entry in latest],
        "last": sandbox.request_log.last,
        "forgotten": sandbox.request_log.forgotten,
    }
    return EndpointResponse(body)


def clear(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Delete all logged requests."""
    return EndpointResponse({"cleared": sandbox.request_log.clear()})


_PATH = "/_sandbox/requests"

ENDPOINTS = (
    Endpoint(
        "GET",
        _PATH,
        list_,
        "Read the request log",
        contract.RequestLogPage,
        query=contract.ListRequests,
    ),
    Endpoint("DELETE", _PATH, clear, "Clear the request log", contract.Cleared),
)
