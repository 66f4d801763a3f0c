"""An API for uploads whose storage takes the bytes and drops them: the ground both sides stand on.

`python -m tests.benchmarks.upload_sink ADDRESS [CERTIFICATE]` prints its port and serves until it
is killed; with a PEM file of certificate and key it speaks TLS.
"""

import json
import re
import socket
import ssl
import sys
import threading
import uuid
from typing import Any

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
BLOCK = 1 << 20


class Sink:
    def __init__(self, address: str, certificate: str | None) -> None:
        self.listener = socket.create_server((address, 0))
        self.port = self.listener.getsockname()[1]
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.base = f"{'https' if certificate else 'http'}://{address}:{self.port}"

    def serve(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True)
        block = bytearray(BLOCK)
        waiting = b""
        while True:
            while b"\r\n\r\n" not in waiting:
                data = connection.recv(65536)
                if not data:
                    return
                waiting += data
            head, _, body = waiting.partition(b"\r\n\r\n")
            if b"100-continue" in head:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            found = LENGTH.search(head)
            left = (int(found[1]) if found else 0) - len(body)
            kept = bytearray(body)
            is_file = head.startswith(b"PUT")
            while left > 0:
                count = connection.recv_into(block, min(left, BLOCK))
                if not count:
                    return
                left -= count
                if not is_file:
                    kept += block[:count]
            waiting = b""
            connection.sendall(self.reply(head, bytes(kept)))

    def reply(self, head: bytes, body: bytes) -> bytes:
        answer = b""
        if head.startswith(b"POST") and b"finalize" not in head.split(b"\r\n")[0]:
            answer = json.dumps(self.session(json.loads(body))).encode()
        elif not head.startswith(b"PUT"):
            name = head.split(b"/")[3].decode()
            answer = json.dumps(
                {"id": name, "status": "completed", "creativeType": "uploaded"}
            ).encode()
        return (
            b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % (201 if head.startswith(b"POST") else 200, len(answer))
        ) + answer

    def session(self, asked: dict[str, Any]) -> dict[str, Any]:
        name = f"cnt_{uuid.uuid4()}"
        uploads = [
            {
                "containerId": name,
                "uploadUrl": f"{self.base}/store/{number}",
                "headers": {"Content-Type": file["contentType"]},
            }
            for number, file in enumerate(asked["files"])
        ]
        return {"uploads": uploads, "containerIds": [name]}


if __name__ == "__main__":
    sink = Sink(sys.argv[1], sys.argv[2] if sys.argv[2:] else None)
    print(sink.port, flush=True)
    sink.serve()
