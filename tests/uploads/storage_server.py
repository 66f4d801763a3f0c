"""Storage that fails as told, in front of the sandbox's own; and an API whose URLs lead to it."""

import json
import re
import socket
import struct
import threading
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx

XML = '<?xml version="1.0"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>'
# Bytes. Without a bound, systems let it grow to 32 MB, and a client under load is ahead by that much.
RECEIVE_BUFFER = 64 * 1024
URLS = re.compile(rb'"uploadUrl":\s*"(http://[^/"]+)')


class FaultyStorage(ThreadingHTTPServer):
    """Does to each PUT what stands next in `faults`; without one it passes it on.

    `("cut", share)` hangs up after that share of the file, `("status", number, code)` refuses it
    without reading, `("lost",)` keeps it and says nothing;
    a function is called with the PUT's bytes read so far when half of them have come.
    """

    daemon_threads = True

    def __init__(self, store: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = store
        self.faults: list[Any] = []
        self.heads: list[tuple[str, dict[str, str]]] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    def server_bind(self) -> None:
        """Bound the buffer of each connection, which inherits it from the listening socket."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        super().server_bind()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: hanging up is what this is for."""


class _Handler(BaseHTTPRequestHandler):
    server: FaultyStorage
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        with self.server.lock:
            self.server.heads.append((self.path, dict(self.headers)))
            fault = self.server.faults.pop(0) if self.server.faults else None
        self._put(fault, int(self.headers["Content-Length"]))

    def _read(self, size: int) -> bytes:
        """Read, and count who reads at the same time."""
        with self.server.lock:
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            return self.rfile.read(size)
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def _put(self, fault: Any, size: int) -> None:
        self.close_connection = True
        if callable(fault):
            body = self._read(size // 2)
            fault()
            self._pass_on(body + self._read(size - size // 2))
            return
        match fault:
            case ("cut", share):
                self._read(int(size * share))
                # No farewell: the other side sees the connection reset.
                self.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            case ("status", status, code):
                self._answer(status, XML.format(code, f"because of {code}").encode())
            case ("lost",):
                self._pass_on(self._read(size), silent=True)
            case _:
                self._pass_on(self._read(size))

    def _pass_on(self, body: bytes, *, silent: bool = False) -> None:
        place = urlsplit(self.server.store)
        with closing(HTTPConnection(place.hostname or "", place.port)) as connection:
            headers = {"Content-Type": self.headers["Content-Type"]}
            connection.request("PUT", self.path, body, headers)
            with connection.getresponse() as answer:
                if not silent:
                    self._answer(answer.status, answer.read())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class ApiInFront(httpx.BaseTransport):
    """The network to the API: signed URLs lead to *storage*, and finalize fails as told.

    `finalize` holds what to do to the next of these calls: `lost` does the work and cuts the
    connection, a number is the status to answer with, a function makes the answer. `reads` are the
    answers to the next reads of a container.
    """

    def __init__(self, storage: FaultyStorage) -> None:
        self.inner = httpx.HTTPTransport(verify=False)  # it speaks plain HTTP: none to read
        self.storage = storage
        self.finalize: list[Any] = []
        self.reads: list[httpx.Response] = []
        self.asked: list[tuple[str, str]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append((request.method, path))
        fault = self.finalize.pop(0) if path.endswith("finalize-upload") and self.finalize else None
        if request.method == "GET" and "/v1/content/" in path and self.reads:
            return self.reads.pop(0)
        if isinstance(fault, int):
            return httpx.Response(fault, json={"error": {"code": "FAULT", "message": "m"}})
        if callable(fault):
            return httpx.Response(409, json=fault(request))
        response = self.inner.handle_request(request)
        content = response.read()
        if fault == "lost":
            raise httpx.ReadError("cut")
        if path.endswith("/content/uploads") and response.is_success:
            content = URLS.sub(f'"uploadUrl":"{self.storage.base}'.encode(), content)
            json.loads(content)
        return httpx.Response(response.status_code, headers=_kept(response), content=content)

    def count(self, ending: str) -> int:
        return sum(path.endswith(ending) for _, path in self.asked)


def _kept(response: httpx.Response) -> dict[str, str]:
    return {"content-type": "application/json", "x-request-id": response.headers["x-request-id"]}
