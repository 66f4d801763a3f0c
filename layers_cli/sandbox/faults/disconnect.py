"""Cuts a connection in the middle of a call, which ASGI itself has no words for."""

from starlette.types import ASGIApp, Receive, Scope, Send


class DisconnectError(BaseException):
    """The client gets nothing more on this connection.

    Not an `Exception`: every layer between would turn it into a 500. On a socket
    `DisconnectMiddleware` handles it, in a test the in-process transport does.
    """


class DisconnectMiddleware:
    """ASGI middleware, the outermost one on a uvicorn socket."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; close its connection where that is asked for."""
        try:
            await self._app(scope, receive, send)
        except DisconnectError:
            # uvicorn's `send` belongs to the cycle of the request, which holds the transport.
            send.__self__.transport.close()  # type: ignore[attr-defined]  # a bound method
            # Until uvicorn has seen it go, it would still send a 500 of its own.
            while (await receive())["type"] != "http.disconnect":
                pass
