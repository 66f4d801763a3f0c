"""Serves containers and their media as fast as the kernel can: the ground both sides stand on.

`python -m tests.benchmarks.media_server FOLDER [CERTIFICATE]` serves each file of FOLDER as
`/media/NAME`, and one container for each of its folders as `/v1/content/NAME`; prints its port.
With a certificate (PEM, with its key) media is served over TLS, on a port printed second.
"""

import hashlib
import json
import os
import socket
import ssl
import sys
import threading
from pathlib import Path

BLOCK = 1024 * 1024


class Media:
    """The files below *folder*; *base_url* is where their addresses begin."""

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder = folder
        self.containers = {
            each.name: json.dumps(container(each, base_url)).encode()
            for each in folder.iterdir()
            if each.is_dir()
        }

    def answer(self, connection: socket.socket, target: str) -> None:
        """Answer one GET of *target*."""
        name = target.rpartition("/")[2]
        if target.startswith("/v1/content/"):
            body = self.containers[name]
            connection.sendall(_head("application/json", len(body)) + body)
            return
        with Path(self.folder, target.removeprefix("/media/")).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            connection.sendall(_head("video/mp4", size))
            connection.sendfile(file)


def container(folder: Path, base_url: str) -> dict[str, object]:
    """Make the container whose media are the files of *folder*."""
    files = sorted(folder.iterdir())
    urls = [f"{base_url}/media/{folder.name}/{file.name}" for file in files]
    assets = [
        {
            "assetId": f"ast_{number}",
            "url": url,
            "mimeType": "video/mp4",
            "sizeBytes": file.stat().st_size,
            "checksumSha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for number, (file, url) in enumerate(zip(files, urls, strict=True), 1)
    ]
    preview = {"kind": "slideshow", "primaryUrl": urls[0], "imageUrls": urls}
    return {"id": folder.name, "status": "completed", "preview": preview, "assets": assets}


def _head(kind: str, length: int) -> bytes:
    lines = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    return lines.encode()


def serve(listener: socket.socket, media: Media, context: ssl.SSLContext | None) -> None:
    """Answer whoever connects, each in a thread."""
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_talk, args=(connection, media, context), daemon=True).start()


def _talk(connection: socket.socket, media: Media, context: ssl.SSLContext | None) -> None:
    if context is not None:
        connection = context.wrap_socket(connection, server_side=True)
    waiting = b""
    while data := connection.recv(65536):
        waiting += data
        while b"\r\n\r\n" in waiting:
            request, _, waiting = waiting.partition(b"\r\n\r\n")
            media.answer(connection, request.split(b" ", 2)[1].decode())


def main(folder: Path, certificate: str | None) -> None:
    """Serve until killed."""
    api, tls = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    port, tls_port = api.getsockname()[1], tls.getsockname()[1]
    context = None
    base_url = f"http://127.0.0.1:{port}"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        base_url = f"https://localhost:{tls_port}"
    media = Media(folder, base_url)
    print(port, tls_port, flush=True)
    if context is not None:
        threading.Thread(target=serve, args=(tls, media, context), daemon=True).start()
    serve(api, media, None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
