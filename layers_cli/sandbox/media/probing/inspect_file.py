"""Inspects a media file. Decoders run in this process, which should be a child process."""

from pathlib import Path
from typing import BinaryIO

from layers_cli.filetypes.boxes import end_of_boxes
from layers_cli.filetypes.detection import detect
from layers_cli.filetypes.essentials import essentials
from layers_cli.filetypes.pictures import PictureError, check
from layers_cli.sandbox.media.errors import INSTALL_VIDEO
from layers_cli.sandbox.media.probing.media_info import (
    TOO_LARGE,
    UNREADABLE,
    UNSUPPORTED,
    MediaInfo,
    MediaLimits,
    MediaRefusedError,
    accepted_type,
)
from layers_cli.sandbox.media.probing.polyglots import refuse_polyglot

_PILLOW = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def inspect_file(path: Path, limits: MediaLimits) -> MediaInfo:
    """Return the properties of *path*.

    Raises:
        MediaRefusedError: it is not accepted.

    """
    with path.open("rb") as file:
        mime = accepted_type(detect(file), limits)
        size = file.seek(0, 2)
        if size > (most := limits.size_limit(mime)):
            raise MediaRefusedError(TOO_LARGE, f"is larger than {most} bytes")
        if mime in _PILLOW:
            return _inspect_image(file, mime, size)
        refuse_polyglot(file, end_of_boxes(file) or size)
    return _inspect_video(path, mime, size, limits)


def _inspect_image(file: BinaryIO, mime: str, size: int) -> MediaInfo:
    """Decode a whole picture."""
    file.seek(0)
    data = file.read()
    refuse_polyglot(file, essentials(data).end)
    try:
        width, height = check(data, [_PILLOW[mime]])
    except PictureError as exc:
        raise MediaRefusedError(UNREADABLE, f"is not a readable {mime}: {exc}") from exc
    return MediaInfo("image", mime, width, height, None, size, False, mime.partition("/")[2])


def _inspect_video(path: Path, mime: str, size: int, limits: MediaLimits) -> MediaInfo:
    """Decode the first frame of a video: its headers cannot be trusted."""
    try:
        # Not at the top: PyAV may not be installed.
        from layers_cli.sandbox.media.probing.inspect_video import inspect_video
    except ModuleNotFoundError as exc:
        raise MediaRefusedError(UNSUPPORTED, f"videos need PyAV: {INSTALL_VIDEO}") from exc
    return inspect_video(path, mime, size, limits)
