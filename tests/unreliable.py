"""A network that fails as told, in front of the sandbox; and what the sandbox has charged for."""

import httpx

from layers_cli.sandbox.state.state import SandboxState


class Unreliable(httpx.BaseTransport):
    """In front of the sandbox: does to each create call what stands next in its list.

    `before` and `after` cut the connection before and after the work, a number answers itself,
    `garbled` does the work and spoils its answer, `interrupt` is Ctrl-C after the work.
    """

    def __init__(self, inner: httpx.BaseTransport, *faults) -> None:
        self.inner = inner
        self.faults = list(faults)
        self.keys: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return self.inner.handle_request(request)
        self.keys.append(request.headers.get("idempotency-key", ""))
        fault = self.faults.pop(0) if self.faults else None
        if fault == "before":
            raise httpx.ReadError("cut")
        if isinstance(fault, int):
            return httpx.Response(fault, json={"error": {"code": "FAULT", "message": "m"}})
        response = self.inner.handle_request(request)
        if fault == "after":
            raise httpx.ReadError("cut")
        if fault == "interrupt":
            raise KeyboardInterrupt
        if fault == "garbled":
            response.read()
            return httpx.Response(response.status_code, content=response.content[:20])
        return response


def billed(sandbox: SandboxState) -> int:
    """How many containers the sandbox has charged for."""
    return len(sandbox.store.credits.by_container())
