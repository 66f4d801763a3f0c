"""Carries large bodies for httpx over the standard library's client, in large blocks.

httpx's own transport parses them 64 KiB at a time, which takes twice as long as the rest of a
download; the standard library's client is loaded with httpx anyway.
"""

from __future__ import annotations

import http.client
import threading
import time
from typing import TYPE_CHECKING

from .transport import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

SMALLEST_BLOCK = 32 * 1024
LARGEST_BLOCK = 256 * 1024  # stays in the processor's cache until it is hashed
_QUICK = 0.05  # seconds: a block that comes sooner is followed by a larger one

Origin = tuple[str, str, int]


class BlockTransport(httpx.BaseTransport):
    """Fetches without bodies in requests, proxies or HTTP/2. Safe for many threads.

    *context* makes the TLS settings at the first https request; times are in seconds.
    """

    def __init__(
        self,
        context: Callable[[], ssl.SSLContext],
        *,
        connect_seconds: float,
        read_seconds: float,
    ) -> None:
        self._make_context = context
        self._context: ssl.SSLContext | None = None
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._idle: dict[Origin, list[http.client.HTTPConnection]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close what is kept open for a next request."""
        with self._lock:
            for connection in (each for kept in self._idle.values() for each in kept):
                connection.close()
            self._idle.clear()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* and return its answer as soon as its head is there."""
        origin = (request.url.scheme, request.url.host, request.url.port or 0)
        kept = self._kept(origin)
        try:
            return self._answer(request, origin, kept or self._connected(origin))
        except httpx.TransportError:
            if kept is None:
                raise
            # A server may have closed it meanwhile; asking once more changes nothing there.
            return self._answer(request, origin, self._connected(origin))

    def _answer(
        self, request: httpx.Request, origin: Origin, connection: http.client.HTTPConnection
    ) -> httpx.Response:
        target = request.url.raw_path.decode("ascii")
        headers = {name.decode("ascii"): value for name, value in request.headers.raw}
        try:
            connection.request(request.method, target, headers=headers)
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException) as exc:
            connection.close()
            raise _translated(exc, request) from exc
        done = lambda: self._keep(origin, connection)  # noqa: E731 - two words for the one user
        return httpx.Response(
            answer.status,
            headers=answer.getheaders(),
            stream=_Blocks(answer, connection, request, done),
            extensions={"reason_phrase": answer.reason.encode("latin-1", "replace")},
        )

    def _connected(self, origin: Origin) -> http.client.HTTPConnection:
        scheme, host, port = origin
        connection: http.client.HTTPConnection
        if scheme == "https":
            with self._lock:
                self._context = self._context or self._make_context()
            connection = http.client.HTTPSConnection(
                host, port or None, timeout=self._connect_seconds, context=self._context
            )
        else:
            connection = http.client.HTTPConnection(
                host, port or None, timeout=self._connect_seconds
            )
        try:
            connection.connect()
        except OSError as exc:
            raise httpx.ConnectError(str(exc) or type(exc).__name__) from exc
        connection.sock.settimeout(self._read_seconds)
        return connection

    def _kept(self, origin: Origin) -> http.client.HTTPConnection | None:
        with self._lock:
            return self._idle[origin].pop() if self._idle.get(origin) else None

    def _keep(self, origin: Origin, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            self._idle.setdefault(origin, []).append(connection)


class _Blocks(httpx.SyncByteStream):
    """The body of one answer; a block is valid until the next one is asked for."""

    def __init__(
        self,
        answer: http.client.HTTPResponse,
        connection: http.client.HTTPConnection,
        request: httpx.Request,
        done: Callable[[], None],
    ) -> None:
        self._answer, self._connection, self._request = answer, connection, request
        self._done = done
        self._left = answer.length  # the client counts it down itself, and tells no cut end
        self._is_whole = False

    def __iter__(self) -> Iterator[bytes]:
        buffer = memoryview(bytearray(LARGEST_BLOCK))
        size = SMALLEST_BLOCK
        begun = time.monotonic()
        while count := self._read(buffer[:size]):
            is_quick = time.monotonic() - begun < _QUICK
            yield buffer[:count]  # type: ignore[misc]  # bytes-like is all that httpx and we need
            size = min(size * 2, LARGEST_BLOCK) if is_quick else max(size // 2, SMALLEST_BLOCK)
            begun = time.monotonic()
        if self._left:
            raise httpx.RemoteProtocolError(f"it broke off {self._left} bytes before its end")
        self._is_whole = True

    def _read(self, block: memoryview) -> int:
        try:
            count = self._answer.readinto(block)
        except (OSError, http.client.HTTPException) as exc:
            raise _translated(exc, self._request) from exc
        if self._left is not None:
            self._left -= count
        return count

    def close(self) -> None:
        """Keep the connection for a next request if it can be used for one."""
        self._answer.close()
        if self._is_whole and self._connection.sock is not None:
            self._done()
        else:
            self._connection.close()


def _translated(exc: Exception, request: httpx.Request) -> httpx.TransportError:
    said = str(exc) or type(exc).__name__
    if isinstance(exc, TimeoutError):
        return httpx.ReadTimeout(said, request=request)
    if isinstance(exc, http.client.HTTPException):
        return httpx.RemoteProtocolError(said, request=request)
    return httpx.ReadError(said, request=request)
