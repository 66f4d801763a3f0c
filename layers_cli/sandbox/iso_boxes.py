"""Reads what the boxes of an MP4 or QuickTime file say about it. No decoder: pixels stay unseen."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

_MOST_BOXES = 10_000
_LARGEST_MOOV = 32 * 1024 * 1024
_QUARTER_TURN = 0x0001_0000


class BoxError(ValueError):
    """The file is cut off or contradicts itself."""


@dataclass(frozen=True)
class Movie:
    """What the headers say; *width* and *height* as shown, after the track's rotation."""

    width: int
    height: int
    duration_ms: int


def read_movie(file: BinaryIO, size: int) -> Movie:
    """Read the headers of a file of *size* bytes.

    Raises:
        BoxError: boxes leave the file, or it has no video track, or no media data.

    """
    moov, has_media = b"", False
    for kind, start, length in _boxes(file, size):
        if kind == b"moov":
            if length > _LARGEST_MOOV:
                raise BoxError("its index is too large")
            file.seek(start)
            moov = file.read(length)
        has_media = has_media or kind == b"mdat"
    if not moov or not has_media:
        raise BoxError("it has no index (moov) or no media (mdat)")
    return _movie(moov)


def _movie(moov: bytes) -> Movie:
    duration, track = 0, None
    for kind, body in _children(moov):
        if kind == b"mvhd":
            duration = _duration_ms(body)
        elif kind == b"trak" and track is None:
            track = _video_size(body)
    if track is None:
        raise BoxError("it has no video track")
    return Movie(*track, duration)


def _video_size(trak: bytes) -> tuple[int, int] | None:
    """Return width and height of a video track, `None` for other tracks."""
    boxes = dict(_children(trak))
    handler = dict(_children(boxes.get(b"mdia", b""))).get(b"hdlr", b"")
    header = boxes.get(b"tkhd", b"")
    if handler[8:12] != b"vide" or not header:
        return None
    # Version 1 has three times as 64 bits; matrix and size are the last 44 bytes either way.
    if len(header) != (96 if header[0] == 1 else 84):
        raise BoxError("a track header has the wrong length")
    turned = struct.unpack(">9i", header[-44:-8])
    width, height = (value >> 16 for value in struct.unpack(">2I", header[-8:]))
    if not width or not height:
        return None
    is_quarter_turn = abs(turned[1]) == _QUARTER_TURN and abs(turned[3]) == _QUARTER_TURN
    return (height, width) if is_quarter_turn else (width, height)


def _duration_ms(mvhd: bytes) -> int:
    shape, at = (">IQ", 20) if mvhd[:1] == b"\1" else (">II", 12)
    try:
        timescale, duration = struct.unpack_from(shape, mvhd, at)
    except struct.error:
        raise BoxError("the movie header is cut off") from None
    if not timescale:
        raise BoxError("the movie header has no time scale")
    return int(duration * 1000 // timescale)


def _children(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    for kind, start, length in _boxes(BytesIO(body), len(body)):
        yield kind, body[start : start + length]


def _boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and length of each box's content."""
    at = 0
    for _ in range(_MOST_BOXES):
        if size - at < 8:
            return
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if length == 1:
            header, wide = 16, file.read(8)
            length = struct.unpack(">Q", wide)[0] if len(wide) == 8 else 0
        elif length == 0:
            length = size - at
        if length < header or at + length > size:
            raise BoxError("a box is longer than the file")
        yield kind, at + header, length - header
        at += length
    raise BoxError("it has too many boxes")
