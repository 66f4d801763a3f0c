"""Tells the types of media apart by their first bytes, and knows how large each may be.

File names are not trusted. Types and sizes are those of the upload guide (api-core 3.1) and of the
app media page (api-rest 5.1); MB is read as 2^20 bytes, the wider of the two readings.
"""

from dataclasses import dataclass

HEAD_BYTES = 64
MEGABYTE = 2**20

# Still pictures in the box format of MP4; taken for a video they would be refused much later.
_STILLS = {b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIF", b"msf1": "HEIF", b"avif": "AVIF"}
_LONGEST_FTYP = 4096
# How QuickTime files without a type box begin.
_OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip")

SUFFIXES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov", ".qt"),
    "video/webm": (".webm",),
}
# What a folder holds of media, of types that are taken and of others, which are reported.
MEDIA_SUFFIXES = frozenset(
    {suffix for suffixes in SUFFIXES.values() for suffix in suffixes}
    | {".gif", ".heic", ".heif", ".avif", ".avi", ".mkv", ".tif", ".tiff", ".bmp"}
)


@dataclass(frozen=True)
class UploadLimits:
    """Which types are taken, and how many bytes a file of them may have."""

    types: tuple[str, ...]
    image_bytes: int
    video_bytes: int

    def most(self, content_type: str) -> int:
        """Return the most bytes that a file of *content_type* may have."""
        return self.video_bytes if content_type.startswith("video/") else self.image_bytes


_PICTURES = ("image/jpeg", "image/png", "image/webp")
FINISHED = UploadLimits(
    (*_PICTURES, "video/mp4", "video/quicktime"),
    image_bytes=30 * MEGABYTE,
    video_bytes=100 * MEGABYTE,
)
APP_MEDIA = {
    "logo": UploadLimits(_PICTURES, 5 * MEGABYTE, 0),
    "screenshot": UploadLimits(_PICTURES, 10 * MEGABYTE, 0),
    "demo-video": UploadLimits(("video/mp4", "video/quicktime", "video/webm"), 0, 200 * MEGABYTE),
    "end-card": UploadLimits(_PICTURES, 5 * MEGABYTE, 0),
}


def detect_type(head: bytes) -> str | None:
    """Return the type of a file that begins with *head*, or None for one that is not known."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "video/webm"
    if head[4:8] == b"ftyp" and int.from_bytes(head[:4], "big") <= _LONGEST_FTYP:
        if head[8:12] in _STILLS:
            return None
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    return "video/quicktime" if head[4:8] in _OLD_QUICKTIME else None


def describe_type(head: bytes) -> str | None:
    """Return what people call a type that is not taken, where its first bytes tell."""
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "a GIF"
    if head[4:8] == b"ftyp" and head[8:12] in _STILLS:
        return f"a {_STILLS[head[8:12]]} picture"
    if head.startswith(b"%PDF-"):
        return "a PDF"
    if head.startswith(b"PK\x03\x04"):
        return "a zip archive"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "an AVI video"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "a WebM video" if b"webm" in head else "a Matroska video"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "a TIFF picture"
    return "a web page" if head.lstrip().lower().startswith((b"<!doctype", b"<html")) else None


def words(types: tuple[str, ...]) -> str:
    """Return *types* as people call them: `JPEG, PNG or MP4`."""
    names = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "video/mp4": "MP4"}
    named = [names.get(each) or {"video/quicktime": "MOV"}.get(each, "WebM") for each in types]
    return f"{', '.join(named[:-1])} or {named[-1]}"
