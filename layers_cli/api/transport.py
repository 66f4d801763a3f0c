"""Sends requests with httpx, and tells a request that was not sent from one that may be executed.

Nobody reads the environment but `proxies` and `tls`.
"""

from __future__ import annotations

import math
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, NamedTuple

import httpcore
import httpx

from layers_cli.api.errors import (
    ApiError,
    CertificateError,
    ConnectError,
    ContractError,
    NetworkLoginError,
    ProxyRefusedError,
    ProxySettingError,
    ResponseLostError,
    UnsendableError,
)
from layers_cli.api.proxies import Proxy, proxy_for
from layers_cli.api.retries import LONGEST_WAIT_AT_ONCE
from layers_cli.api.tls import ssl_context

CONNECT_SECONDS = 10.0
LONGEST_ANSWER_SECONDS = 300.0
MAX_BODY_BYTES = 64 * 1024 * 1024  # a hundred times the longest page of a list
_ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})
_ANSWER_SECONDS = "layers_answer_seconds"  # among a request's `extensions`
_PROXY_AUTHENTICATION = 407
_NETWORK_AUTHENTICATION = 511
_ASKS_TO_LOG_IN = "407 Proxy Authentication Required"
_TEMPORARY = ("408", "429")
_SHORTEST_WAIT = 0.001  # seconds; 0 would be no wait at all, which is another error
_FULL_RECORD = 8 * 1024  # bytes; after a shorter one there is no more for now
_MOST_AT_ONCE = 256 * 1024  # bytes
_PACKED_AT_ONCE = 16 * 1024  # bytes; gzip unpacks them to 16 MiB at most
_QUOTED_BYTES = ": bytearray("  # as h11 shows what it cannot read


class Transport:
    """Sends requests to any host; may be used by several threads at once.

    A request borrows an httpx transport of its origin until it has ended, with the connection that
    the last one left: in a shared pool every request searches all connections. A client of httpx is
    not needed: it would follow redirects, keep cookies and read passwords from URLs. *transport*
    replaces the network in tests.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport
        self._idle: dict[str, list[_Way]] = {}  # by origin
        self._opened: list[httpx.BaseTransport] = []

    def close(self) -> None:
        """Close all connections."""
        for opened in self._opened:
            opened.close()

    @contextmanager
    def stream(self, request: httpx.Request) -> Iterator[httpx.Response]:
        """Send *request* once and give its response; `iter_body` reads the body meanwhile.

        A redirect is a response like any other. Raises `ConnectError` where nothing was sent,
        `ResponseLostError` where something may have been and no response came.
        """
        with self._way_to(request.url) as way, self._response(request, way) as response:
            yield response

    @contextmanager
    def _response(self, request: httpx.Request, way: _Way) -> Iterator[httpx.Response]:
        transport, proxy, network = way
        network.seconds = request.extensions.get(_ANSWER_SECONDS)
        network.is_tunnel_used = request.url.scheme != "https"
        with _translated_errors(request.url.host, proxy, network):
            response = transport.handle_request(request)
            if "content-encoding" in response.headers and isinstance(
                response.stream, httpx.SyncByteStream
            ):
                most = MAX_BODY_BYTES if network.seconds else None
                response.stream = _Pieces(response.stream, most)
            response.request = request
        try:
            if response.status_code == _PROXY_AUTHENTICATION:  # which only a proxy says
                raise _refused(request.url.host, proxy, _ASKS_TO_LOG_IN)
            if response.status_code == _NETWORK_AUTHENTICATION:  # which no server says
                raise NetworkLoginError(
                    f"The network asks to log in first (511), not {request.url.host}"
                )
            yield response
        finally:
            response.close()

    @contextmanager
    def _way_to(self, url: httpx.URL) -> Iterator[_Way]:
        if self._transport is not None:
            yield _Way(self._transport, None, _Network())
            return
        idle = self._idle.setdefault(f"{url.scheme}://{url.netloc.decode()}", [])
        try:
            way = idle.pop()
        except IndexError:
            way = _open(url, proxy_for(url))
            self._opened.append(way.transport)
        try:
            yield way
        finally:
            idle.append(way)


def timeouts(read_seconds: float, write_seconds: float | None = None) -> dict[str, Any]:
    """Return the `extensions` of a request that may wait *read_seconds* for more of its response.

    *write_seconds* is how long the server may take no more of the request, *read_seconds* unless
    given.
    """
    write = read_seconds if write_seconds is None else write_seconds
    limits = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS, write=write)
    return {"timeout": limits.as_dict()}


def answer_timeouts(read_seconds: float, write_seconds: float | None = None) -> dict[str, Any]:
    """Return the same for a request whose whole response, however it drips, has a time, too."""
    whole = min(10 * read_seconds, LONGEST_ANSWER_SECONDS)
    return timeouts(read_seconds, write_seconds) | {_ANSWER_SECONDS: whole}


def iter_body(response: httpx.Response) -> Iterator[bytes]:
    """Yield the body, unpacked, as it arrives.

    Raises `ResponseLostError` where it does not come whole, `ContractError` where it cannot be
    unpacked.
    """
    packed = response.headers.get("content-encoding", "").strip().lower()
    if packed not in _ENCODINGS:  # twice would have no bound in memory
        raise _cannot_unpack(f"it is packed as {packed!r}, which was not asked for")
    with _translated_errors(response.request.url.host):
        yield from response.iter_bytes()


def read_body(response: httpx.Response) -> bytes:
    """Return the whole body; raises as `iter_body`, `ContractError` beyond `MAX_BODY_BYTES`."""
    blocks: list[bytes] = []
    size = 0
    for block in iter_body(response):
        size += len(block)
        if size > MAX_BODY_BYTES:
            raise _cannot_unpack(_too_large())
        blocks.append(block)
    return b"".join(blocks)


def _open(url: httpx.URL, proxy: Proxy | None) -> _Way:
    try:
        opened = httpx.HTTPTransport(
            # Loading certificates takes longer than a short run: plain http does without.
            verify=ssl_context()
            if url.scheme == "https"
            else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            proxy=_address(proxy) if proxy else None,
            trust_env=False,
        )
    except (ValueError, httpx.InvalidURL) as exc:
        named = proxy.variable if proxy else "the environment"
        raise ProxySettingError(f"{named} has an address that cannot be used") from exc
    # httpx has no argument for what httpcore calls `network_backend`.
    opened._pool._network_backend = network = _Network()
    return _Way(opened, proxy, network)


class _Network(httpcore.SyncBackend):
    """The network of httpcore, with TLS read in larger pieces, and a time for whole responses.

    Within *seconds* after the last byte of the request was written, all of the response is read.
    """

    seconds: float | None = None
    written = 0.0
    # Whether anything may have come further than to a proxy, which has to make a tunnel first.
    is_tunnel_used = True

    def connect_tcp(self, *args: Any, **options: Any) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(*args, **options), self)

    def left(self, timeout: float | None) -> float | None:
        """Return how long a read may take that would have *timeout* alone."""
        if self.seconds is None:
            return timeout
        left = self.written + self.seconds - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the response took too long as a whole")
        return left if timeout is None else min(timeout, left)


class _Way(NamedTuple):
    """How requests get to one origin."""

    transport: httpx.BaseTransport
    proxy: Proxy | None
    network: _Network


class _Stream(httpcore.NetworkStream):
    """A connection that reads what is there, up to `_MOST_AT_ONCE`, and sends requests in one go.

    httpcore asks for less, and OpenSSL gives one record of 16 KiB at a time. Each piece passes
    through all the layers above, which takes twice the time of a download.
    """

    def __init__(self, stream: httpcore.NetworkStream, network: _Network) -> None:
        self._stream = stream
        self._network = network
        self._is_secret = stream.get_extra_info("ssl_object") is not None
        self._failure: OSError | None = None
        self._room: memoryview | None = None
        self._unsent = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with suppress(httpcore.WriteError):  # as httpcore does: there may be an answer already
            self._flush(timeout)
        if isinstance(self._failure, ssl.SSLEOFError):
            return b""  # as Python's own sockets read it
        if self._failure is not None:
            raise httpcore.ReadError(str(self._failure)) from self._failure
        data = self._received(self._network.left(timeout))
        tls = self._stream.get_extra_info("ssl_object")
        if len(data) < _FULL_RECORD or tls is None:
            return data
        self._room = room = self._room or memoryview(bytearray(_MOST_AT_ONCE))
        size = len(data)
        room[:size] = data
        # Each read and write sets a timeout of its own.
        self._stream.get_extra_info("socket").settimeout(0)
        try:
            while size < _MOST_AT_ONCE and (more := tls.read(_MOST_AT_ONCE, room[size:])):
                size += more
        except (ssl.SSLWantReadError, BlockingIOError):
            pass
        except OSError as exc:  # what has come is read first
            self._failure = exc
        return room[:size]  # type: ignore[return-value]  # h11 copies it before the next read

    def _received(self, timeout: float | None) -> bytes:
        """Wait *timeout* seconds for more, in pieces, see `retries`."""
        end = math.inf if timeout is None else monotonic() + timeout
        while True:
            left = max(end - monotonic(), _SHORTEST_WAIT)
            try:
                return self._stream.read(_MOST_AT_ONCE, min(left, LONGEST_WAIT_AT_ONCE))
            except httpcore.ReadTimeout:
                if left <= LONGEST_WAIT_AT_ONCE:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._unsent += buffer
        if not buffer or len(self._unsent) >= _FULL_RECORD:  # h11 ends a request by writing nothing
            self._flush(timeout)

    def _flush(self, timeout: float | None) -> None:
        unsent, self._unsent = self._unsent, b""
        if unsent:
            # The rest behind each record is a slice, which of bytes would be a copy.
            self._stream.write(memoryview(unsent), timeout)  # type: ignore[arg-type]
            self._network.written = monotonic()
            self._network.is_tunnel_used |= self._is_secret

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *args: Any, **options: Any) -> httpcore.NetworkStream:
        # Through a proxy with TLS of its own, the socket is the proxy's: read record by record.
        is_in_tls = isinstance(self._stream.get_extra_info("socket"), ssl.SSLSocket)
        stream = self._stream.start_tls(*args, **options)
        return stream if is_in_tls else _Stream(stream, self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Pieces(httpx.SyncByteStream):
    """A body in pieces so small that what they unpack to has room in memory.

    It has *most* bytes, packed, None for a file; perhaps nothing comes of them.
    """

    def __init__(self, stream: httpx.SyncByteStream, most: int | None) -> None:
        self._stream = stream
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for block in self._stream:
            size += len(block)
            if self._most is not None and size > self._most:
                raise httpx.DecodingError(_too_large())
            for start in range(0, len(block), _PACKED_AT_ONCE):
                yield block[start : start + _PACKED_AT_ONCE]

    def close(self) -> None:
        self._stream.close()


def _address(proxy: Proxy) -> httpx.Proxy:
    is_secure = proxy.address.lower().startswith("https:")
    return httpx.Proxy(proxy.address, ssl_context=ssl_context() if is_secure else None)


@contextmanager
def _translated_errors(
    host: str, proxy: Proxy | None = None, network: _Network | None = None
) -> Iterator[None]:
    try:
        yield
    except httpx.ProxyError as exc:
        raise _refused(host, proxy, str(exc)) from exc
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        error = _translated(exc, host, proxy)
        is_sent = network is None or network.is_tunnel_used
        if proxy and not is_sent and not isinstance(error, ConnectError):
            said = f"The proxy {proxy.name} has no connection to {host}: {error}"
            error = ConnectError(proxy.hidden(said))
        raise error from exc


def _translated(exc: Exception, host: str, proxy: Proxy | None) -> ApiError:
    said = str(exc) or type(exc).__name__
    by = f" through the proxy {proxy.name}" if proxy else ""
    if isinstance(exc, httpx.ConnectTimeout | httpx.PoolTimeout):
        return ConnectError(f"No connection to {host}{by} within {CONNECT_SECONDS:g} s")
    if isinstance(exc, httpx.TimeoutException):
        return ResponseLostError(f"{host} did not answer in time")
    if isinstance(exc, httpx.ReadError | httpx.WriteError | httpx.CloseError):
        return ResponseLostError(f"The connection to {host} broke before the response came")
    if isinstance(exc, httpx.RemoteProtocolError):
        why = said.partition(_QUOTED_BYTES)[0]  # which mean nothing to people
        return ResponseLostError(f"{host} hung up or sent a broken response: {why}")
    if isinstance(exc, httpx.DecodingError):
        return _cannot_unpack(said)
    if isinstance(exc, httpx.LocalProtocolError | httpx.InvalidURL):
        return UnsendableError(f"Cannot send such a request to {host}: {said}")
    if _is_tls_error(exc):
        return CertificateError(f"No trusted TLS connection to {host}{by}: {said}")
    if proxy:
        named = f"the proxy {proxy.name}, which {proxy.variable} names"
        return ConnectError(f"Cannot connect to {named}: {said}")
    return ConnectError(f"Cannot connect to {host}: {said}")


def _refused(host: str, proxy: Proxy | None, said: str) -> ConnectError:
    """Return the error for what a proxy answers instead of *host*; nothing reached that."""
    name = f"The proxy {proxy.name}" if proxy else "A proxy"
    said = proxy.hidden(said) if proxy else said
    if said.startswith(str(_NETWORK_AUTHENTICATION)):
        return NetworkLoginError(f"{name} asks to log in to the network first ({said[:3]})")
    if said.startswith(str(_PROXY_AUTHENTICATION)):
        asks = "does not accept the" if proxy and proxy.has_password else "asks for a"
        return ProxyRefusedError(f"{name} {asks} user name and password (407)")
    status = re.match(r"4[0-9]{2}\b", said)
    if status and status[0] not in _TEMPORARY:
        return ProxyRefusedError(f"{name} refuses connections to {host}: {said}")
    return ConnectError(f"{name} has no connection to {host}: {said}")


def _is_tls_error(exc: BaseException | None) -> bool:
    while exc is not None and not isinstance(exc, ssl.SSLError):
        exc = exc.__cause__ or exc.__context__
    return exc is not None


def _too_large() -> str:
    return f"it has more than {MAX_BODY_BYTES // 1_048_576} MiB"


def _cannot_unpack(why: str) -> ContractError:
    return ContractError(f"The response cannot be unpacked: {why}")
