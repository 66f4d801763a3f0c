"""Small bodies that would unfold into large ones are refused before they do."""

import gzip
import io
import struct
import time
import tracemalloc
import zlib

import httpx

from layers_cli.sandbox.state.state import SandboxState
from tests.sandbox.conftest import error_of
from tests.sandbox.http.test_security import SECONDS
from tests.sandbox.media_server import picture, serving


def bomb_png(side: int) -> bytes:
    """A small file that becomes *side* by *side* pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">2I5B", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (side // 8 + 1) * side, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def text_bomb_png() -> bytes:
    """A picture of one pixel with a comment that unfolds to 200 MB."""
    plain = picture("PNG", (1, 1))
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(b"\0" * 2**20) for _ in range(200)) + packing.flush()
    comment = b"zTXt" + b"Comment\0\0" + packed
    chunk = struct.pack(">I", len(comment) - 4) + comment + struct.pack(">I", zlib.crc32(comment))
    return plain[:33] + chunk + plain[33:]


def upload(sandbox: SandboxState, client: httpx.Client, content: bytes) -> httpx.Response:
    with serving() as files:
        body = {"media": [{"url": files.put("/x", content)}], "caption": ""}
        return client.post(f"/v1/projects/{sandbox.project}/content/upload", json=body)


def test_a_decompression_bomb_is_rejected_quickly(sandbox, client):
    bomb = bomb_png(30_000)
    assert len(bomb) < 200_000
    started = time.monotonic()

    response = upload(sandbox, client, bomb)

    assert error_of(response) == (422, "VALIDATION")
    assert response.json()["error"]["details"]["code"] == "MEDIA_UNREADABLE"
    assert time.monotonic() - started < SECONDS


def test_a_200_mb_png_comment_is_not_decompressed(sandbox, client):
    """Refused or left folded, but never held in memory."""
    bomb = text_bomb_png()
    tracemalloc.start()

    response = upload(sandbox, client, bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert response.status_code in (201, 422)
    assert most < 50 * 2**20


def test_a_compressed_response_is_not_decompressed_by_the_fetch(sandbox, client):
    """A megabyte that would become a gigabyte: its bytes are what arrives, and they are no picture."""
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb") as packed:
        packed.write(b"\0" * 50 * 2**20)
    with serving() as files:
        files.pages["/x"] = (200, {"Content-Encoding": "gzip"}, file.getvalue())
        body = {"media": [{"url": files.url("/x")}], "caption": ""}
        response = client.post(f"/v1/projects/{sandbox.project}/content/upload", json=body)

    assert error_of(response) == (422, "VALIDATION")
    assert response.json()["error"]["details"]["code"] == "MEDIA_TYPE_UNSUPPORTED"
