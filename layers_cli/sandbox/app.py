"""The sandbox as an ASGI app: all endpoints, the media files, and the frame around both."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from . import account, content, control, jobs, projects, review, uploads
from .dispatcher import Dispatcher
from .frame import Frame
from .media_files import MediaFiles
from .operations import Operation
from .world import World

OPERATIONS: tuple[Operation, ...] = (
    *account.OPERATIONS,
    *projects.OPERATIONS,
    *review.OPERATIONS,
    *content.OPERATIONS,
    *uploads.OPERATIONS,
    *jobs.OPERATIONS,
    *control.OPERATIONS,
)


def create_app(world: World) -> Starlette:
    """Build the app around *world*; it holds no state and needs no lifespan events."""
    return Starlette(
        routes=[
            Mount("/media", MediaFiles(directory=world.media)),
            Mount("", Dispatcher(world, OPERATIONS)),
        ],
        middleware=[Middleware(Frame, world=world)],
    )
