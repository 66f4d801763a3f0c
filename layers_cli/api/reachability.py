"""Finds out how far a way to the API leads: name, TLS, answer, clock."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from layers_cli.api.errors import ApiError
from layers_cli.api.responses import ApiResponse
from layers_cli.api.retries import Retries
from layers_cli.api.session import Session
from layers_cli.api.tls import new_ssl_context
from layers_cli.api.wire import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

SECONDS = 5.0
"""How long each step may take."""


@dataclass(frozen=True)
class Place:
    """The host and port of an API."""

    host: str
    port: int
    secure: bool

    @classmethod
    def of(cls, base_url: str) -> Place:
        """Read them from *base_url*."""
        parts = urlsplit(base_url)
        secure = parts.scheme == "https"
        return cls(parts.hostname or "", parts.port or (443 if secure else 80), secure)

    @property
    def is_local(self) -> bool:
        """Whether it is this machine, which is reached without proxy and certificates."""
        return self.host in LOOPBACK


@dataclass(frozen=True)
class Look:
    """What came of one call: *identity* or *error*, its *seconds*, the clock's *skew*."""

    identity: Mapping[str, object] | None
    error: ApiError | None
    seconds: float
    skew: float | None = None


def addresses(place: Place) -> list[str]:
    """Return the addresses of the host; raises `OSError` where the name leads nowhere in time."""
    found: list[str] = []
    errors: list[OSError] = []

    def resolve() -> None:
        try:
            rows = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
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


def handshake(place: Place) -> str:
    """Make a TLS connection as a call would, and return its version; raises `OSError`."""
    context = new_ssl_context()
    with (
        socket.create_connection((place.host, place.port), timeout=SECONDS) as raw,
        context.wrap_socket(raw, server_hostname=place.host) as secured,
    ):
        return secured.version() or "TLS"


def is_distrust(exc: OSError) -> bool:
    """Whether a handshake failed since the certificate is not to be trusted."""
    return isinstance(exc, ssl.SSLCertVerificationError)


def look(
    base_url: str,
    key: str,
    *,
    now: float,
    organization: str | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Look:
    """Ask the API once whose *key* it is; *now* is the time here, in seconds since 1970."""
    connection = Session(
        base_url, key, organization=organization, retries=Retries(0), transport=transport
    )
    started = monotonic()
    try:
        answer = connection.request("GET", "/v1/whoami", read_seconds=SECONDS, retried=False)
        reply: ApiResponse[object] = ApiResponse(answer.content, "Identity")
        identity, error, date = reply.data, None, answer.date
    except ApiError as exc:
        identity, error, date = None, exc, None
    finally:
        connection.close()
    return Look(identity, error, monotonic() - started, _skew(date, now))


def _skew(date: str | None, now: float) -> float | None:
    """Return how far the server's clock is ahead of ours; its header knows whole seconds."""
    try:
        return parsedate_to_datetime(date).timestamp() - now if date else None
    except ValueError:
        return None
