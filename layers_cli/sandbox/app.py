"""The sandbox as an ASGI app: all endpoints, the media files, and the frame around both."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from layers_cli.sandbox import (
    account,
    content,
    control,
    faults,
    hooks,
    influencers,
    jobs,
    keys,
    library,
    planting,
    projects,
    request_log,
    review,
    upload_sessions,
    uploads,
    verification,
    webhooks,
)
from layers_cli.sandbox.dispatcher import Dispatcher
from layers_cli.sandbox.frame import Frame
from layers_cli.sandbox.injection import FaultInjection
from layers_cli.sandbox.media_files import MediaFiles
from layers_cli.sandbox.openapi.serving import openapi_routes
from layers_cli.sandbox.operations import Operation
from layers_cli.sandbox.page.site import page_routes
from layers_cli.sandbox.upload_store import UploadStore
from layers_cli.sandbox.world import World

OPERATIONS: tuple[Operation, ...] = (
    *account.OPERATIONS,
    *projects.OPERATIONS,
    *review.OPERATIONS,
    *content.OPERATIONS,
    *uploads.OPERATIONS,
    *upload_sessions.OPERATIONS,
    *library.OPERATIONS,
    *hooks.OPERATIONS,
    *influencers.OPERATIONS,
    *jobs.OPERATIONS,
    *webhooks.OPERATIONS,
    *control.OPERATIONS,
    *planting.OPERATIONS,
    *faults.OPERATIONS,
    *request_log.OPERATIONS,
    *verification.OPERATIONS,
    *keys.OPERATIONS,
)


def create_app(world: World, operations: Sequence[Operation] = OPERATIONS) -> Starlette:
    """Build the app around *world*; it holds no state and needs no lifespan events."""
    dispatcher = Dispatcher(world, operations)
    app = Starlette(
        routes=[
            Mount("/media", MediaFiles(directory=world.media)),
            Mount("/store", UploadStore(world)),
            *page_routes(world),
            *openapi_routes(operations),
        ],
        middleware=[
            Middleware(Frame, world=world),
            Middleware(FaultInjection, world=world),
            Middleware(_Shortcut, dispatcher=dispatcher),
        ],
    )
    # Not a `Mount`: that would leave out paths with a line break in them.
    app.router.default = dispatcher
    app.router.redirect_slashes = False
    return app


class _Shortcut:
    """ASGI middleware that leads calls of the API past the routes, none of which is theirs."""

    def __init__(self, app: ASGIApp, dispatcher: Dispatcher) -> None:
        self._app, self._dispatcher = app, dispatcher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on to whoever answers it."""
        answers = self._dispatcher if scope["path"].startswith("/v1/") else self._app
        await answers(scope, receive, send)
