"""A server that does to each request, on a real socket, what stands next in its script."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Turn = bytes | Callable[[socket.socket], None]
HEAD_END = b"\r\n\r\n"


def answer(body: bytes = b"{}", *fields: str, status: str = "200 OK") -> bytes:
    """Write an answer whose length is known."""
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def hang_up(connection: socket.socket) -> None:
    """End the connection in good order."""
    connection.shutdown(socket.SHUT_RDWR)


def reset(connection: socket.socket) -> None:
    """End it without a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def silence(connection: socket.socket) -> None:
    """Say nothing until the other side gives up."""
    with suppress(OSError):
        connection.settimeout(30)
        connection.recv(1)


def then(*turns: Turn) -> Callable[[socket.socket], None]:
    """Do several things to one request."""

    def all_of_them(connection: socket.socket) -> None:
        for turn in turns:
            _do(turn, connection)

    return all_of_them


def _do(turn: Turn, connection: socket.socket) -> None:
    if isinstance(turn, bytes):
        connection.sendall(turn)
    else:
        turn(connection)


class ScriptedServer:
    """Takes turns from *script*, whatever the connection; then hangs up.

    `requests` are their bytes, `connections` counts who came.
    """

    def __init__(
        self, script: list[Turn], context: ssl.SSLContext | None, *, reads_bodies: bool
    ) -> None:
        self.script = script
        self._read = _request if reads_bodies else _head
        self.requests: list[bytes] = []
        self.connections = 0
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.base = f"http{'s' if context else ''}://localhost:{self.port}"

    def run(self) -> None:
        """Answer until the listener is closed."""
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, raw: socket.socket) -> None:
        with raw, suppress(OSError):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = self._context.wrap_socket(raw, server_side=True) if self._context else raw
            with connection:
                while request := self._read(connection):
                    self.requests.append(request)
                    if not self.script:
                        return
                    _do(self.script.pop(0), connection)

    def close(self) -> None:
        """Let nobody in any more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _head(connection: socket.socket) -> bytes:
    data = b""
    while not data.endswith(HEAD_END) and (more := connection.recv(1)):
        data += more
    return data


def _request(connection: socket.socket) -> bytes:
    data = b""
    while HEAD_END not in data:
        if not (more := connection.recv(65536)):
            return b""
        data += more
    head, _, body = data.partition(HEAD_END)
    found = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    length = int(found[0].partition(b":")[2]) if found else 0
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return head + HEAD_END + body


@contextmanager
def scripted(
    *turns: Turn, context: ssl.SSLContext | None = None, reads_bodies: bool = True
) -> Iterator[ScriptedServer]:
    """Serve *turns* meanwhile, over TLS with a *context*; without *reads_bodies* they read them."""
    server = ScriptedServer(list(turns), context, reads_bodies=reads_bodies)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
