"""Probes the connection to the API: name, TLS, response, clock."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Thread
from time import monotonic
from urllib.parse import urlsplit

import httpx

from layers_cli.api.errors import ApiError
from layers_cli.api.responses import ApiResponse
from layers_cli.api.retries import Retries
from layers_cli.api.session import Session
from layers_cli.api.tls import ssl_context
from layers_cli.formats.hosts import is_loopback
from layers_cli.formats.http_dates import http_date

SECONDS = 5.0
"""How long each step may take."""


@dataclass(frozen=True)
class ApiHost:
    """The host and port of an API."""

    host: str
    port: int
    secure: bool

    @classmethod
    def of(cls, base_url: str) -> "ApiHost":
        """Read them from *base_url*."""
        parts = urlsplit(base_url)
        secure = parts.scheme == "https"
        return cls(parts.hostname or "", parts.port or (443 if secure else 80), secure)

    @property
    def is_local(self) -> bool:
        """Whether it is this machine, which is reached without proxy and certificates."""
        return is_loopback(self.host)


@dataclass(frozen=True)
class ProbeResult:
    """What one request came to: *identity* or *error*, its *seconds*, the clock's *skew*."""

    identity: Mapping[str, object] | None
    error: ApiError | None
    seconds: float
    skew: float | None = None


def addresses(host: ApiHost) -> list[str]:
    """Return the addresses of the host; raises `OSError` where the name has none in time."""
    found: list[str] = []
    errors: list[OSError] = []

    def resolve() -> None:
        try:
            rows = socket.getaddrinfo(host.host, host.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except OSError as exc:
            errors.append(exc)

    thread = Thread(target=resolve, daemon=True)  # the system's resolver takes no time limit
    thread.start()
    thread.join(SECONDS)
    if errors:
        raise errors[0]
    if not found:
        raise TimeoutError(f"no answer within {SECONDS:g} s")
    return found


def handshake(host: ApiHost) -> str:
    """Make a TLS connection as a call would, and return its version.

    Raises `OSError` where it fails, `CertificateError` where our own certificates cannot be read.
    """
    context = ssl_context()
    with (
        socket.create_connection((host.host, host.port), timeout=SECONDS) as raw,
        context.wrap_socket(raw, server_hostname=host.host) as secured,
    ):
        return secured.version() or "TLS"


def is_untrusted_certificate(exc: OSError) -> bool:
    """Whether a handshake failed since the certificate is not to be trusted."""
    return isinstance(exc, ssl.SSLCertVerificationError)


def probe(
    base_url: str,
    key: str,
    *,
    now: float,
    organization: str | None = None,
    transport: httpx.BaseTransport | None = None,
) -> ProbeResult:
    """Ask the API once whose *key* it is; *now* is the time here, in seconds since 1970."""
    session = Session(
        base_url, key, organization=organization, retries=Retries(0), transport=transport
    )
    started = monotonic()
    try:
        response = session.request("GET", "/v1/whoami", read_seconds=SECONDS, retried=False)
        decoded: ApiResponse[object] = ApiResponse(response.content, "Identity")
        identity, error, date = decoded.data, None, response.date
    except ApiError as exc:
        identity, error, date = None, exc, None
    finally:
        session.close()
    return ProbeResult(identity, error, monotonic() - started, _skew(date, now))


def _skew(date: str | None, now: float) -> float | None:
    """Return how far the server's clock is ahead of ours; its header knows whole seconds."""
    moment = http_date(date or "")
    return None if moment is None else moment.timestamp() - now
