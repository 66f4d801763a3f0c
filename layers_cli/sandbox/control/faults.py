"""Endpoints of the fault rules (sandbox-surface 4). All of it is ours."""

from layers_cli.sandbox.contract import faults as contract
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.state.state import SandboxState


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List the rules and how often each has fired."""
    return EndpointResponse({"rules": [armed.shown() for armed in sandbox.faults.armed]})


def replace(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Replace all rules by these."""
    body: contract.Rules = request.body
    sandbox.faults.replace(body.rules)
    return list_(sandbox, request)


def add(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Add these rules after the existing ones."""
    body: contract.Rules = request.body
    sandbox.faults.add(body.rules)
    return list_(sandbox, request)


def clear(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Remove all rules; jobs that a rule has failed or stalled stay so."""
    sandbox.faults.replace(())
    return list_(sandbox, request)


_PATH = "/_sandbox/faults"
_RULES, _BODY = contract.ArmedRules, contract.Rules

ENDPOINTS = (
    Endpoint("GET", _PATH, list_, "List the fault rules", _RULES),
    Endpoint("PUT", _PATH, replace, "Set the fault rules", _RULES, body=_BODY, yaml=True),
    Endpoint("POST", _PATH, add, "Add fault rules", _RULES, body=_BODY, yaml=True),
    Endpoint("DELETE", _PATH, clear, "Clear the fault rules", _RULES),
)
