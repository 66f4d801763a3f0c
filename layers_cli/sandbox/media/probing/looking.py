"""Looks into a file, here and now: decoders run in this process, so it should be a child's."""

import warnings
from pathlib import Path
from typing import BinaryIO

from layers_cli.sandbox.media.probing.findings import (
    UNREADABLE,
    UNSUPPORTED,
    Limits,
    MediaRefusedError,
    Probed,
)
from layers_cli.sandbox.media.probing.sniffing import sniff_file

_PILLOW = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_ORIENTATION, _FIRST_TURNED = 0x0112, 5


def look_into(path: Path, limits: Limits) -> Probed:
    """Find out what *path* is.

    Raises:
        MediaRefusedError: it may not be uploaded.

    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        mime = sniff_file(file, size, limits)
        if mime in _PILLOW:
            return _look_at_image(file, mime, size, limits)
    return _watch(path, mime, size, limits)


def _look_at_image(file: BinaryIO, mime: str, size: int, limits: Limits) -> Probed:
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
    return Probed("image", mime, width, height, None, size, False, mime.partition("/")[2])


def _watch(path: Path, mime: str, size: int, limits: Limits) -> Probed:
    """Decode the first frame of a video: what its headers say is not enough."""
    try:
        from layers_cli.sandbox.media.probing.watching import watch
    except ModuleNotFoundError as exc:
        from layers_cli.sandbox.media.video.remix import INSTALL_LINE

        raise MediaRefusedError(UNSUPPORTED, f"videos need PyAV: {INSTALL_LINE}") from exc
    return watch(path, mime, size, limits)


def _check_pixels(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.pixels:
        reason = f"has {width}x{height} pixels, more than {limits.pixels}"
        raise MediaRefusedError(UNREADABLE, reason)
