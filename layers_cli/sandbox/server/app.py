"""The sandbox as an ASGI app: endpoints, media files, page and middleware."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from layers_cli.sandbox.faults.middleware import FaultMiddleware
from layers_cli.sandbox.http.dispatcher import Dispatcher
from layers_cli.sandbox.http.endpoints import Endpoint
from layers_cli.sandbox.http.middleware import RequestMiddleware
from layers_cli.sandbox.openapi.endpoints import ENDPOINTS
from layers_cli.sandbox.openapi.serving import openapi_routes
from layers_cli.sandbox.page.routes import page_routes
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.uploads.cdn import MediaFiles
from layers_cli.sandbox.uploads.object_store import ObjectStore


def create_app(sandbox: SandboxState, endpoints: Sequence[Endpoint] = ENDPOINTS) -> Starlette:
    """Build the app around *sandbox*; it needs no lifespan events."""
    dispatcher = Dispatcher(sandbox, endpoints)
    app = Starlette(
        routes=[
            Mount("/media", MediaFiles(directory=sandbox.media)),
            Mount("/store", ObjectStore(sandbox)),
            *page_routes(sandbox),
            *openapi_routes(endpoints),
        ],
        middleware=[
            Middleware(RequestMiddleware, sandbox=sandbox),
            Middleware(FaultMiddleware, sandbox=sandbox),
            Middleware(_ApiShortcut, dispatcher=dispatcher),
        ],
    )
    # Not a `Mount`, which does not match paths with a line break in them.
    app.router.default = dispatcher
    app.router.redirect_slashes = False
    return app


class _ApiShortcut:
    """ASGI middleware that sends API calls straight to the dispatcher, past the routes."""

    def __init__(self, app: ASGIApp, dispatcher: Dispatcher) -> None:
        self._app, self._dispatcher = app, dispatcher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        handler = self._dispatcher if scope["path"].startswith("/v1/") else self._app
        await handler(scope, receive, send)
