"""Tells the type of a file by its content; file names are not trusted.

Client and sandbox both go by this, so what one of them takes is never strange to the other. Only
what is known to be a video counts as one: by its brand, or one that it says to be compatible with,
and by a video track.
"""

import io
import re
from typing import BinaryIO, NamedTuple

from layers_cli.filetypes.boxes import BoxFile, read_boxes
from layers_cli.filetypes.elements import read_elements

HEAD_BYTES = 4096
"""How much of the beginning of a file tells what it may be."""

SUFFIXES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov", ".qt"),
    "video/webm": (".webm",),
}
"""The types that may be taken, and the ends of file names of each; the first is the usual one."""


class FileType(NamedTuple):
    """What a file is: its *mime* type if it may be taken, and the *words* people have for it.

    *flaw* says what a video lacks to be one, and follows the name of the file.
    """

    mime: str | None
    words: str
    flaw: str | None = None


JPEG = FileType("image/jpeg", "a JPEG picture")
PNG = FileType("image/png", "a PNG picture")
WEBP = FileType("image/webp", "a WebP picture")
MP4 = FileType("video/mp4", "an MP4 video")
QUICKTIME = FileType("video/quicktime", "a QuickTime video")
WEBM = FileType("video/webm", "a WebM video")

_NO_VIDEO = "has no video track"
_NO_INDEX = "has no index of its pictures: it was cut off, or never finished"
_MP4_BRANDS = re.compile(
    rb"isom|iso[2-9a-c]|mp4[12]|mp71|avc1|hvc1|hev1|av01|dby1|M4V.|MSNV|ND[SX].|mmp4|3g[2egprst]."
    rb"|dash|ms[di][hx]|lmsg|cmf[2cfls]|[fF]4[vV] |XAVC|CAEP|piff|isml|kddi|nvr1",
    re.DOTALL,
)
# Other things in the box format; many of them say to be compatible with MP4, and some have tracks.
_OTHER_BRANDS = (
    (re.compile(rb"he[iv][cxms]"), "a HEIC picture"),
    (re.compile(rb"avi[fso]|MA1[AB]"), "an AVIF picture"),
    (
        re.compile(rb"mif[12]|msf1|miaf|MiH.|avc[is]|jp(eg|gs)|j2ki|vvic", re.DOTALL),
        "a HEIF picture",
    ),
    (re.compile(rb"crx "), "a Canon raw picture"),
    (re.compile(rb"M4[AB] |M4P |[fF]4[abAB] |aax[ c]"), "a sound file"),
)
_BEGINNINGS = (
    (b"GIF87a", "a GIF"),
    (b"GIF89a", "a GIF"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"8BPS", "a Photoshop file"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"FLV\x01", "a Flash video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file"),
    (b"\0\0\x01\xba", "an MPEG video"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a sound file"),
    (b"ID3", "a sound file"),
    (b"\x1f\x8b", "a gzip archive"),
)
_PATTERNS = (
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype\s+html|html)", re.IGNORECASE), "a web page"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*(<[?!].*?>\s*)*<svg", re.IGNORECASE | re.DOTALL), "an SVG"),
    (re.compile(rb"G.{187}G", re.DOTALL), "an MPEG video"),
    (re.compile(rb".{1,64}?\xff\xd8\xff[\xdb\xe0-\xef]", re.DOTALL), "a JPEG behind other bytes"),
)
_RIFF = {
    b"WEBP": WEBP,
    b"AVI ": FileType(None, "an AVI video"),
    b"WAVE": FileType(None, "a sound file"),
}


def detect(file: BinaryIO) -> FileType | None:
    """Return what *file*, which can be searched, is; None for something that is not known.

    A video is one only with a video track, whose index may lie at the end of the file.
    """
    file.seek(0)
    return _detect(file.read(HEAD_BYTES), file)


def detect_head(head: bytes) -> FileType | None:
    """Return what a file that begins with *head*, its first `HEAD_BYTES`, may be.

    For files that are still on their way: whether a video has a video track is left open.
    """
    return _detect(head, None)


def _detect(head: bytes, file: BinaryIO | None) -> FileType | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if words := next((words for begin, words in _BEGINNINGS if head.startswith(begin)), None):
        return FileType(None, words)
    return _video(head, file) or _by_pattern(head)


def _by_pattern(head: bytes) -> FileType | None:
    words = next((words for pattern, words in _PATTERNS if pattern.match(head)), None)
    return FileType(None, words) if words else None


def _video(head: bytes, file: BinaryIO | None) -> FileType | None:
    whole = file or io.BytesIO(head)
    if boxes := read_boxes(whole):
        return _boxed(boxes, is_whole=file is not None)
    if (elements := read_elements(whole)) is None:
        return None
    if elements.kind != "webm":
        return FileType(None, "a Matroska video")
    if elements.has_video or file is None:
        return WEBM
    return WEBM._replace(flaw=_NO_VIDEO)


def _boxed(boxes: BoxFile, *, is_whole: bool) -> FileType | None:
    """Return what a file of boxes is; an open question is one only for a part of a file."""
    found = _by_brand(boxes.brands)
    if found is None or found.mime is None or boxes.has_video or not is_whole:
        return found
    return found._replace(flaw=_NO_INDEX if boxes.has_video is None else _NO_VIDEO)


def _by_brand(brands: tuple[bytes, ...]) -> FileType | None:
    """Return what *brands* stand for: the major one if it is known, else the compatible ones."""
    if not brands:
        return QUICKTIME
    others = [words for pattern, words in _OTHER_BRANDS if any(map(pattern.fullmatch, brands))]
    if brands[0] == b"qt  ":
        return QUICKTIME
    if _MP4_BRANDS.fullmatch(brands[0]):
        return MP4
    if others:
        return FileType(None, others[0])
    if any(map(_MP4_BRANDS.fullmatch, brands)):
        return MP4
    return QUICKTIME if b"qt  " in brands else None
