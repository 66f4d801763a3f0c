"""Which files this sandbox knows; what one of them is, `media.probing` finds out."""

from layers_cli.sandbox.media.probing.findings import MEGABYTE, Limits, MediaRefusedError, Probed
from layers_cli.sandbox.media.probing.sniffing import sniff

__all__ = [
    "FINISHED_CONTENT",
    "HEAD_BYTES",
    "MEGABYTE",
    "SUFFIXES",
    "Limits",
    "MediaRefusedError",
    "Probed",
    "sniff",
]

HEAD_BYTES = 64
"""So much of a file says of what type it claims to be."""

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}
"""The types, and what our files of them are called."""

FINISHED_CONTENT = Limits()
"""What finished content may be (upload guide)."""
