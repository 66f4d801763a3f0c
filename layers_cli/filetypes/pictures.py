"""Opens pictures of strangers with Pillow, within bounds of memory, for client and sandbox.

Nothing but its pixels condemns a picture: metadata is taken off before Pillow sees the file.
"""

from __future__ import annotations

import threading
import warnings
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from layers_cli.filetypes.essentials import essentials

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image, Transpose

MAX_PIXELS = 2**28
"""More than phones write, who come to 200 megapixels; decoded it takes a gigabyte."""

_LARGE = 2**25  # pixels; two of these are not decoded at once
_ONE_LARGE = threading.Lock()
_FIRST_TURNED = 5  # orientations from here on exchange width and height
_SIXTEEN_BITS = frozenset(("I", "I;16", "I;16L", "I;16B", "I;16N"))
_NO_AVERAGE = frozenset(("1", "P", *_SIXTEEN_BITS))
_MUCH_LARGER = 4
# Pixels a byte: eight black ones in a bit each, and what deflate can repeat. Others know no bound.
_DENSEST = 8 * 1032
_DENSE = frozenset(("JPEG", "PNG", "GIF"))


class PictureError(ValueError):
    """A file cannot be shown as a picture; the message says what it is instead."""


def size(data: bytes, formats: Sequence[str]) -> tuple[int, int]:
    """Return the width and height of the picture *data*, upright, in pixels; reads its head only.

    Raises `PictureError` if it is none of Pillow's *formats*, or has more than `MAX_PIXELS`.
    """
    with _opened(data, formats) as (image, orientation):
        return _turned(image.size, orientation)


def check(data: bytes, formats: Sequence[str]) -> tuple[int, int]:
    """Decode all of the picture *data*, with as little memory as it takes; return as `size`.

    Raises `PictureError`, also for one that is cut off or damaged.
    """
    with _opened(data, formats) as (image, orientation):
        found = _turned(image.size, orientation)
        image.draft(image.mode, (1, 1))  # of a JPEG, an eighth of its sides shows whether it ends
        image.load()
        return found


def decode(data: bytes, formats: Sequence[str], largest: tuple[int, int]) -> Image:
    """Return the picture *data* as it is to be seen, as RGB or RGBA.

    It is upright, and no wider and higher than *largest*, in pixels. Raises as `check`.
    """
    from PIL import Image as Pictures  # comes with an extra

    with _opened(data, formats) as (image, orientation):
        box = _turned(largest, orientation)
        image.draft("RGB", box)  # of a JPEG only as much is decoded as is needed
        image.load()
        if image.mode in _NO_AVERAGE or "transparency" in image.info:
            image = _eight_bit(_roughly(image, box))
        image.thumbnail(box, Pictures.Resampling.LANCZOS)
        small = _eight_bit(image)
        turn = _turns().get(orientation)
        return small if turn is None else small.transpose(turn)


@contextmanager
def _opened(data: bytes, formats: Sequence[str]) -> Iterator[tuple[Image, int]]:
    """Give the picture *data*, not decoded yet, and its orientation; all errors are translated."""
    from PIL import Image as Pictures  # comes with an extra
    from PIL import UnidentifiedImageError

    # Pillow refuses twice of this. Its default is less than what phones write.
    Pictures.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    warnings.simplefilter("ignore", Pictures.DecompressionBombWarning)
    found = essentials(data)
    try:
        image = Pictures.open(BytesIO(found.pixels), formats=list(formats))
        _check_size(image, len(found.pixels))
        with image, _room_for(image):
            yield image, found.orientation
    except (PictureError, MemoryError):
        raise
    except Pictures.DecompressionBombError as exc:
        raise PictureError(f"too large: it has more than {MAX_PIXELS} pixels") from exc
    except UnidentifiedImageError as exc:
        raise PictureError(f"not a picture ({', '.join(formats)} are read)") from exc
    except Exception as exc:  # Pillow raises many kinds of errors for damaged files
        raise PictureError(f"damaged ({type(exc).__name__})") from exc


def _check_size(image: Image, length: int) -> None:
    """Refuse what says to have more pixels than there may be, or than *length* bytes can hold."""
    pixels, sides = image.width * image.height, f"{image.width} x {image.height} pixels"
    if pixels > MAX_PIXELS:
        raise PictureError(f"too large: it has {sides}")
    if image.format in _DENSE and pixels > length * _DENSEST:
        raise PictureError(f"damaged: {length} bytes cannot hold {sides}")


@contextmanager
def _room_for(image: Image) -> Iterator[None]:
    """Wait until no other large picture is being decoded, where *image* is large."""
    if image.width * image.height <= _LARGE:
        yield
        return
    with _ONE_LARGE:
        yield


def _turned(sides: tuple[int, int], orientation: int) -> tuple[int, int]:
    width, height = sides
    return (height, width) if orientation >= _FIRST_TURNED else (width, height)


def _turns() -> dict[int, Transpose]:
    """Return what makes a picture of each orientation upright (Exif 2.32, 4.6.4)."""
    from PIL.Image import Transpose  # comes with an extra

    return {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }


def _roughly(image: Image, box: tuple[int, int]) -> Image:
    """Return *image*, whose pixels have no mean, with fewer where it has far more than *box*."""
    from PIL.Image import Resampling  # comes with an extra

    factor = int(min(side / most for side, most in zip(image.size, box, strict=True)))
    if factor < _MUCH_LARGER:
        return image
    sides = tuple(2 * side // factor for side in image.size)
    return image.resize(sides, Resampling.NEAREST)


def _eight_bit(image: Image) -> Image:
    """Return *image* as RGB or RGBA; on its own Pillow turns 16-bit gray into white."""
    if image.mode in _SIXTEEN_BITS:
        image.info.pop("transparency", None)  # a level of gray that is gone now
        image = image.point(lambda level: level * (1 / 256)).convert("L")
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")
