"""uvicorn's HTTP protocol with an end to its patience: half requests do not pile up.

uvicorn itself waits for ever for the rest of a request, and keeps any number of header bytes.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 64 * 1024
"""Request line and headers together; what others allow is 8 to 64 KiB (ours)."""

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class BoundedProtocol(HttpToolsProtocol):
    """Closes a connection whose request does not arrive; costs nothing where it comes in one go."""

    seconds = 20.0
    """A head must be complete after so long; a body must have moved on."""

    _in_head = True
    _in_body = False
    _head_bytes = 0
    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and see whether a request is still incomplete."""
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()
            if self._limit is not None:
                return  # one limit for the whole head: a byte now and then must not extend it
        self._stop_waiting()
        if self._in_head or self._in_body:
            self._wait()

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that its body begins."""
        self._in_head, self._in_body = False, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that it is all here."""
        self._in_body = False
        super().on_message_complete()

    def _wait(self) -> None:
        self._limit = self.loop.call_later(self.seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _give_up(self) -> None:
        if self.flow.read_paused:
            self._wait()  # it is we who do not read
        else:
            self.transport.close()
