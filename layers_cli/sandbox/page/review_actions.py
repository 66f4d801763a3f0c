"""Approves and rejects from the page, through the API's own operations and the seeded key."""

from layers_cli.sandbox.contract.model import checked
from layers_cli.sandbox.core.errors import not_found
from layers_cli.sandbox.http.endpoints import EndpointRequest
from layers_cli.sandbox.routes import review
from layers_cli.sandbox.state.state import SandboxState

_OPERATIONS = {
    endpoint.path.rpartition("/")[2]: endpoint
    for endpoint in review.ENDPOINTS
    if endpoint.method == "POST"
}


def review_container(sandbox: SandboxState, container_id: str, decision: str, reason: str) -> None:
    """Approve a container, or reject it with a *reason*.

    *decision* is `approve` or `reject`.

    Raises:
        HttpError: no such container or decision, already reviewed, or a reason that is
            missing or too long.

    """
    endpoint = _OPERATIONS.get(decision)
    container = sandbox.store.overview.container(container_id)
    key = sandbox.store.account.key(sandbox.key)
    if endpoint is None or endpoint.body is None or container is None or key is None:
        raise not_found("Container")
    body = checked(endpoint.body, {"reason": reason} if decision == "reject" else {})
    request = EndpointRequest(endpoint, {}, {}, "", key=key, resource=container, body=body)
    with sandbox.store.transaction():
        endpoint.handler(sandbox, request)
    sandbox.notify()
