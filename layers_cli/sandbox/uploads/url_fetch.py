"""Fetches a URL for an upload, from allowed addresses only (sandbox-surface 2, URL fetch guard).

The guard sits in the network backend: the checked address is the one connected to, so a name that
resolves differently the second time (DNS rebinding) gains nothing.
"""

import contextlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpcore
import httpx

from layers_cli.formats.hosts import is_loopback

MAX_REDIRECTS = 3
SECONDS = 120.0
"""Total time of one file."""

_TIMEOUTS = {"connect": 10.0, "read": 30.0, "write": 30.0, "pool": 10.0}
_REDIRECTS = {301, 302, 303, 307, 308}
_LOOPBACK_HOSTS = {"127.0.0.1", "::1"}  # no names, which may lead elsewhere
_UNICAST = ipaddress.ip_network("2000::/3")
"""Public IPv6 addresses; outside of it, `is_global` is true for addresses that lead inside."""
_NEVER_PUBLIC = (
    ipaddress.ip_network("2002::/16"),  # 6to4: leads to the IPv4 address it contains
    ipaddress.ip_network("3fff::/20"),  # documentation; older versions of Python do not know it
)

_FETCH_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)

Resolve = Callable[[str, int], Iterable[str]]


class FetchError(Exception):
    """A URL that may not or cannot be fetched; *code* is one of the upload errors."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def resolve_host(host: str, port: int) -> list[str]:
    """Resolve *host* by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True)
class FetchRules:
    """What may be fetched, and how.

    Args:
        loopback: allow `http://127.0.0.1` and `http://[::1]` as well.
        resolve: resolves a host name to addresses.
        backend: opens the connections.
        ssl_context: verifies certificates; by default against the usual authorities.
        monotonic: a clock in seconds.

    """

    loopback: bool
    resolve: Resolve = resolve_host
    backend: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)
    ssl_context: ssl.SSLContext | None = None
    monotonic: Callable[[], float] = time.monotonic


@dataclass(frozen=True)
class Fetched:
    """A response whose body is still to be read.

    Args:
        content_type: as declared by the server, in lower case, without parameters.
        chunks: the bytes; reading them may raise `FetchError`.

    """

    content_type: str
    chunks: Iterator[bytes]


@contextlib.contextmanager
def fetched(url: str, rules: FetchRules) -> Iterator[Fetched]:
    """Fetch *url*, or raise FetchError; up to three redirects are checked like the first URL."""
    time_left = _TimeLeft(rules.monotonic)
    with contextlib.ExitStack() as stack:
        try:
            response = _follow_redirects(url, rules, time_left, stack)
        except _FETCH_ERRORS as exc:
            raise _failed(exc) from exc
        if response.status != 200:
            raise FetchError("MEDIA_FETCH_FAILED", f"answers with status {response.status}")
        stated = _header(response, b"content-type").partition(";")[0].strip().lower()
        yield Fetched(stated, _chunks(response))


def _follow_redirects(
    url: str, rules: FetchRules, time_left: "_TimeLeft", stack: contextlib.ExitStack
) -> httpcore.Response:
    # Only who was sent to this machine by the user may stay there: a redirect must not lead in.
    first = _checked(url, rules, loopback=rules.loopback)
    loopback = rules.loopback and first.host in _LOOPBACK_HOSTS
    for _ in range(MAX_REDIRECTS + 1):
        here = _checked(url, rules, loopback=loopback)
        response = stack.enter_context(_answer(here, rules, time_left))
        if response.status not in _REDIRECTS:
            return response
        url = _next_url(here, response)
    raise FetchError("MEDIA_FETCH_FAILED", f"redirects more than {MAX_REDIRECTS} times")


def _checked(url: str, rules: FetchRules, *, loopback: bool) -> httpx.URL:
    try:
        read = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise FetchError("MEDIA_URL_FORBIDDEN", "is not a URL") from None
    if not 0 < (read.port or 443) < 65536:
        raise FetchError("MEDIA_URL_FORBIDDEN", "is not a URL")
    if read.userinfo:
        raise FetchError("MEDIA_URL_FORBIDDEN", "must not contain credentials")
    is_local = read.scheme == "http" and read.host in _LOOPBACK_HOSTS
    if not read.host or not (read.scheme == "https" or (is_local and loopback)):
        local = " (or http://127.0.0.1, for a file on this machine)" if rules.loopback else ""
        raise FetchError("MEDIA_URL_FORBIDDEN", f"must be an https URL{local}")
    return read


@contextlib.contextmanager
def _answer(
    url: httpx.URL, rules: FetchRules, time_left: "_TimeLeft"
) -> Iterator[httpcore.Response]:
    backend = _GuardedBackend(rules, time_left, local=url.scheme == "http")
    with httpcore.ConnectionPool(
        network_backend=backend, ssl_context=rules.ssl_context, max_connections=1
    ) as pool:
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        headers = [("User-Agent", "layers-sandbox"), ("Accept-Encoding", "identity")]
        with pool.stream(
            "GET", target, headers=headers, extensions={"timeout": _TIMEOUTS}
        ) as response:
            yield response


def _chunks(response: httpcore.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_stream()
    except _FETCH_ERRORS as exc:
        raise _failed(exc) from exc


def _next_url(url: httpx.URL, response: httpcore.Response) -> str:
    try:
        return str(url.join(_header(response, b"location")))
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise FetchError("MEDIA_FETCH_FAILED", "redirects to something that is no URL") from None


def _header(response: httpcore.Response, name: bytes) -> str:
    found = [value for key, value in response.headers if key.lower() == name]
    return found[0].decode("latin-1") if found else ""


class _GuardedBackend(httpcore.NetworkBackend):
    """Resolves and checks addresses, and connects to those only."""

    def __init__(self, rules: FetchRules, time_left: "_TimeLeft", *, local: bool) -> None:
        self._rules, self._time_left, self._local = rules, time_left, local

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        """Connect to the first address of *host* that answers."""
        error: Exception = OSError("the name has no address")
        for address in self._addresses(host, port):
            seconds = self._time_left.at_most(timeout)
            try:
                stream = self._rules.backend.connect_tcp(address, port, seconds, *args, **options)
                return _TimedStream(stream, self._time_left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                error = exc
        raise error

    def _addresses(self, host: str, port: int) -> list[str]:
        addresses = list(self._rules.resolve(host.strip("[]"), port))
        for address in addresses:
            if not (is_loopback(address) if self._local else _is_public(address)):
                raise FetchError("MEDIA_URL_FORBIDDEN", "must lead to a public address")
        return addresses


class _TimeLeft:
    """The remaining time of one file, shared by all its waits."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic, self._end = monotonic, monotonic() + SECONDS

    def at_most(self, timeout: float | None) -> float:
        """Return the lesser of *timeout* and the time left; raises TimeoutException if none is."""
        if (left := self._end - self._monotonic()) <= 0:
            raise httpcore.TimeoutException(f"took longer than {SECONDS:g} s")
        return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore.NetworkStream):
    """A connection bounded by the remaining time, even if the server sends single bytes."""

    def __init__(self, stream: httpcore.NetworkStream, time_left: _TimeLeft) -> None:
        self._stream, self._time_left = stream, time_left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read up to *max_bytes*."""
        return self._stream.read(max_bytes, self._time_left.at_most(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send *buffer*."""
        self._stream.write(buffer, self._time_left.at_most(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Upgrade to TLS."""
        seconds = self._time_left.at_most(timeout)
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, seconds), self._time_left
        )

    def get_extra_info(self, info: str) -> Any:
        """Return *info* of the wrapped connection."""
        return self._stream.get_extra_info(info)


def _is_public(address: str) -> bool:
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(read, ipaddress.IPv6Address) and (
        read not in _UNICAST or any(read in network for network in _NEVER_PUBLIC)
    ):
        return False
    return read.is_global and not read.is_multicast


def _failed(exc: Exception) -> FetchError:
    return FetchError("MEDIA_FETCH_FAILED", f"cannot be fetched: {str(exc) or type(exc).__name__}")
