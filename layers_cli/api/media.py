"""Reads media files from the public CDN, block by block."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .connection import CONNECT_SECONDS, LOOPBACK, READ_SECONDS
from .errors import LostReplyError, status_error
from .transport import httpx
from .trust import trusted

if TYPE_CHECKING:
    from collections.abc import Iterator


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
                verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if local else trusted(),
            )
        return self._clients[local]
