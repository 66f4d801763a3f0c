"""Opens untrusted picture files: any file gives a picture or a `MediaUnreadableError`."""

import functools
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from layers_cli.filetypes.pictures import PictureError, decode, size
from layers_cli.sandbox.media.errors import MediaUnreadableError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
LONGEST_SIDE = 4096
_JPEG_QUALITY = 90


def check_picture(path: Path) -> tuple[int, int]:
    """Return width and height of *path* in pixels, upright, without decoding it.

    Raises:
        MediaUnreadableError: it is missing, not a picture, or larger than a slide can need.

    """
    with _translate_errors(path):
        return size(path.read_bytes(), FORMATS)


def open_picture(path: Path) -> Image.Image:
    """Decode *path*, upright, as RGB or RGBA, its longer side at most `LONGEST_SIDE` pixels.

    Raises:
        MediaUnreadableError: as `check_picture`, and if the file is cut off or damaged.

    """
    return _decoded(path, file_stamp(path))


def file_stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when the file at *path* does; None if there is none."""
    status = path.stat() if path.exists() else None
    return (status.st_mtime_ns, status.st_size) if status else None


def open_small(path: Path, largest: tuple[int, int]) -> Image.Image:
    """Decode *path* as `open_picture` does, but no wider and higher than *largest*, in pixels.

    Raises:
        MediaUnreadableError: as `open_picture`.

    """
    with _translate_errors(path):
        return decode(path.read_bytes(), FORMATS, largest)


def encode_jpeg(picture: Image.Image) -> bytes:
    """Encode *picture* as JPEG, 4:4:4: coloured letters on dark backgrounds fringe at 4:2:0."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


@functools.lru_cache(maxsize=6)
def _decoded(path: Path, stamp: tuple[int, int] | None) -> Image.Image:
    # The slides of one slideshow use the same files; *stamp* distinguishes a changed file.
    return open_small(path, (LONGEST_SIDE, LONGEST_SIDE))


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    """Turn what is said of a bad file into `MediaUnreadableError`, with its name."""
    try:
        yield
    except FileNotFoundError as error:
        raise MediaUnreadableError(f"{path.name}: no such file") from error
    except (PictureError, OSError) as error:
        raise MediaUnreadableError(f"{path.name}: {error}") from error
