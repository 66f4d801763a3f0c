"""Closes a connection in the middle of a call, which ASGI has no message for."""

from starlette.types import ASGIApp, Receive, Scope, Send


class DisconnectError(BaseException):
    """Nothing more is sent on this connection.

    Not an `Exception`: every layer between would turn it into a 500. On a socket
    `DisconnectMiddleware` handles it, in a test the in-process transport does.
    """


class DisconnectMiddleware:
    """Outermost ASGI middleware on a uvicorn socket: closes the connection on `DisconnectError`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        try:
            await self._app(scope, receive, send)
        except DisconnectError:
            # uvicorn's `send` belongs to the cycle of the request, which holds the transport.
            send.__self__.transport.close()  # type: ignore[attr-defined]  # a bound method
            # Until uvicorn has noticed the close, it would still send a 500 of its own.
            while (await receive())["type"] != "http.disconnect":
                pass
