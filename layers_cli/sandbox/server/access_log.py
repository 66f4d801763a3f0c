"""One line for each request: method, path, status, time, request id. Never a header or a key."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REFRESH = "/page/parts"
"""An open page asks for it once a second, which would drown all other lines."""


class AccessLog:
    """ASGI middleware that also knows when the last request ended.

    Args:
        app: what answers.
        write: takes each line.
        monotonic: a clock in seconds.

    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        write: Callable[[str], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._write, self._monotonic = app, write, monotonic
        self._open = 0
        self._last = monotonic()

    def idle_seconds(self) -> float:
        """Return how long nothing has been asked; 0 while something is being answered."""
        return 0.0 if self._open else self._monotonic() - self._last

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write its line when it is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, request_id = 0, "-"

        async def noting(message: Message) -> None:
            nonlocal status, request_id
            if message["type"] == "http.response.start":
                status = message["status"]
                request_id = dict(message["headers"]).get(b"x-request-id", b"-").decode()
            await send(message)

        began = self._monotonic()
        self._open += 1
        try:
            await self._app(scope, receive, noting)
        finally:
            self._open -= 1
            self._last = self._monotonic()
            if scope["path"] != _REFRESH:
                # The path as it came: still percent-encoded, so that no line break can be in it.
                path = scope.get("raw_path", b"?").decode("ascii", "replace")
                taken = (self._last - began) * 1000
                self._write(f"{scope['method']} {path} {status} {taken:.1f} ms {request_id}")
