"""The listening socket and the lock of the data folder."""

import contextlib
import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import filelock

_DUPLICATES = 64


class ServeError(Exception):
    """The server cannot start; the text says why and what to do."""


class ServeFolderError(ServeError):
    """What was named as its folder is no folder."""


@contextlib.contextmanager
def lock_data_folder(data: Path) -> Iterator[None]:
    """Lock the data folder *data*, creating it if missing.

    Raises:
        ServeError: another server has locked it, or it cannot be used.

    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = filelock.FileLock(data / "server.lock")
        with lock.acquire(timeout=0):
            yield
    except filelock.Timeout:
        raise ServeError(f"another server is using {data}") from None
    except (FileExistsError, NotADirectoryError) as exc:
        raise ServeFolderError(f"cannot use the data folder {data}: it is not a folder") from exc
    except OSError as exc:
        raise ServeError(f"cannot use the data folder {data}: {exc.strerror or exc}") from exc


@contextlib.contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on *host* and *port*; 0 is any free port.

    Raises:
        ServeError: the address is in use, or not one of this machine.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns off Nagle's algorithm only if the protocol is named; else answers wait 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(2048)
        except OSError as exc:
            raise ServeError(f"cannot listen on {host}:{port}: {exc.strerror or exc}") from exc
        yield listener


def free_port(host: str, preferred: int) -> int:
    """Return the port *preferred* if it can be listened on, else 0: any free one."""
    with contextlib.suppress(ServeError, OverflowError), listen(host, preferred):
        return preferred
    return 0


@contextlib.contextmanager
def duplicate_listener(listener: socket.socket) -> Iterator[list[socket.socket]]:
    """Yield duplicates of *listener*, for event loops that accept one client per socket and turn.

    libuv does: while hundreds of clients poll, a turn takes so long that new ones would wait many
    seconds to be accepted.
    """
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(listener.dup()) for _ in range(_DUPLICATES)]


def base_url(listener: socket.socket) -> str:
    """Return the base URL of *listener*."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
