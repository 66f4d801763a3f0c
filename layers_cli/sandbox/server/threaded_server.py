"""An ASGI app on a socket, served by a thread of this process: for tests that need an address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from layers_cli.sandbox.server.sockets import base_url, bound

if TYPE_CHECKING:
    from layers_cli.sandbox.server.protocol import BoundedProtocol

_SECONDS_TO_FINISH = 1


@contextmanager
def served(app: ASGIApp, *, protocol: "type[BoundedProtocol] | None" = None) -> Iterator[str]:
    """Serve *app* on a free port of the loopback address meanwhile; yield its base URL.

    Requests may be sent at once: they wait in the socket until the thread takes them.
    """
    import uvicorn

    from layers_cli.sandbox.faults.disconnect import DisconnectMiddleware
    from layers_cli.sandbox.server.protocol import BoundedProtocol

    config = uvicorn.Config(
        DisconnectMiddleware(app),
        http=protocol or BoundedProtocol,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    server = uvicorn.Server(config)
    with bound("127.0.0.1", 0) as listener:
        # A daemon, so that a test run that is broken off does not hang on it.
        thread = threading.Thread(
            target=server.run, args=([listener],), name="layers-sandbox", daemon=True
        )
        thread.start()
        try:
            yield base_url(listener)
        finally:
            server.should_exit = True
            thread.join()
