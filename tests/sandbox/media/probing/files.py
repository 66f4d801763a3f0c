"""Pictures and what is hidden in them."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.filetypes.files import chunk


def picture(kind: str, *, size: tuple[int, int] = (60, 40), turned: bool = False) -> bytes:
    """Encode a red picture; *turned* says in EXIF that it is to be shown on its side."""
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    buffer = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(buffer, kind, exif=exif)
    return buffer.getvalue()


def claiming_png(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG that says it is *width* x *height*; *body* are its compressed rows."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", body or zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


def zipped(content: bytes) -> bytes:
    """A zip archive with one file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("payload.txt", content)
    return buffer.getvalue()


def save(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
