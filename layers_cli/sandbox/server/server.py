"""The sandbox on a socket: `python -m layers_cli.sandbox.server.server --data DIR`.

The render processes import this module again, so it loads nothing heavy before it serves.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layers_cli import __version__
from layers_cli.formats.hosts import is_loopback
from layers_cli.sandbox.manage.outdated import KEPT_OPTIONS, installed_extras, program_stamps
from layers_cli.sandbox.manage.ready_file import Ready
from layers_cli.sandbox.server.sockets import (
    ServeError,
    base_url,
    duplicate_listener,
    free_port,
    listen,
    lock_data_folder,
)

__all__ = ["Ready", "ServeError", "ServeOptions", "main", "serve"]

if TYPE_CHECKING:
    import uvicorn

    from layers_cli.sandbox.server.access_log import AccessLog
    from layers_cli.sandbox.state.state import SandboxState

_log = logging.getLogger(__name__)
_IDLE_CHECKS_PER_LIMIT = 10


@dataclass(frozen=True)
class ServeOptions:
    """Options of the server.

    Args:
        data: the data folder.
        port: 0 means any free one.
        idle_seconds: stop after so many seconds without a request or a running job; `None`: never.
        ready_file: written when the server is ready, removed when it stops.
        strict_fetch: refuse to fetch uploads from this machine.
        allow_remote: listen on an address other machines can reach.
        generation_seconds: the minimum time of a job, on the sandbox's clock.
        rate_limits: a tier of the rate-limits page; `None`: no limits.
        create_rate: calls a minute that start a job, for each key; `None`: as the tier says.
        concurrent_jobs: jobs of an organization that may run at once; `None`: no limit.
        credits: of the seeded organization, where the data folder is new.
        placeholders: draw a few bytes at once instead of pictures and videos.
        preferred_port: taken where *port* is 0, if it is free.

    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 0
    idle_seconds: float | None = None
    ready_file: Path | None = None
    strict_fetch: bool = False
    allow_remote: bool = False
    generation_seconds: float = 3.0
    rate_limits: str | None = None
    create_rate: int | None = None
    concurrent_jobs: int | None = None
    credits: int | None = None
    placeholders: bool = False
    preferred_port: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """The words that start a server like this one in the background."""
        found = {name: getattr(self, name) for name in KEPT_OPTIONS}
        words = [
            [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
            for name, value in found.items()
            if value
        ]
        return tuple(word for each in words for word in each)


def serve(options: ServeOptions, *, on_ready: Callable[[Ready], None] | None = None) -> None:
    """Serve until SIGTERM, SIGINT or the idle limit; *on_ready* is called when it is ready.

    Raises:
        ServeError: it cannot start.

    """
    listens_on_loopback = is_loopback(options.host)
    if not listens_on_loopback and not options.allow_remote:
        raise ServeError(
            f"{options.host} can be reached from other machines; add --allow-remote if you mean it"
        )
    port = options.port or free_port(options.host, options.preferred_port)
    with lock_data_folder(options.data), listen(options.host, port) as listener:
        sandbox = _open(options, listener, loopback=listens_on_loopback)
        try:
            _run(_Server(sandbox, options, listener, on_ready).run())
        finally:
            sandbox.close()


class _Server:
    """One run of the server: the app on a socket and the worker."""

    def __init__(
        self,
        sandbox: "SandboxState",
        options: ServeOptions,
        listener: socket.socket,
        on_ready: Callable[[Ready], None] | None,
    ) -> None:
        self._sandbox, self._options, self._listener = sandbox, options, listener
        self._on_ready = on_ready

    async def run(self) -> None:
        """Serve until told to stop."""
        # Imported here: the render processes import this module, too, and serve nothing.
        import uvicorn

        from layers_cli.sandbox.faults.disconnect import DisconnectMiddleware
        from layers_cli.sandbox.server.access_log import AccessLog
        from layers_cli.sandbox.server.app import create_app
        from layers_cli.sandbox.server.protocol import BoundedProtocol
        from layers_cli.sandbox.server.worker import Worker

        worker = Worker(self._sandbox)
        app = AccessLog(create_app(self._sandbox), write=_log.info)
        config = uvicorn.Config(
            DisconnectMiddleware(app),
            http=BoundedProtocol,
            # The client is the peer of the socket, not what a header claims.
            proxy_headers=False,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            # Longer than a poll interval: closing earlier would race with the next request.
            timeout_keep_alive=75,
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        # uvicorn would raise the signal again once it has stopped; the exit code is to be 0.
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        with (
            _on_signals(lambda: setattr(server, "should_exit", True)),
            duplicate_listener(self._listener) as listeners,
        ):
            await worker.start()
            idle_check = asyncio.create_task(self._announce_and_check_idle(server, app))
            try:
                await server.serve(sockets=listeners)
            finally:
                idle_check.cancel()
                self._withdraw()
                await worker.stop()

    async def _announce_and_check_idle(self, server: "uvicorn.Server", app: "AccessLog") -> None:
        """Announce that the server is ready, then stop it at the idle limit."""
        while not server.started:
            await asyncio.sleep(0.005)
        self._announce()
        limit = self._options.idle_seconds
        while limit is not None:
            await asyncio.sleep(min(1.0, limit / _IDLE_CHECKS_PER_LIMIT))
            if app.idle_seconds() >= limit and not self._sandbox.store.work.has_open():
                _log.info("idle for %g s, stopping", limit)
                server.should_exit = True
                return

    def _announce(self) -> None:
        sandbox = self._sandbox
        ready = Ready(
            pid=os.getpid(),
            base_url=base_url(self._listener),
            key=sandbox.key,
            control_token=sandbox.control_token,
            project=sandbox.project,
            version=__version__,
            program=sys.executable,
            stamps=program_stamps(),
            options=self._options.words,
            extras=installed_extras(),
            in_background=self._options.idle_seconds is not None,
        )
        if self._options.ready_file is not None:
            ready.write(self._options.ready_file)
        _log.info("serving %s from %s", ready.base_url, sandbox.data)
        if self._on_ready is not None:
            self._on_ready(ready)

    def _withdraw(self) -> None:
        if self._options.ready_file is not None:
            self._options.ready_file.unlink(missing_ok=True)


def _run(main: Coroutine[None, None, None]) -> None:
    """Run *main* on uvloop where it is installed."""
    from uvicorn.loops.auto import auto_loop_factory  # spares the render processes

    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(main)


def _open(options: ServeOptions, listener: socket.socket, *, loopback: bool) -> "SandboxState":
    # Imported here as above.
    from layers_cli.sandbox.state.opening import open_state
    from layers_cli.sandbox.state.state import CREDITS, SandboxSettings
    from layers_cli.sandbox.store import StoreVersionError

    settings = SandboxSettings(
        # Other machines know this one by a name that is not known here.
        base_url=base_url(listener) if loopback else None,
        generation_seconds=options.generation_seconds,
        any_host=not loopback,
        loopback_fetch=loopback and not options.strict_fetch,
        rate_limits=options.rate_limits,
        create_rate=options.create_rate,
        concurrent_jobs=options.concurrent_jobs,
        placeholders=options.placeholders,
    )
    try:
        return open_state(
            options.data,
            settings=settings,
            seeded_credits=CREDITS if options.credits is None else options.credits,
            keep_requests=True,
        )
    except StoreVersionError as exc:
        raise ServeError(str(exc)) from exc
    except (sqlite3.Error, OSError) as exc:
        raise ServeError(f"cannot use the data folder {options.data}: {exc}") from exc


@contextlib.contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call *stop* on SIGTERM and SIGINT inside the `with` block."""
    wanted = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_: stop()) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _arguments(argv: list[str] | None) -> ServeOptions:
    parser = argparse.ArgumentParser(prog="python -m layers_cli.sandbox.server.server")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--idle-seconds", type=float)
    parser.add_argument("--ready-file", type=Path)
    parser.add_argument("--strict-fetch", action="store_true")
    parser.add_argument("--allow-remote", action="store_true")
    parser.add_argument("--generation-seconds", type=float, default=3.0)
    parser.add_argument("--rate-limits", choices=("standard", "pilot", "partner"))
    for count in ("--create-rate", "--concurrent-jobs", "--credits", "--preferred-port"):
        parser.add_argument(count, type=int, default=0 if count == "--preferred-port" else None)
    parser.add_argument("--placeholders", action="store_true")
    return ServeOptions(**vars(parser.parse_args(argv)))


def main(argv: list[str] | None = None) -> int:
    """Run the server as a program; it logs to stderr."""
    options = _arguments(argv)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
    )
    try:
        serve(options)
    except ServeError as exc:
        sys.stderr.write(f"error: {exc}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
