"""Sends one request and brings back bytes or a typed error. The only module that knows httpx."""

from __future__ import annotations

import json
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from layers_cli import __version__

from .errors import ApiError, ConnectError, ContractError, LostReplyError, status_error
from .transport import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
CREATE_SECONDS = 120.0  # a create call or a URL fetch may hold the line for long
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Answer:
    """A 2xx or 304 answer: status, the body's bytes, and the headers that matter."""

    status: int
    content: bytes
    request_id: str | None
    etag: str | None


class Connection:
    """Requests to one API host with one key.

    The key goes to *base_url*'s host alone: redirects are answers we refuse, never followed.
    *transport* replaces the network in tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        organization: str | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        url = httpx.URL(base_url)
        local = url.host in LOOPBACK
        headers = {"User-Agent": f"layers-cli/{__version__}", "Accept": "application/json"}
        headers["Authorization"] = f"Bearer {api_key}"
        if organization:
            headers["X-Layers-Organization"] = organization
        self._host = url.host
        self._http = httpx.Client(
            base_url=url,
            headers=headers,
            transport=transport,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            # No proxy stands between us and our own machine.
            trust_env=not local,
            # Loading the certificate bundle costs as much as the rest of a short run.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if url.scheme == "http" else True,
        )

    def __repr__(self) -> str:
        return f"Connection({self._host})"

    def close(self) -> None:
        """Release the sockets."""
        self._http.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> Answer:
        """Send one request to the API.

        *query* values of None are left out, lists repeat the parameter (api-rest 1).

        Raises `NetworkError` where no answer came, `StatusError` for a 4xx or 5xx, `ContractError`
        for a redirect.
        """
        given = {name: value for name, value in (query or {}).items() if value not in (None, [])}
        try:
            response = self._http.request(
                method,
                path,
                params=given or None,
                content=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
                headers={
                    **(headers or {}),
                    **({"Content-Type": "application/json"} if body else {}),
                },
                timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
            )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as exc:
            raise self._translated(exc) from exc
        return self._checked(response)

    def _translated(self, exc: Exception) -> ApiError:
        text = str(exc) or type(exc).__name__
        if isinstance(exc, httpx.DecodingError):
            return ContractError(
                f"The answer cannot be unpacked: {text}", status=0, request_id=None
            )
        if isinstance(exc, httpx.ReadError | httpx.WriteError | httpx.CloseError):
            return LostReplyError(f"The connection to {self._host} broke before the answer came")
        if isinstance(exc, httpx.RemoteProtocolError):
            return LostReplyError(f"{self._host} hung up or sent a broken answer: {text}")
        if isinstance(exc, httpx.ReadTimeout | httpx.WriteTimeout):
            return LostReplyError(f"{self._host} did not answer in time")
        if isinstance(exc, httpx.TimeoutException):
            return ConnectError(f"No connection to {self._host} within {CONNECT_SECONDS:g} s")
        if "CERTIFICATE" in text.upper() or "SSL" in text.upper():
            return ConnectError(f"No trusted TLS connection to {self._host}: {text}")
        return ConnectError(f"Cannot connect to {self._host}: {text}")

    def _checked(self, response: httpx.Response) -> Answer:
        request_id = response.headers.get("x-request-id")
        if response.is_success or response.status_code == httpx.codes.NOT_MODIFIED:
            return Answer(
                response.status_code, response.content, request_id, response.headers.get("etag")
            )
        if response.is_redirect:
            raise ContractError(
                f"{self._host} answered with a redirect to another place, which is not followed",
                status=response.status_code,
                request_id=request_id,
            )
        raise status_error(
            response.status_code,
            _json_or_none(response.content),
            reason=response.reason_phrase,
            request_id=request_id,
            retry_after=retry_after_seconds(response.headers.get("retry-after")),
        )


def retry_after_seconds(value: str | None, *, now: datetime | None = None) -> float | None:
    """Read a Retry-After header: seconds, or an HTTP date; None where it says neither."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - (now or datetime.now(timezone.utc))).total_seconds())


def _json_or_none(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None


@dataclass(frozen=True)
class Media:
    """A media file on its way: *length* in bytes as announced, the *blocks* of its content."""

    content_type: str
    length: int | None
    blocks: Iterator[bytes]


class MediaSource:
    """Reads media from the public CDN (api-core 1.3). It has no key, so none can be sent there."""

    def __init__(self, *, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport
        self._clients: dict[bool, httpx.Client] = {}

    def close(self) -> None:
        """Release the sockets."""
        for client in self._clients.values():
            client.close()

    @contextmanager
    def open(self, url: str) -> Iterator[Media]:
        """Read *url* block by block.

        Raises `NetworkError` when the file cannot be had whole, `StatusError` when it is refused.
        """
        try:
            with self._client(url).stream("GET", url) as response:
                if not response.is_success:
                    raise status_error(
                        response.status_code, None, reason=f"{response.reason_phrase}: {url}"
                    )
                length = response.headers.get("content-length")
                encoded = "content-encoding" in response.headers
                yield Media(
                    response.headers.get("content-type", "").partition(";")[0].strip(),
                    int(length) if length and length.isdigit() and not encoded else None,
                    response.iter_bytes(),
                )
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise LostReplyError(f"Cannot read {url}: {str(exc) or type(exc).__name__}") from exc

    def _client(self, url: str) -> httpx.Client:
        """Return a client for *url*: our own machine is reached without proxy and certificates."""
        parts = httpx.URL(url)
        local = parts.scheme == "http" and parts.host in LOOPBACK
        if local not in self._clients:
            self._clients[local] = httpx.Client(
                transport=self._transport,
                timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                follow_redirects=not local,
                trust_env=not local,
                verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if local else True,
            )
        return self._clients[local]
