"""Draws a screenshot in a generic phone, upright or tilted."""

import functools
import math

from PIL import Image

from layers_cli.sandbox.media.backgrounds import SHADOW_SCALE, rounded_mask, small_shadow
from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH
from layers_cli.sandbox.media.colors import BLACK, Color

_RIMS: tuple[tuple[int, Color], ...] = (
    (0, (58, 60, 66)),
    (3, (146, 149, 158)),
    (6, (44, 45, 50)),
    (9, (6, 6, 8)),
)
_SHADOW_BLUR, _SHADOW_DROP, _SHADOW = 60, 42, 0.5


def phone(screenshot: Image.Image, width: int) -> Image.Image:
    """Build a phone of *width* pixels that shows the top of *screenshot*."""
    bezel, radius = round(width * 0.032), corner_radius(width)
    inner = width - 2 * bezel
    tall = round(inner * min(max(screenshot.height / screenshot.width, 1.6), 2.17))
    body = _body(width, tall + 2 * bezel, radius).copy()
    scale = max(inner / screenshot.width, tall / screenshot.height)
    left = (screenshot.width - inner / scale) / 2
    shown = screenshot.convert("RGB").resize(
        (inner, tall),
        Image.Resampling.LANCZOS,
        box=(left, 0, screenshot.width - left, tall / scale),
        reducing_gap=2.0,
    )
    body.paste(shown, (bezel, bezel), rounded_mask(inner, tall, radius - bezel))
    camera = (round(width * 0.27), round(width * 0.075))
    spot = ((width - camera[0]) // 2, bezel + round(width * 0.028))
    body.paste(BLACK, spot, rounded_mask(*camera, camera[1] // 2))
    return body


def corner_radius(width: int) -> int:
    """Return the corner radius of a phone of *width* pixels, in pixels."""
    return round(width * 0.155)


def place_phone(frame: Image.Image, body: Image.Image, top: int, *, tilt: float = 0.0) -> None:
    """Paste *body* centred on *frame* from row *top* down, tilted by *tilt* degrees."""
    radius = corner_radius(body.width)
    left = (WIDTH - body.width) // 2
    shadow = small_shadow(*body.size, radius, _SHADOW_BLUR, _SHADOW)
    middle = (WIDTH / 2, top + body.height / 2)
    _cast(frame, shadow, (middle[0], middle[1] + _SHADOW_DROP), tilt)
    mask = rounded_mask(*body.size, radius)
    if tilt:
        reach = math.ceil(body.height / 2 * math.sin(math.radians(abs(tilt)))) + 2
        region = (left - reach, top - reach, WIDTH - left + reach, HEIGHT)
        left, top = region[:2]
        body = _rotated(body, middle, tilt, region, Image.Resampling.BICUBIC)
        mask = _rotated(mask, middle, tilt, region, Image.Resampling.BILINEAR)
    frame.paste(body, (left, top), mask)


def _cast(
    frame: Image.Image, shadow: Image.Image, middle: tuple[float, float], tilt: float
) -> None:
    """Darken *frame* by *shadow*, which is rotated at its small size."""
    x, y = middle[0] / SHADOW_SCALE, middle[1] / SHADOW_SCALE
    region = (0, 0, WIDTH // SHADOW_SCALE, HEIGHT // SHADOW_SCALE)
    turned = _rotated(shadow, (x, y), tilt, region, Image.Resampling.BILINEAR)
    frame.paste(BLACK, (0, 0), turned.resize(frame.size, Image.Resampling.BILINEAR))


def _rotated(
    picture: Image.Image,
    middle: tuple[float, float],
    tilt: float,
    region: tuple[int, int, int, int],
    resampling: Image.Resampling,
) -> Image.Image:
    """Rotate *picture* by *tilt*, centred on *middle*, and return *region* of the frame."""
    cosine, sine = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    left, top, right, bottom = region
    x, y = middle[0] - left, middle[1] - top
    matrix = (
        cosine, sine, picture.width / 2 - cosine * x - sine * y,
        -sine, cosine, picture.height / 2 + sine * x - cosine * y,
    )  # fmt: skip
    size = (right - left, bottom - top)
    return picture.transform(size, Image.Transform.AFFINE, matrix, resampling)


@functools.lru_cache(maxsize=4)
def _body(width: int, height: int, radius: int) -> Image.Image:
    body = Image.new("RGB", (width, height), _RIMS[0][1])
    for inset, color in _RIMS:
        mask = rounded_mask(width - 2 * inset, height - 2 * inset, radius - inset)
        body.paste(color, (inset, inset), mask)
    return body
