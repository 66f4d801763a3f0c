"""Approves and rejects from the page, through the API's own operations and the seeded key."""

from layers_cli.sandbox.contract.model import checked
from layers_cli.sandbox.core.errors import not_found
from layers_cli.sandbox.http.endpoints import Call
from layers_cli.sandbox.routes import review
from layers_cli.sandbox.state.state import SandboxState

_OPERATIONS = {
    operation.path.rpartition("/")[2]: operation
    for operation in review.OPERATIONS
    if operation.method == "POST"
}


def review_container(sandbox: SandboxState, container_id: str, decision: str, reason: str) -> None:
    """Approve a container, or reject it with a *reason*.

    *decision* is `approve` or `reject`.

    Raises:
        RefusalError: no such container or decision, already reviewed, or a reason that is
            missing or too long.

    """
    operation = _OPERATIONS.get(decision)
    container = sandbox.store.overview.container(container_id)
    key = sandbox.store.account.key(sandbox.key)
    if operation is None or operation.body is None or container is None or key is None:
        raise not_found("Container")
    body = checked(operation.body, {"reason": reason} if decision == "reject" else {})
    call = Call(operation, {}, {}, "", key=key, subject=container, body=body)
    with sandbox.store.transaction():
        operation.handler(sandbox, call)
    sandbox.notify()
