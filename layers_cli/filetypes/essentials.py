"""Takes a picture file apart: what its pixels are made of, how it is turned, and where it ends.

Profiles, texts, previews and notes of programs are left out: they may be damaged, or unfold into
gigabytes, and no picture is worse for it. Pure.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

UPRIGHT = 1
_ORIENTATION, _SHORT, _LONG = 0x0112, 3, 4
_EXIF = b"Exif\0\0"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TRANSPARENCY = b"tRNS"
# JPEG: a scan, the end, markers without a length, and segments that pixels do without: all of
# applications but JFIF and Adobe, which say how colours are written, and comments.
_SCAN, _END, _APP1 = 0xDA, 0xD9, 0xE1
_BARE = frozenset((0x01, *range(0xD0, 0xD9)))
_SPARE = frozenset((*range(0xE1, 0xF0), 0xFE)) - {0xEE}
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)


class Essentials(NamedTuple):
    """What matters of a picture: a smaller file with the same *pixels*, and its *orientation*.

    The orientation is one of 1 to 8, as Exif counts them; *end* is where the picture ends in the
    file, in bytes: what follows is something else.
    """

    pixels: bytes
    orientation: int
    end: int


def essentials(data: bytes) -> Essentials:
    """Return what matters of the picture file *data*; all of it where the format is another."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"RIFF"):
        return _webp(data)
    return Essentials(data, UPRIGHT, len(data))


def orientation(exif: bytes) -> int:
    """Return the orientation that *exif* gives; what is odd about it is ignored (Exif 2.32)."""
    tiff = exif.removeprefix(_EXIF)
    order = "<" if tiff[:2] == b"II" else ">"

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if order == "<" else "big")

    directory = number(4, 4)
    for entry in range(directory + 2, directory + 2 + 12 * number(directory, 2), 12):
        if number(entry, 2) == _ORIENTATION:
            size = {_SHORT: 2, _LONG: 4}.get(number(entry + 2, 2), 0)
            found = number(entry + 8, size)
            return found if UPRIGHT <= found <= 8 else UPRIGHT
        if entry + 12 > len(tiff):
            break
    return UPRIGHT


def _jpeg(data: bytes) -> Essentials:
    kept, exif, at = [data[:2]], b"", 2
    for marker, start, stop in _segments(data):
        content = data[start + 4 : stop]
        if marker == _APP1 and content.startswith(_EXIF):
            exif = exif or content
        elif marker not in _SPARE:
            kept.append(data[start:stop])
        at = stop
    end = _end_of_scans(data, at)
    return Essentials(b"".join([*kept, data[at:end]]), orientation(exif), end)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the marker of each segment before the first scan, and where the segment lies."""
    at = 2
    while data[at : at + 1] == b"\xff" and at + 3 < len(data):
        marker = data[at + 1]
        stop = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _BARE:
            stop = at + 2
        elif marker in (_SCAN, _END, 0x00) or stop < at + 4 or stop > len(data):
            return
        yield marker, at, stop
        at = stop


def _end_of_scans(data: bytes, at: int) -> int:
    """Return where the picture ends whose scans begin at the byte *at*."""
    while found := _MARKER.search(data, at):
        if data[found.start() + 1] == _END:
            return found.end()
        at = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    return len(data)


def _png(data: bytes) -> Essentials:
    """Leave out ancillary chunks, whose names begin with a small letter, but for transparency."""
    kept, exif, at = [_PNG], b"", len(_PNG)
    while at + 12 <= len(data):
        name, stop = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if name == b"eXIf":
            exif = exif or data[at + 8 : stop - 4]
        elif name[:1].isupper() or name == _PNG_TRANSPARENCY or stop > len(data):
            kept.append(data[at:stop])
        at = stop
        if name == b"IEND":
            break
    else:
        kept.append(data[at:])
    return Essentials(b"".join(kept), orientation(exif), min(at, len(data)))


def _webp(data: bytes) -> Essentials:
    end = min(8 + int.from_bytes(data[4:8], "little"), len(data))
    at, exif = 12, b""
    while at + 8 <= end and not exif:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"EXIF":
            exif = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return Essentials(data[:end], orientation(exif), end)
