"""What a probe is allowed to cost, what it finds, and how it says no."""

from dataclasses import asdict, dataclass
from typing import Any

from layers_cli.sandbox.media.errors import MediaUnreadableError

MEGABYTE = 2**20

HEAD_BYTES = 64
"""Bytes from the start of a file that tell its type."""

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}
"""The types that are read, and the file name suffix of each."""

UNSUPPORTED, TOO_LARGE, UNREADABLE = (
    "MEDIA_TYPE_UNSUPPORTED",
    "MEDIA_TOO_LARGE",
    "MEDIA_UNREADABLE",
)
"""The upload errors a probe can give (sandbox-surface 2)."""


class MediaRefusedError(MediaUnreadableError):
    """A file that may not be uploaded: *code* is an upload error, the text says why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class MediaLimits:
    """What a file may be, and what it may cost to find out.

    Args:
        types: the types that are taken (upload guide); `video/webm` may be added.
        image_bytes: the most an image may have (upload guide; a megabyte is 2^20: ours).
        video_bytes: the most a video may have.
        pixels: of a picture or one frame.
        duration_ms: of a video.
        wall_seconds: how long anybody waits for an answer.
        cpu_seconds: how long decoders may work.
        memory_bytes: address space of the process that looks.

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
    wall_seconds: float = 20.0
    cpu_seconds: int = 10
    memory_bytes: int = 2048 * MEGABYTE

    def size_limit(self, mime: str) -> int:
        """Return the most bytes that a file of type *mime* may have."""
        return self.video_bytes if mime.startswith("video/") else self.image_bytes


FINISHED_CONTENT = MediaLimits()
"""What finished content may be (upload guide)."""


@dataclass(frozen=True)
class MediaInfo:
    """What a file is.

    Args:
        kind: `image` or `video`.
        mime: its type, by its content.
        width: in pixels, as shown: after any rotation.
        height: likewise.
        duration_ms: None for images.
        size_bytes: of the file.
        has_audio: always False for images.
        codec: of the picture: `jpeg`, `h264`, ...

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
    """Write an outcome down for the way between the processes."""
    if isinstance(outcome, MediaInfo):
        return {"probed": asdict(outcome)}
    return {"refused": [outcome.code, str(outcome)]}


def from_message(message: dict[str, Any]) -> MediaInfo:
    """Read an outcome back.

    Raises:
        MediaRefusedError: it was a refusal.

    """
    if "refused" in message:
        raise MediaRefusedError(*message["refused"])
    return MediaInfo(**message["probed"])
