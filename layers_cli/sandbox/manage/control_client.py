"""Asks a running sandbox's control surface (sandbox-surface 4); imports next to nothing."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from layers_cli.formats.json_text import dumps, loads
from layers_cli.sandbox.manage.running import RunningSandbox, SandboxControlError, exchange

SECONDS = 60.0
MOST_BYTES = 64 * 2**20
NOT_FOUND = 404


class SandboxRefusedError(SandboxControlError):
    """The sandbox refused what it was asked, and nothing was changed; the message says why."""


class SandboxNotFoundError(SandboxRefusedError):
    """The sandbox does not have what was named."""


class ControlClient:
    """The control surface of one running sandbox."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Make one call and return its answer.

        Args:
            method: the HTTP method.
            path: what follows `/_sandbox`, such as `/clock`.
            body: sent as it is if it is bytes, else as JSON.
            query: what of it is `None` is left out.

        Raises:
            SandboxRefusedError: it answered with an error.
            SandboxControlError: it did not answer, or with something else.

        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        target = f"/_sandbox{path}" + (f"?{urlencode(given)}" if given else "")
        try:
            if body is not None and not isinstance(body, bytes):
                body = dumps(body).encode()
            status, content = exchange(
                self._sandbox, method, target, body, timeout=SECONDS, most=MOST_BYTES
            )
            answer = loads(content)
        except (OSError, ValueError) as exc:
            raise SandboxControlError(f"The sandbox does not answer: {exc}") from exc
        if status // 100 != 2:
            kind = SandboxNotFoundError if status == NOT_FOUND else SandboxRefusedError
            raise kind(_reasons(answer, status))
        if not isinstance(answer, dict):
            raise SandboxControlError("The sandbox did not answer with a JSON object")
        return answer


def _reasons(answer: Any, status: int) -> str:
    """Format an error envelope, one line per issue: its path and message."""
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict):
        return f"The sandbox answered {status}"
    issues = (error.get("details") or {}).get("issues") or []
    lines = [f"{issue['path'] or 'the whole'}: {issue['message']}" for issue in issues]
    return "\n".join(lines) or str(error.get("message"))
