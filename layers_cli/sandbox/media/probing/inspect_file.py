"""Inspects a media file. Decoders run in this process, which should be a child process."""

import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from layers_cli.sandbox.media.errors import INSTALL_VIDEO
from layers_cli.sandbox.media.probing.detect_type import detect_file_type
from layers_cli.sandbox.media.probing.media_info import (
    UNREADABLE,
    UNSUPPORTED,
    MediaInfo,
    MediaLimits,
    MediaRefusedError,
)

_PILLOW = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_ORIENTATION, _FIRST_TURNED = 0x0112, 5


def inspect_file(path: Path, limits: MediaLimits) -> MediaInfo:
    """Return the properties of *path*.

    Raises:
        MediaRefusedError: it is not accepted.

    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        mime = detect_file_type(file, size, limits)
        if mime in _PILLOW:
            return _inspect_image(file, mime, size, limits)
    return _inspect_video(path, mime, size, limits)


def _inspect_image(file: BinaryIO, mime: str, size: int, limits: MediaLimits) -> MediaInfo:
    """Decode a whole picture; Pillow raises many kinds of errors for damaged ones."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=[_PILLOW[mime]]) as picture:
                width, height = picture.size
                _check_pixels(width, height, limits)
                picture.load()
                turned = picture.getexif().get(_ORIENTATION, 1) >= _FIRST_TURNED
    except (MediaRefusedError, MemoryError):
        raise
    except Exception as exc:
        raise MediaRefusedError(UNREADABLE, f"is no readable {mime}") from exc
    if turned:
        width, height = height, width
    return MediaInfo("image", mime, width, height, None, size, False, mime.partition("/")[2])


def _inspect_video(path: Path, mime: str, size: int, limits: MediaLimits) -> MediaInfo:
    """Decode the first frame of a video: its headers cannot be trusted."""
    try:
        # Not at the top: PyAV may not be installed.
        from layers_cli.sandbox.media.probing.inspect_video import inspect_video
    except ModuleNotFoundError as exc:
        raise MediaRefusedError(UNSUPPORTED, f"videos need PyAV: {INSTALL_VIDEO}") from exc
    return inspect_video(path, mime, size, limits)


def _check_pixels(width: int, height: int, limits: MediaLimits) -> None:
    if width * height > limits.pixels:
        reason = f"has {width}x{height} pixels, more than {limits.pixels}"
        raise MediaRefusedError(UNREADABLE, reason)
