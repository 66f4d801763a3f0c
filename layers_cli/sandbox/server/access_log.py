"""Access log: method, path, status, time and request id, never a header or a key."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from layers_cli.sandbox.page.routes import PARTS


class AccessLog:
    """ASGI middleware that writes the log and knows how long the server has been idle.

    Args:
        app: the app to log.
        write: called with each line.
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
        self._active = 0
        self._last_end = monotonic()

    def idle_seconds(self) -> float:
        """Return the seconds since the last request ended; 0 while one is being handled."""
        return 0.0 if self._active else self._monotonic() - self._last_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request and log it when it has ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, request_id = 0, "-"

        async def observe(message: Message) -> None:
            nonlocal status, request_id
            if message["type"] == "http.response.start":
                status = message["status"]
                request_id = dict(message["headers"]).get(b"x-request-id", b"-").decode()
            await send(message)

        began = self._monotonic()
        self._active += 1
        try:
            await self._app(scope, receive, observe)
        finally:
            self._active -= 1
            self._last_end = self._monotonic()
            # An open page polls once a second, which would drown all other lines.
            if scope["path"] != PARTS:
                # The raw path is percent-encoded, so that it cannot contain a line break.
                path = scope.get("raw_path", b"?").decode("ascii", "replace")
                milliseconds = (self._last_end - began) * 1000
                self._write(f"{scope['method']} {path} {status} {milliseconds:.1f} ms {request_id}")
