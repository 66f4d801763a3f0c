"""Walks the boxes of MP4 and QuickTime files, for their brands and for a video track.

ISO/IEC 14496-12, and Apple's QuickTime File Format. Only headers of boxes are read: a few hundred
bytes, however large the file is and wherever its index lies.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

# What a file begins with; QuickTime files need no `ftyp`.
_FIRST = frozenset(
    (b"ftyp", b"styp", b"sidx", b"moof", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
)
_TEXT = re.compile(rb"[\s -~]{4}")  # as a size, more than may be uploaded
_MOST_BOXES = 10_000  # of one parent
_MOST_BRANDS = 64
_LARGEST_INDEX = 16 * 2**20  # bytes, of one that was compressed


class Box(NamedTuple):
    """One box: its *kind*, and where its content begins and is said to end, in bytes."""

    kind: bytes
    start: int
    end: int


class BoxFile(NamedTuple):
    """What a file says of itself: its major brand and the compatible ones, if it has any.

    *has_video* is None where no index was found that would tell.
    """

    brands: tuple[bytes, ...]
    has_video: bool | None


def read_boxes(file: BinaryIO) -> BoxFile | None:
    """Return what the boxes of *file* say; None if it does not begin with one."""
    file.seek(0)
    head = file.read(8)
    if head[4:] not in _FIRST or _TEXT.fullmatch(head[:4]):
        return None
    brands: tuple[bytes, ...] = ()
    for box in _boxes(file, 0, file.seek(0, io.SEEK_END)):
        if box.kind == b"ftyp":
            brands = brands or _brands(file, box)
        elif box.kind == b"moov":
            return BoxFile(brands, _has_video(file, box))
    return BoxFile(brands, None)


def end_of_boxes(file: BinaryIO) -> int:
    """Return where the last whole box of *file* ends, in bytes from its beginning."""
    size = file.seek(0, io.SEEK_END)
    return max((box.end for box in _boxes(file, 0, size) if box.end <= size), default=0)


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[Box]:
    """Yield the boxes between the bytes *at* and *end*, up to the first that is none."""
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)[: end - at]
        size, kind, header = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1:
            size, header = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:
            size = end - at  # the last box may leave its size open
        if len(head) < header or size < header:
            return
        yield Box(kind, at + header, at + size)
        at += size
        if at >= end:
            return


def _brands(file: BinaryIO, box: Box) -> tuple[bytes, ...]:
    """Return the major brand, then the compatible ones; between them is a version."""
    file.seek(box.start)
    content = file.read(min(box.end - box.start, 4 * _MOST_BRANDS)).replace(b"\0", b" ")
    brands = [content[at : at + 4] for at in range(0, len(content) - 3, 4)]
    return tuple(brands[:1] + brands[2:])


def _has_video(file: BinaryIO, moov: Box) -> bool:
    for box in _boxes(file, moov.start, moov.end):
        if box.kind == b"trak" and _handler(file, box) == b"vide":
            return True
        if box.kind == b"cmov":
            return _compressed_has_video(file, box)
    return False


def _handler(file: BinaryIO, trak: Box) -> bytes:
    """Return what a track is for: `vide`, `soun`, `pict`, or nothing."""
    for media in _boxes(file, trak.start, trak.end):
        if media.kind != b"mdia":
            continue
        for box in _boxes(file, media.start, media.end):
            if box.kind == b"hdlr":
                file.seek(box.start + 8)
                return file.read(4)
    return b""


def _compressed_has_video(file: BinaryIO, cmov: Box) -> bool:
    """Look into an index that QuickTime compressed."""
    for box in _boxes(file, cmov.start, cmov.end):
        if box.kind == b"cmvd":
            file.seek(box.start + 4)
            packed = file.read(min(box.end - box.start, _LARGEST_INDEX))
            try:
                index = io.BytesIO(zlib.decompressobj().decompress(packed, _LARGEST_INDEX))
            except zlib.error:
                return False
            found = read_boxes(index)
            return found is not None and bool(found.has_video)
    return False
