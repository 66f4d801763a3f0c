"""Makes media files of a few bytes, and pictures with odd things in them."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

CASES = Path(__file__).parent / "cases"


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def box(kind: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return struct.pack(">I", 8 + len(whole)) + kind + whole


def long_box(kind: bytes, content: bytes) -> bytes:
    """A box that has its size in 64 bits."""
    return struct.pack(">I4sQ", 1, kind, 16 + len(content)) + content


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    return box(b"ftyp", major, bytes(4), *compatible)


def track(handler: bytes) -> bytes:
    return box(b"trak", box(b"tkhd", bytes(80)), box(b"mdia", box(b"hdlr", bytes(8), handler)))


def moov(*handlers: bytes) -> bytes:
    return box(b"moov", box(b"mvhd", bytes(96)), *map(track, handlers))


def element(name: bytes, *content: bytes, is_open: bool = False) -> bytes:
    """An element of Matroska; an open one does not say how long it is."""
    whole = b"".join(content)
    size = b"\x01" + (b"\xff" * 7 if is_open else len(whole).to_bytes(7, "big"))
    return name + size + whole


def matroska(doctype: bytes, *tracks: int, is_open: bool = False) -> bytes:
    entries = (element(b"\xae", element(b"\x83", bytes([kind]))) for kind in tracks)
    void = element(b"\xec", bytes(40))
    return element(b"\x1aE\xdf\xa3", void, element(b"\x42\x82", doctype)) + element(
        b"\x18S\x80g", void, element(b"\x16T\xaek", *entries), is_open=is_open
    )


def picture(kind: str, *, mode: str = "RGB", size: tuple[int, int] = (60, 40), **how) -> bytes:
    buffer = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(buffer, kind, **how)
    return buffer.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of PNG."""
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png_with(*chunks: bytes, before: bytes = b"IDAT", **how) -> bytes:
    """A PNG with *chunks* before its pixels, or before another chunk."""
    content = picture("PNG", **how)
    at = content.index(before) - 4
    return content[:at] + b"".join(chunks) + content[at:]


def segment(marker: int, content: bytes) -> bytes:
    """A segment of JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", 2 + len(content)) + content


def jpeg_with(*segments: bytes, **how) -> bytes:
    content = picture("JPEG", **how)
    return content[:2] + b"".join(segments) + content[2:]


def exif(value: bytes, *, kind: int = 3, count: int = 1, order: str = "<") -> bytes:
    """Exif with an orientation of *value*, four bytes, of the type *kind*."""
    mark = b"II" if order == "<" else b"MM"
    head = mark + struct.pack(f"{order}HIH", 42, 8, 1)
    return b"Exif\0\0" + head + struct.pack(f"{order}HHI", 0x0112, kind, count) + value + bytes(4)
