"""Endpoints of the fault rules (sandbox-surface 4). All of it is ours."""

from layers_cli.sandbox.contract import faults as contract
from layers_cli.sandbox.http.endpoints import Answer, Call, Operation
from layers_cli.sandbox.state.state import SandboxState


def list_(sandbox: SandboxState, call: Call) -> Answer:
    """Show the rules and how often each has fired."""
    return Answer({"rules": [armed.shown() for armed in sandbox.faults.armed]})


def replace(sandbox: SandboxState, call: Call) -> Answer:
    """Put these rules in the place of all others."""
    body: contract.Rules = call.body
    sandbox.faults.replace(body.rules)
    return list_(sandbox, call)


def add(sandbox: SandboxState, call: Call) -> Answer:
    """Put these rules after the others."""
    body: contract.Rules = call.body
    sandbox.faults.add(body.rules)
    return list_(sandbox, call)


def clear(sandbox: SandboxState, call: Call) -> Answer:
    """Take all rules away; jobs that were spoiled stay so."""
    sandbox.faults.replace(())
    return list_(sandbox, call)


_PATH = "/_sandbox/faults"
_RULES, _BODY = contract.ArmedRules, contract.Rules

OPERATIONS = (
    Operation("GET", _PATH, list_, "List the fault rules", _RULES, ours=True),
    Operation(
        "PUT", _PATH, replace, "Set the fault rules", _RULES, body=_BODY, yaml=True, ours=True
    ),
    Operation("POST", _PATH, add, "Add fault rules", _RULES, body=_BODY, yaml=True, ours=True),
    Operation("DELETE", _PATH, clear, "Clear the fault rules", _RULES, ours=True),
)
