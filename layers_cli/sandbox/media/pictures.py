"""Opens untrusted picture files: any file gives a picture or a `MediaUnreadableError`."""

import functools
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from layers_cli.sandbox.media.errors import MediaUnreadableError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 4096
_JPEG_QUALITY = 90


def check_picture(path: Path) -> tuple[int, int]:
    """Return width and height of *path* in pixels, reading its header only.

    Raises:
        MediaUnreadableError: it is missing, not a picture, or larger than a slide can need.

    """
    with _translate_errors(path), _open(path) as picture:
        return picture.size


def open_picture(path: Path) -> Image.Image:
    """Decode *path*, upright, as RGB or RGBA, its longer side at most `LONGEST_SIDE` pixels.

    Raises:
        MediaUnreadableError: as `check_picture`, and if the file is cut off or damaged.

    """
    status = path.stat() if path.exists() else None
    stamp = (status.st_mtime_ns, status.st_size) if status else None
    return _decoded(path, stamp)


def encode_jpeg(picture: Image.Image) -> bytes:
    """Encode *picture* as JPEG, 4:4:4: coloured letters on dark backgrounds fringe at 4:2:0."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


@functools.lru_cache(maxsize=6)
def _decoded(path: Path, stamp: tuple[int, int] | None) -> Image.Image:
    # The slides of one slideshow use the same files; *stamp* distinguishes a changed file.
    with _translate_errors(path), _open(path) as picture:
        if picture.format == "JPEG":
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        upright = _as_eight_bit(upright)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        return upright


def _as_eight_bit(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(("I", "F")):
        # Pillow clips 16-bit grey to white on conversion, so it is scaled first.
        _, high = picture.getextrema()
        top = 65535 if isinstance(high, (int, float)) and high > 255 else 255
        picture = picture.convert("F").point(lambda value: value * (255 / top)).convert("L")
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    return picture.convert("RGBA" if has_alpha else "RGB")


def _open(path: Path) -> Image.Image:
    picture = Image.open(path, formats=FORMATS)
    width, height = picture.size
    if width * height > MAX_PIXELS:
        picture.close()
        raise MediaUnreadableError(f"{path.name}: {width} x {height} pixels are too many")
    return picture


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    """Turn everything a decoder raises on a bad file into `MediaUnreadableError`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except MediaUnreadableError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MediaUnreadableError(f"{path.name}: too many pixels") from error
    except FileNotFoundError as error:
        raise MediaUnreadableError(f"{path.name}: no such file") from error
    except UnidentifiedImageError as error:
        known = ", ".join(FORMATS)
        raise MediaUnreadableError(f"{path.name}: not a picture ({known} are read)") from error
    except Exception as error:
        raise MediaUnreadableError(f"{path.name}: damaged ({type(error).__name__})") from error
