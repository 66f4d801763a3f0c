"""Starts generations from the page, through the API's own operation and the seeded key."""

import re

from layers_cli.sandbox.contract.model import checked
from layers_cli.sandbox.core.errors import invalid, not_found
from layers_cli.sandbox.http.endpoints import EndpointRequest
from layers_cli.sandbox.routes import content
from layers_cli.sandbox.state.state import SandboxState

MOST_HOOKS = 20
"""Hooks in one form, each of which starts a job."""

_OPERATION = next(each for each in content.ENDPOINTS if each.handler is content.create)


def generate(sandbox: SandboxState, project_id: str, text: str, variants: str) -> int:
    """Start a slideshow for each hook in *text*, which blank lines separate; return how many.

    Raises:
        HttpError: no such project, no hook or too many, or what the operation refuses; nothing
            is started then.

    """
    project = sandbox.store.overview.project(project_id)
    key = sandbox.store.account.key(sandbox.key)
    if project is None or key is None or _OPERATION.body is None:
        raise not_found("Project")
    hooks = [hook.strip() for hook in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n"))]
    hooks = [hook for hook in hooks if hook]
    if not 1 <= len(hooks) <= MOST_HOOKS:
        raise invalid(("hook", f"write 1 to {MOST_HOOKS} hooks, with a blank line between"))
    count = int(variants) if variants.isdecimal() and len(variants) < 3 else 0
    with sandbox.store.transaction():
        for hook in hooks:
            given = {"format": "slideshow-builder", "hook": hook, "variantCount": count}
            body = checked(_OPERATION.body, given)
            request = EndpointRequest(_OPERATION, {}, {}, "", key=key, resource=project, body=body)
            _OPERATION.handler(sandbox, request)
    sandbox.notify()
    return len(hooks)
