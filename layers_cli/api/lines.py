"""Opens connections to a host: with TLS or without, through a tunnel where a proxy stands there."""

from __future__ import annotations

import select
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers_cli.api.answers import BrokenAnswerError, Incoming, read_head
from layers_cli.api.errors import CertificateError, ConnectError
from layers_cli.api.wire import CONNECT_SECONDS

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from layers_cli.api.proxies import Proxy


@dataclass(frozen=True)
class Line:
    """An open connection, and *since* when it is idle, by the monotonic clock."""

    sock: socket.socket
    incoming: Incoming
    since: float = 0.0

    @property
    def is_secure(self) -> bool:
        """Whether it speaks TLS."""
        return hasattr(self.sock, "pending")

    @property
    def has_news(self) -> bool:
        """Whether the other side has hung up, or said something; over TLS it may be a ticket."""
        if self.is_secure and self.sock.pending():  # type: ignore[attr-defined]  # a TLS socket's
            return True
        if not hasattr(select, "poll"):
            return bool(select.select([self.sock], [], [], 0)[0])
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return bool(poll.poll(0))


def connect(host: str, port: int, *, secure: bool, proxy: Proxy | None = None) -> Line:
    """Return a connection to *host*, for whose certificate it is *secure*, by way of *proxy*.

    Raises `ConnectError`: nothing of any request has been sent then.
    """
    context = _trusted() if secure else None
    try:
        sock = _opened(*((proxy.host, proxy.port) if proxy else (host, port)))
        try:
            if proxy:
                _dig(sock, host, port, proxy.headers)
            if context:
                sock = context.wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
    except (OSError, UnicodeError, BrokenAnswerError) as exc:
        raise _not_connected(exc, host, secure=secure) from exc
    return Line(sock, Incoming(sock))


def authority_of(host: str, port: int, *, secure: bool | None = None) -> str:
    """Return *host* and *port* as headers name them; without the port that *secure* implies."""
    host = f"[{host}]" if ":" in host else host
    implied = {True: 443, False: 80}.get(secure)  # type: ignore[arg-type]  # None has none
    return host if port == implied else f"{host}:{port}"


def _opened(host: str, port: int) -> socket.socket:
    # As bytes it is taken as it is; for text, all that knows foreign names is loaded.
    name: str | bytes = host.encode("ascii") if host.isascii() else host
    sock = socket.create_connection((name, port), CONNECT_SECONDS)  # type: ignore[arg-type]  # bytes do
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def _dig(sock: socket.socket, host: str, port: int, headers: Mapping[str, str]) -> None:
    """Have the proxy at the other end of *sock* open a tunnel to *host* (RFC 9110, 9.3.6)."""
    place = authority_of(host, port)
    fields = {"Host": place, **headers}
    lines = [f"CONNECT {place} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    sock.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    incoming = Incoming(sock)
    head = read_head(incoming)
    if not 200 <= head.status < 300 or incoming.has_more:
        raise ConnectionError(f"the proxy answered {head.status} {head.reason}")


def _not_connected(exc: Exception, host: str, *, secure: bool) -> ConnectError:
    said = str(exc) or type(exc).__name__
    if isinstance(exc, TimeoutError):
        return ConnectError(f"No connection to {host} within {CONNECT_SECONDS:g} s")
    if secure and _is_of_tls(exc):
        return CertificateError(f"No trusted TLS connection to {host}: {said}")
    return ConnectError(f"Cannot connect to {host}: {said}")


def _trusted() -> ssl.SSLContext:
    from layers_cli.api.tls import (
        ssl_context,  # which takes as long as all else here, and is for https alone
    )

    return ssl_context()


def _is_of_tls(exc: Exception) -> bool:
    import ssl

    return isinstance(exc, ssl.SSLError)
