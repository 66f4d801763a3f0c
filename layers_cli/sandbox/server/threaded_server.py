"""Serves an ASGI app from a thread of this process, for tests that need an address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from layers_cli.sandbox.faults.disconnect import DisconnectMiddleware
from layers_cli.sandbox.server.protocol import BoundedProtocol
from layers_cli.sandbox.server.sockets import base_url, listen

_SECONDS_TO_FINISH = 1


@contextmanager
def serve_in_thread(
    app: ASGIApp, *, protocol: type[BoundedProtocol] = BoundedProtocol
) -> Iterator[str]:
    """Serve *app* on a free loopback port inside the `with` block; yield its base URL.

    Requests may be sent at once: they wait in the socket until the thread accepts them.
    """
    config = uvicorn.Config(
        DisconnectMiddleware(app),
        http=protocol,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    server = uvicorn.Server(config)
    with listen("127.0.0.1", 0) as listener:
        # A daemon thread, so that an aborted test run does not hang.
        thread = threading.Thread(
            target=server.run, args=([listener],), name="layers-sandbox", daemon=True
        )
        thread.start()
        try:
            yield base_url(listener)
        finally:
            server.should_exit = True
            thread.join()
