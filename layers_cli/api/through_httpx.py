"""Carries requests with httpx: through proxies, to odd addresses, and over a test's network.

Nothing else knows of it: all of this stands behind `wire.Carrier` and `blocks.Way`.
"""

from __future__ import annotations

import ssl
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from layers_cli.api.errors import CertificateError, ConnectError, ContractError, ResponseLostError
from layers_cli.api.tls import ssl_context
from layers_cli.api.transport import httpx
from layers_cli.api.wire import CONNECT_SECONDS, LOOPBACK, Received

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from layers_cli.api.blocks import Streamed
    from layers_cli.api.errors import ApiError
    from layers_cli.api.wire import Outgoing


class ThroughHttpx:
    """A `Carrier` to *base_url* which sends *headers* with each request."""

    def __init__(
        self, base_url: str, headers: Mapping[str, str], *, transport: httpx.BaseTransport | None
    ) -> None:
        url = httpx.URL(base_url)
        self._host = url.host
        self._http = httpx.Client(
            base_url=url,
            headers=headers,
            transport=transport,
            follow_redirects=False,
            # No proxy stands between us and our own machine.
            trust_env=url.host not in LOOPBACK,
            # Loading certificates costs as much as the rest of a short run.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            if url.scheme == "http"
            else ssl_context(),
        )

    @property
    def host(self) -> str:
        """The name of the host, for messages."""
        return self._host

    def close(self) -> None:
        """Release the sockets."""
        self._http.close()

    def carry(self, request: Outgoing) -> Received:
        """Send *request* once and return its answer; see `Carrier.carry`."""
        try:
            response = self._http.request(
                request.method,
                request.path,
                params=request.query or None,
                content=request.body or None,
                headers=request.headers,
                timeout=httpx.Timeout(request.read_seconds, connect=CONNECT_SECONDS),
            )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as exc:
            raise self._translated(exc) from exc
        return Received(
            response.status_code,
            response.reason_phrase,
            dict(response.headers),
            response.content,
        )

    def _translated(self, exc: Exception) -> ApiError:
        text = str(exc) or type(exc).__name__
        if isinstance(exc, httpx.DecodingError):
            return ContractError(
                f"The answer cannot be unpacked: {text}", status=0, request_id=None
            )
        if isinstance(exc, httpx.ReadError | httpx.WriteError | httpx.CloseError):
            return ResponseLostError(f"The connection to {self._host} broke before the answer came")
        if isinstance(exc, httpx.RemoteProtocolError):
            return ResponseLostError(f"{self._host} hung up or sent a broken answer: {text}")
        if isinstance(exc, httpx.ReadTimeout | httpx.WriteTimeout):
            return ResponseLostError(f"{self._host} did not answer in time")
        if isinstance(exc, httpx.TimeoutException):
            return ConnectError(f"No connection to {self._host} within {CONNECT_SECONDS:g} s")
        if "CERTIFICATE" in text.upper() or "SSL" in text.upper():
            return CertificateError(f"No trusted TLS connection to {self._host}: {text}")
        return ConnectError(f"Cannot connect to {self._host}: {text}")


class WayThroughHttpx:
    """A `Way` to the hosts of this machine, if *local*, or to all others."""

    def __init__(
        self, *, local: bool, read_seconds: float, transport: httpx.BaseTransport | None
    ) -> None:
        self._http = httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=not local,
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if transport else ssl_context(),
        )

    def close(self) -> None:
        """Release the sockets."""
        self._http.close()

    @contextmanager
    def asked(self, url: str, headers: Mapping[str, str]) -> Iterator[Streamed]:
        """Ask once for *url*; see `Way.asked`."""
        with ExitStack() as stack:
            with _losses_told():
                response = stack.enter_context(self._http.stream("GET", url, headers=headers))
            yield _Blocks(response)


class _Blocks:
    """A `Streamed` answer of httpx."""

    def __init__(self, response: httpx.Response) -> None:
        self.status, self.reason = response.status_code, response.reason_phrase
        self.headers = dict(response.headers)
        self._response = response

    def blocks(self) -> Iterator[bytes]:
        with _losses_told():
            yield from self._response.iter_bytes()


@contextmanager
def _losses_told() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as exc:
        said = str(exc) or type(exc).__name__
        raise (CertificateError if "CERTIFICATE" in said.upper() else ResponseLostError)(
            said
        ) from exc
