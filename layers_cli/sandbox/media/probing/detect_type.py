"""Detects media types by content and rejects polyglot files."""

import re
import zipfile
from typing import BinaryIO

from layers_cli.sandbox.media.probing.media_info import (
    UNREADABLE,
    UNSUPPORTED,
    MediaLimits,
    MediaRefusedError,
)

# Still pictures in the box format of MP4, which are not supported.
_STILL_BRANDS = frozenset((b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"hevc"))
_LONGEST_FTYP = 4096
_EDGE = 64 * 1024
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|iframe|svg)\b|<\?php|#EXTM3U|\Affconcat",
    re.IGNORECASE,
)
_PDF, _PDF_REACH = b"%PDF-", 1024


def detect_type(head: bytes) -> str | None:
    """Return the type of a file by its first 64 bytes; None if unknown."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return "video/webm"
    if head[4:8] == b"ftyp" and int.from_bytes(head[:4], "big") <= _LONGEST_FTYP:
        brand = head[8:12]
        if brand not in _STILL_BRANDS:
            return "video/quicktime" if brand == b"qt  " else "video/mp4"
    return None


def detect_file_type(file: BinaryIO, size: int, limits: MediaLimits) -> str:
    """Return the type of *file*, which is *size* bytes long.

    Raises:
        MediaRefusedError: its type is not accepted, it is too large, or it is a polyglot.

    """
    head = file.read(_EDGE)
    mime = detect_type(head[:64])
    if mime is None or mime not in limits.types:
        raise MediaRefusedError(UNSUPPORTED, f"must be one of {', '.join(limits.types)}")
    if size > (most := limits.size_limit(mime)):
        raise MediaRefusedError("MEDIA_TOO_LARGE", f"is larger than {most} bytes")
    _refuse_polyglot(file, head, size)
    file.seek(0)
    return mime


def _refuse_polyglot(file: BinaryIO, head: bytes, size: int) -> None:
    """Refuse media that other programs would read as another type."""
    file.seek(max(0, size - _EDGE))
    tail = file.read(_EDGE)
    if zipfile.is_zipfile(file):
        raise MediaRefusedError(UNREADABLE, "is a zip archive, too")
    if _PDF in head[:_PDF_REACH]:
        raise MediaRefusedError(UNREADABLE, "is a PDF, too")
    if _MARKUP.search(head) or _MARKUP.search(tail):
        raise MediaRefusedError(UNREADABLE, "has a script or a web page in it")
