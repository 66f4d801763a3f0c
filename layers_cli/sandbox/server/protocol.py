"""uvicorn's HTTP protocol with a timeout and a size limit for incomplete requests.

uvicorn itself waits for ever for the rest of a request and buffers any number of header bytes.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 64 * 1024
"""Limit of request line and headers together (ours; other servers allow 8 to 64 KiB)."""

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class BoundedProtocol(HttpToolsProtocol):
    """Closes connections whose requests do not arrive in time."""

    seconds = 20.0
    """Timeout of a complete head, and between two parts of a body."""

    _in_head = True
    _in_body = False
    _head_bytes = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start the timer of the first request."""
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse *data*, and restart or stop the timer."""
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()
            if self._timer is not None:
                return  # one timeout for the whole head: single bytes must not extend it
        self._stop_timer()
        if self._in_head or self._in_body:
            self._start_timer()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Begin the body."""
        self._in_head, self._in_body = False, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End the request."""
        self._in_body = False
        super().on_message_complete()

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(self.seconds, self._on_timeout)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_timeout(self) -> None:
        if self.flow.read_paused:
            self._start_timer()  # the server itself has stopped reading
        else:
            self.transport.close()
