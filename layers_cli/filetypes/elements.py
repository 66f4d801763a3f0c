"""Walks the elements of Matroska and WebM files, for kind and video track (RFC 8794, RFC 9559)."""

import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

EBML = 0x1A45DFA3
_DOCTYPE, _SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE = 0x4282, 0x18538067, 0x1654AE6B, 0xAE, 0x83
_VIDEO = 1
_MOST_ELEMENTS = 10_000  # of one parent
_LONGEST_TEXT = 64  # bytes


class ElementFile(NamedTuple):
    """What a file says of itself: its *kind*, such as `webm`, and whether it has a video track."""

    kind: str
    has_video: bool


def read_elements(file: BinaryIO) -> ElementFile | None:
    """Return what the elements of *file* say; None if it is not of that format."""
    kind, size = None, file.seek(0, io.SEEK_END)
    for name, start, end in _elements(file, 0, size):
        if kind is None:
            if name != EBML:
                return None
            kind = _value(file, start, end, _DOCTYPE).rstrip(b"\0").decode("latin-1")
        elif name == _SEGMENT:
            return ElementFile(kind, _has_video(file, start, end))
    return None if kind is None else ElementFile(kind, has_video=False)


def _has_video(file: BinaryIO, start: int, end: int) -> bool:
    return any(
        int.from_bytes(_value(file, track_start, track_end, _TRACK_TYPE), "big") == _VIDEO
        for name, inner_start, inner_end in _elements(file, start, end)
        if name == _TRACKS
        for inner, track_start, track_end in _elements(file, inner_start, inner_end)
        if inner == _TRACK
    )


def _value(file: BinaryIO, start: int, end: int, wanted: int) -> bytes:
    """Return the content of the element *wanted* between the bytes *start* and *end*."""
    for name, begin, stop in _elements(file, start, end):
        if name == wanted:
            file.seek(begin)
            return file.read(min(stop - begin, _LONGEST_TEXT))
    return b""


def _elements(file: BinaryIO, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield each element between the bytes *at* and *end*: its id, and where its content lies."""
    for _ in range(_MOST_ELEMENTS):
        file.seek(at)
        head = file.read(12)[: max(end - at, 0)]
        width = _width(head[:1])
        name, head = int.from_bytes(head[:width], "big"), head[width:]
        length = _width(head[:1])
        if not width or not length or len(head) < length:
            return
        at += width + length
        all_ones = (1 << 7 * length) - 1
        size = int.from_bytes(head[:length], "big") & all_ones
        # A recording that was still going on leaves sizes open.
        stop = end if size == all_ones else min(at + size, end)
        yield name, at, stop
        at = stop


def _width(first: bytes) -> int:
    """Return how many bytes a number has that begins with *first*; 0 if it is none."""
    return 9 - first[0].bit_length() if first and first[0] else 0
