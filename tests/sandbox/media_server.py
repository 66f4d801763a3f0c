"""A file server on loopback, and small files of every kind to put on it."""

import functools
import io
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

from PIL import Image

Server = TypeVar("Server", bound=ThreadingHTTPServer)


class MediaServer(ThreadingHTTPServer):
    """Answers with what `pages` holds: status, headers, body."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self.gate = threading.Event()
        """Pages below `/gated` are answered once this is set."""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def put(self, path: str, body: bytes, content_type: str = "application/octet-stream") -> str:
        self.pages[path] = (200, {"Content-Type": content_type}, body)
        return self.url(path)

    def redirect(self, path: str, location: str) -> str:
        self.pages[path] = (302, {"Location": location}, b"")
        return self.url(path)


class _Handler(BaseHTTPRequestHandler):
    server: MediaServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path.startswith("/gated"):
            self.server.gate.wait(30)
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serving() -> AbstractContextManager[MediaServer]:
    return running(MediaServer())


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Let *server* answer in a thread until the block ends."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def picture(format_: str = "JPEG", size: tuple[int, int] = (9, 16), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, format_, **options)
    return file.getvalue()


def huge_png() -> bytes:
    """A few bytes that claim to be 400 megapixels."""
    header = b"IHDR" + struct.pack(">2I5B", 20_000, 20_000, 8, 2, 0, 0, 0)
    return picture("PNG")[:12] + header + struct.pack(">I", zlib.crc32(header)) + b"\0" * 64


@functools.cache
def movie(format_: str = "mp4", *, size: tuple[int, int] = (72, 128)) -> bytes:
    """A clip of two seconds that gets brighter, without sound."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format=format_) as container:
        stream = container.add_stream("libvpx-vp9" if format_ == "webm" else "libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(20):
            frame = av.VideoFrame(*size, "yuv420p")
            for plane, value in zip(frame.planes, (80 + number, 128, 128), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()
