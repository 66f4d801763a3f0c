"""Fetches a URL for an upload, and only from where it may (sandbox-surface 2, URL fetch guard).

The guard sits where connections are made: the address that was checked is the one connected to,
so a name that resolves differently the second time leads nowhere.
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

from layers_cli.sandbox.core.addresses import is_loopback

MAX_REDIRECTS = 3
SECONDS = 120.0
"""The whole time one file may take."""

_TIMEOUTS = {"connect": 10.0, "read": 30.0, "write": 30.0, "pool": 10.0}
_REDIRECTS = {301, 302, 303, 307, 308}
_LOOPBACK_HOSTS = {"127.0.0.1", "::1"}
_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is public of IPv6; outside of it, `is_global` is true of addresses that lead inside."""
_NEVER_PUBLIC = (
    ipaddress.ip_network("2002::/16"),  # leads to the IPv4 address that is written into it
    ipaddress.ip_network("3fff::/20"),  # for documents; older versions of Python do not know it
)

_TROUBLE = (
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


def resolved(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of *host*."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True)
class FetchRules:
    """What may be fetched, and through what.

    Args:
        loopback: `http://127.0.0.1` and `http://[::1]` are fine as well.
        resolve: turns a host name into addresses.
        backend: opens the connections.
        ssl_context: trusts the certificates; left out, the usual authorities.
        monotonic: a clock in seconds.

    """

    loopback: bool
    resolve: Resolve = resolved
    backend: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)
    ssl_context: ssl.SSLContext | None = None
    monotonic: Callable[[], float] = time.monotonic


@dataclass(frozen=True)
class Fetched:
    """An answer that is coming in.

    Args:
        content_type: what the other side says it is, in lower case, without parameters.
        chunks: the bytes; reading them may raise `FetchError`.

    """

    content_type: str
    chunks: Iterator[bytes]


@contextlib.contextmanager
def fetched(url: str, rules: FetchRules) -> Iterator[Fetched]:
    """Fetch *url*, following up to three redirects, each checked like the first URL.

    Raises:
        FetchError: the URL is forbidden, or the other side does not deliver.

    """
    time_left = _TimeLeft(rules.monotonic)
    with contextlib.ExitStack() as open_answers:
        try:
            response = _last_answer(url, rules, time_left, open_answers)
        except _TROUBLE as exc:
            raise _failed(exc) from exc
        if response.status != 200:
            raise FetchError("MEDIA_FETCH_FAILED", f"answers with status {response.status}")
        stated = _header(response, b"content-type").partition(";")[0].strip().lower()
        yield Fetched(stated, _chunks(response))


def _last_answer(
    url: str, rules: FetchRules, time_left: "_TimeLeft", open_answers: contextlib.ExitStack
) -> httpcore.Response:
    # Only who was sent to this machine by the user may stay there: a redirect must not lead in.
    first = _checked(url, rules, loopback=rules.loopback)
    loopback = rules.loopback and first.host in _LOOPBACK_HOSTS
    for _ in range(MAX_REDIRECTS + 1):
        here = _checked(url, rules, loopback=loopback)
        response = open_answers.enter_context(_answer(here, rules, time_left))
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
    except _TROUBLE as exc:
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
    """Connects to addresses that were checked, never to a name."""

    def __init__(self, rules: FetchRules, time_left: "_TimeLeft", *, local: bool) -> None:
        self._rules, self._time_left, self._local = rules, time_left, local

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        """Connect to the first address of *host* that answers."""
        trouble: Exception = OSError("the name has no address")
        for address in self._addresses(host, port):
            patience = self._time_left.at_most(timeout)
            try:
                stream = self._rules.backend.connect_tcp(address, port, patience, *args, **options)
                return _TimedStream(stream, self._time_left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                trouble = exc
        raise trouble

    def _addresses(self, host: str, port: int) -> list[str]:
        addresses = list(self._rules.resolve(host.strip("[]"), port))
        for address in addresses:
            if not (is_loopback(address) if self._local else _is_public(address)):
                raise FetchError("MEDIA_URL_FORBIDDEN", "must lead to a public address")
        return addresses


class _TimeLeft:
    """What is left of the time that one file may take; every wait comes out of it."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic, self._end = monotonic, monotonic() + SECONDS

    def at_most(self, timeout: float | None) -> float:
        """Return *timeout*, or what is left if that is less.

        Raises:
            httpcore.TimeoutException: nothing is left.

        """
        if (left := self._end - self._monotonic()) <= 0:
            raise httpcore.TimeoutException(f"took longer than {SECONDS:g} s")
        return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends in time even if the other side sends a byte now and then."""

    def __init__(self, stream: httpcore.NetworkStream, time_left: _TimeLeft) -> None:
        self._stream, self._time_left = stream, time_left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        return self._stream.read(max_bytes, self._time_left.at_most(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send *buffer*."""
        self._stream.write(buffer, self._time_left.at_most(timeout))

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on encrypted."""
        patience = self._time_left.at_most(timeout)
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, patience), self._time_left
        )

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection below knows."""
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
