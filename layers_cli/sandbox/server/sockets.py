"""What a server needs before it can serve: its data folder for itself, and a socket."""

import contextlib
import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path

_DOORS = 64


class ServeError(Exception):
    """The server cannot start; the text says why and what to do."""


@contextlib.contextmanager
def hold(data: Path) -> Iterator[None]:
    """Hold the data folder: two servers would do the same work twice.

    Raises:
        ServeError: another server holds it, or it cannot be used.

    """
    import filelock

    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = filelock.FileLock(data / "server.lock")
        with lock.acquire(timeout=0):
            yield
    except filelock.Timeout:
        raise ServeError(f"another server is using {data}") from None
    except OSError as exc:
        raise ServeError(f"cannot use the data folder {data}: {exc.strerror or exc}") from exc


@contextlib.contextmanager
def bound(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on *host* and *port*; 0 is any free port.

    Raises:
        ServeError: the address is taken, or not ours.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off; else each answer waits 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(2048)
        except OSError as exc:
            raise ServeError(f"cannot listen on {host}:{port}: {exc.strerror or exc}") from exc
        yield listener


@contextlib.contextmanager
def doors(listener: socket.socket) -> Iterator[list[socket.socket]]:
    """Yield *listener* many times over, for an event loop that takes one client a turn from each.

    libuv does; while hundreds of clients poll, a turn takes so long that others would wait for many
    seconds to be let in.
    """
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(listener.dup()) for _ in range(_DOORS)]


def base_url(listener: socket.socket) -> str:
    """Return what links to *listener* begin with."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
