"""Which types of media are taken, and how large each may be.

Types and sizes are those of the upload guide (api-core 3.1) and of the
app media page (api-rest 5.1); MB is read as 2^20 bytes, the wider of the two readings.
"""

from typing import NamedTuple

from layers_cli.filetypes.detection import SUFFIXES

MEGABYTE = 2**20

# What a folder holds of media, of types that are taken and of others, which are reported.
MEDIA_SUFFIXES = frozenset(
    (
        *(suffix for suffixes in SUFFIXES.values() for suffix in suffixes),
        *(".jpe", ".jfif", ".mpo", ".apng", ".3gp", ".3g2"),
        *(".gif", ".heic", ".heics", ".heif", ".avif", ".avifs", ".jxl", ".avi", ".mkv"),
        *(".tif", ".tiff", ".bmp"),
    )
)


class UploadLimits(NamedTuple):
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


def words(types: tuple[str, ...]) -> str:
    """Return *types* as people call them: `JPEG, PNG or MP4`."""
    names = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "video/mp4": "MP4"}
    named = [names.get(each) or {"video/quicktime": "MOV"}.get(each, "WebM") for each in types]
    return f"{', '.join(named[:-1])} or {named[-1]}"
