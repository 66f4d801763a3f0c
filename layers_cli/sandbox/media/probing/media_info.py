"""Limits, result and error of a probe."""

from dataclasses import asdict, dataclass
from typing import Any

from layers_cli.filetypes.detection import FileType
from layers_cli.sandbox.media.errors import MediaUnreadableError

MEGABYTE = 2**20

UNSUPPORTED, TOO_LARGE, UNREADABLE = (
    "MEDIA_TYPE_UNSUPPORTED",
    "MEDIA_TOO_LARGE",
    "MEDIA_UNREADABLE",
)
"""The upload errors a probe can give (sandbox-surface 2)."""


class MediaRefusedError(MediaUnreadableError):
    """A file that is not accepted; *code* is an upload error code."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class MediaLimits:
    """Limits of a file, and of the resources used to probe it.

    Args:
        types: the accepted types (upload guide); `video/webm` may be added.
        image_bytes: maximum size of an image (upload guide; a megabyte is 2^20: ours).
        video_bytes: maximum size of a video.
        pixels: maximum of one frame of a video.
        duration_ms: maximum of a video.
        wall_seconds: timeout of one probe.
        cpu_seconds: CPU time of the decoders.
        memory_bytes: address space of the probing process.

    """

    types: tuple[str, ...] = (
        "image/jpeg",
        "image/png",
        "image/webp",
        "video/mp4",
        "video/quicktime",
    )
    image_bytes: int = 30 * MEGABYTE
    video_bytes: int = 100 * MEGABYTE
    pixels: int = 50_000_000
    duration_ms: int = 10 * 60 * 1000
    wall_seconds: float = 60.0
    cpu_seconds: int = 30
    memory_bytes: int = 2048 * MEGABYTE

    def size_limit(self, mime: str) -> int:
        """Return the maximum size of a file of type *mime*, in bytes."""
        return self.video_bytes if mime.startswith("video/") else self.image_bytes


def accepted_type(found: FileType | None, limits: MediaLimits) -> str:
    """Return the type of what was *found* in a file.

    Raises:
        MediaRefusedError: *limits* do not take it, or it lacks what a video needs.

    """
    if found is None or found.mime is None or found.mime not in limits.types:
        what = f"is {found.words}; it must" if found else "must"
        raise MediaRefusedError(UNSUPPORTED, f"{what} be one of {', '.join(limits.types)}")
    if found.flaw:
        raise MediaRefusedError(UNREADABLE, found.flaw)
    return found.mime


FINISHED_CONTENT = MediaLimits()
"""Limits of finished content (upload guide)."""


@dataclass(frozen=True)
class MediaInfo:
    """Properties of a media file.

    Args:
        kind: `image` or `video`.
        mime: its type, by content.
        width: in pixels, after any rotation.
        height: likewise.
        duration_ms: None for images.
        size_bytes: of the file.
        has_audio: always False for images.
        codec: `jpeg`, `h264`, ...

    """

    kind: str
    mime: str
    width: int
    height: int
    duration_ms: int | None
    size_bytes: int
    has_audio: bool
    codec: str


def as_message(outcome: MediaInfo | MediaRefusedError) -> dict[str, Any]:
    """Serialize an outcome for the parent process."""
    if isinstance(outcome, MediaInfo):
        return {"probed": asdict(outcome)}
    return {"refused": [outcome.code, str(outcome)]}


def from_message(message: dict[str, Any]) -> MediaInfo:
    """Deserialize an outcome.

    Raises:
        MediaRefusedError: the file was refused.

    """
    if "refused" in message:
        raise MediaRefusedError(*message["refused"])
    return MediaInfo(**message["probed"])
