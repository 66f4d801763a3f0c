"""Finds out what a file is from its bytes alone; names and headers are hearsay."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MEGABYTE = 2**20
MOST_PIXELS = 64_000_000
"""A larger picture is refused before it is decoded (ours)."""

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
}
"""The types that may be uploaded (upload guide), and what our files of them are called."""

_PILLOW_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_STILL_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"hevc")
_ORIENTATION = 0x0112
HEAD_BYTES = 16


class ProbeError(Exception):
    """A file that may not be uploaded; *code* is one of the upload errors."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Probe:
    """What a file is; *width* and *height* as shown."""

    mime_type: str
    width: int
    height: int
    duration_ms: int | None = None

    @property
    def kind(self) -> str:
        """Return `image` or `video`."""
        return self.mime_type.partition("/")[0]


def sniff(head: bytes) -> str | None:
    """Return the type of a file that begins with *head*; `None` if it may not be uploaded."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] not in _STILL_BRANDS:
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    return None


def size_limit(mime_type: str) -> int:
    """Return the most bytes a file of this type may have (upload guide; MB is 2^20: ours)."""
    return (100 if mime_type.startswith("video/") else 30) * MEGABYTE


def probe(path: Path, mime_type: str) -> Probe:
    """Look into a file whose beginning says *mime_type*.

    Raises:
        ProbeError: it is not what it begins like, or is damaged.

    """
    with path.open("rb") as file:
        if mime_type in _PILLOW_FORMATS:
            return _probe_image(file, mime_type)
        return _probe_video(file, mime_type)


def _probe_image(file: BinaryIO, mime_type: str) -> Probe:
    from PIL import Image

    try:
        with Image.open(file, formats=[_PILLOW_FORMATS[mime_type]]) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise _unreadable(f"it has {width}x{height} pixels, more than {MOST_PIXELS}")
            turned = image.getexif().get(_ORIENTATION, 1) >= 5
            image.load()
    except ProbeError:
        raise
    # Pillow answers damaged files with many kinds of errors, and huge ones with a warning.
    except Exception as exc:
        raise _unreadable(f"it is no readable {mime_type}") from exc
    return Probe(mime_type, height, width) if turned else Probe(mime_type, width, height)


def _probe_video(file: BinaryIO, mime_type: str) -> Probe:
    from .iso_boxes import BoxError, read_movie

    try:
        movie = read_movie(file, os.fstat(file.fileno()).st_size)
    except BoxError as exc:
        raise _unreadable(str(exc)) from exc
    return Probe(mime_type, movie.width, movie.height, movie.duration_ms)


def _unreadable(why: str) -> ProbeError:
    return ProbeError("MEDIA_UNREADABLE", why)
