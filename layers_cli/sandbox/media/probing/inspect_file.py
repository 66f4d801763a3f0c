"""Looks into a file, here and now: decoders run in this process, so it should be a child's."""

import warnings
from pathlib import Path
from typing import BinaryIO

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
    """Find out what *path* is.

    Raises:
        MediaRefusedError: it may not be uploaded.

    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        mime = detect_file_type(file, size, limits)
        if mime in _PILLOW:
            return _look_at_image(file, mime, size, limits)
    return _watch(path, mime, size, limits)


def _look_at_image(file: BinaryIO, mime: str, size: int, limits: MediaLimits) -> MediaInfo:
    """Decode all of a picture; Pillow answers damaged ones with errors of many kinds."""
    from PIL import Image

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


def _watch(path: Path, mime: str, size: int, limits: MediaLimits) -> MediaInfo:
    """Decode the first frame of a video: what its headers say is not enough."""
    try:
        from layers_cli.sandbox.media.probing.inspect_video import inspect_video
    except ModuleNotFoundError as exc:
        raise MediaRefusedError(UNSUPPORTED, f"videos need PyAV: {INSTALL_VIDEO}") from exc
    return inspect_video(path, mime, size, limits)


def _check_pixels(width: int, height: int, limits: MediaLimits) -> None:
    if width * height > limits.pixels:
        reason = f"has {width}x{height} pixels, more than {limits.pixels}"
        raise MediaRefusedError(UNREADABLE, reason)
