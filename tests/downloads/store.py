"""A store of media on loopback that behaves as a test wants it: ranges, ETags, cuts, lies."""

import gzip
import hashlib
import re
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.sandbox.media_server import running

BLOCK = 16 * 1024


@dataclass
class Shelf:
    """One file, and how it is handed out.

    *cuts* are the offsets at which the next answers break off; *heeds* the headers that are looked
    at; *says* replaces headers; *before* is called with the offset before each block.
    """

    body: bytes
    etag: str | None = None
    cuts: list[int] = field(default_factory=list)
    heeds: frozenset[str] = frozenset({"range", "if-range"})
    says: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    packed: bool = False
    before: Callable[[int], None] = lambda offset: None


class Store(ThreadingHTTPServer):
    """Hands out what is on its `shelves`, by path; `asked` holds each request's path and headers.

    With a *context* it speaks TLS, as `localhost`.
    """

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._scheme, self._host = ("https", "localhost") if context else ("http", "127.0.0.1")
        if context:
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
        self.shelves: dict[str, Shelf] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str) -> str:
        return f"{self._scheme}://{self._host}:{self.server_port}{path}"

    def put(self, path: str, body: bytes, **more) -> Shelf:
        etag = f'"{hashlib.sha256(body).hexdigest()[:8]}"'
        self.shelves[path] = Shelf(body, **{"etag": etag, **more})
        return self.shelves[path]

    def ranges(self, path: str) -> list[str | None]:
        """The Range headers of the requests for *path*."""
        return [headers.get("range") for each, headers in self.asked if each == path]


class _Handler(BaseHTTPRequestHandler):
    server: Store
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.path, headers))
        shelf = self.server.shelves.get(self.path) or Shelf(b"", status=404)
        if shelf.status:
            self._head(shelf, shelf.status, {"Content-Length": "0"})
        else:
            self._answer(shelf, headers)

    def _answer(self, shelf: Shelf, headers: dict[str, str]) -> None:
        body = gzip.compress(shelf.body) if shelf.packed else shelf.body
        start = self._start(shelf, headers)
        if start is not None and start >= len(body):
            fields = {"Content-Range": f"bytes */{len(body)}", "Content-Length": "0"}
            self._head(shelf, 416, fields)
            return
        fields = {"Content-Type": "video/mp4", "Content-Length": str(len(body) - (start or 0))}
        fields |= {"ETag": shelf.etag} if shelf.etag else {}
        fields |= {"Content-Encoding": "gzip"} if shelf.packed else {}
        if start is not None:
            fields["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self._head(shelf, 200 if start is None else 206, fields)
        self._body(shelf, body, start or 0)

    def _start(self, shelf: Shelf, headers: dict[str, str]) -> int | None:
        found = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
        if found is None or "range" not in shelf.heeds:
            return None
        condition = headers.get("if-range")
        if "if-range" in shelf.heeds and condition not in (None, shelf.etag):
            return None
        return int(found[1])

    def _body(self, shelf: Shelf, body: bytes, start: int) -> None:
        cut = shelf.cuts.pop(0) if shelf.cuts else len(body)
        for offset in range(start, cut, BLOCK):
            shelf.before(offset)
            self.wfile.write(body[offset : min(cut, offset + BLOCK)])
        if cut < len(body):
            self.close_connection = True

    def _head(self, shelf: Shelf, status: int, fields: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**fields, **shelf.says}.items():
            self.send_header(name, value)
        self.end_headers()

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ssl.SSLError):  # whoever read has gone
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serving(context: ssl.SSLContext | None = None) -> AbstractContextManager[Store]:
    return running(Store(context))
