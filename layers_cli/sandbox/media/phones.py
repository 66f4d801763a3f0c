"""Phones, without any maker's marks, that show a screenshot."""

import functools
from dataclasses import dataclass

from PIL import Image

from layers_cli.sandbox.media.backgrounds import SHADOW_SCALE, rounded_mask, small_shadow
from layers_cli.sandbox.media.canvas import WIDTH
from layers_cli.sandbox.media.colors import BLACK, Color

_RIMS: tuple[tuple[int, Color], ...] = (
    (0, (58, 60, 66)),
    (3, (146, 149, 158)),
    (6, (44, 45, 50)),
    (9, (6, 6, 8)),
)
_SHADOW_BLUR, _SHADOW_DROP, _SHADOW = 60, 42, 0.5
_FLATTEST, _TALLEST = 1.6, 2.17  # screens: height through width


@dataclass(frozen=True)
class Phone:
    """A *picture* of a phone, RGBA, *tilt* degrees off its *upright* size in pixels."""

    picture: Image.Image
    upright: tuple[int, int]
    tilt: float = 0.0


def make_phone(screenshot: Image.Image, width: int, *, tilt: float = 0.0) -> Phone:
    """Build a phone of *width* pixels that shows the top of *screenshot*."""
    ratio = min(max(screenshot.height / screenshot.width, _FLATTEST), _TALLEST)
    inner = screen_width(width)
    tall = round(inner * ratio)
    scale = max(inner / screenshot.width, tall / screenshot.height)
    left = (screenshot.width - inner / scale) / 2
    shown = screenshot.convert("RGB").resize(
        (inner, tall),
        Image.Resampling.HAMMING,
        box=(left, 0, screenshot.width - left, tall / scale),
        reducing_gap=2.0,
    )
    body = _framed(shown, width)
    camera = (round(width * 0.27), round(width * 0.075))
    spot = ((width - camera[0]) // 2, _bezel(width) + round(width * 0.028))
    body.paste(BLACK, spot, rounded_mask(*camera, camera[1] // 2))
    body.putalpha(rounded_mask(*body.size, corner_radius(width)))
    turned = body.rotate(tilt, Image.Resampling.BICUBIC, expand=True) if tilt else body
    return Phone(turned, body.size, tilt)


def whole_phone(screen: Image.Image, width: int) -> Phone:
    """Build a phone of *width* pixels whose screen, of any shape, shows all of *screen*.

    Nothing lies over the screen, not even a camera.
    """
    inner = screen_width(width)
    shown = screen.convert("RGB").resize((inner, round(inner * screen.height / screen.width)))
    body = _framed(shown, width)
    body.putalpha(rounded_mask(*body.size, corner_radius(width)))
    return Phone(body, body.size)


def screen_width(width: int) -> int:
    """Return how wide the screen of a phone of *width* pixels is, in pixels."""
    return width - 2 * _bezel(width)


def phone_height(width: int, ratio: float) -> int:
    """Return how high a phone of *width* is whose screen has *ratio*, height through width."""
    return round(screen_width(width) * ratio) + 2 * _bezel(width)


def corner_radius(width: int) -> int:
    """Return the corner radius of a phone of *width* pixels, in pixels."""
    return round(width * 0.155)


def place_phone(frame: Image.Image, phone: Phone, top: int) -> None:
    """Paste *phone* centred on *frame* from row *top* down; it may run off the frame."""
    width, height = phone.upright
    x, y = WIDTH / 2, top + height / 2
    shadow = _shadow(width, height, phone.tilt)
    spot = (
        round(x - shadow.width * SHADOW_SCALE / 2),
        round(y + _SHADOW_DROP - shadow.height * SHADOW_SCALE / 2),
    )
    cast = (shadow.width * SHADOW_SCALE, shadow.height * SHADOW_SCALE)
    frame.paste(BLACK, spot, shadow.resize(cast, Image.Resampling.BILINEAR))
    corner = (round(x - phone.picture.width / 2), round(y - phone.picture.height / 2))
    frame.paste(phone.picture, corner, phone.picture)


def _bezel(width: int) -> int:
    return round(width * 0.032)


def _framed(shown: Image.Image, width: int) -> Image.Image:
    bezel, radius = _bezel(width), corner_radius(width)
    body = _body(width, shown.height + 2 * bezel, radius).copy()
    body.paste(shown, (bezel, bezel), rounded_mask(*shown.size, radius - bezel))
    return body


@functools.lru_cache(maxsize=16)
def _shadow(width: int, height: int, tilt: float) -> Image.Image:
    """Draw the shadow of a tilted phone as a mask, `SHADOW_SCALE` times smaller."""
    shadow = small_shadow(width, height, corner_radius(width), _SHADOW_BLUR, _SHADOW)
    if not tilt:
        return shadow
    return shadow.rotate(tilt, Image.Resampling.BILINEAR, expand=True)


@functools.lru_cache(maxsize=4)
def _body(width: int, height: int, radius: int) -> Image.Image:
    body = Image.new("RGB", (width, height), _RIMS[0][1])
    for inset, color in _RIMS:
        mask = rounded_mask(width - 2 * inset, height - 2 * inset, radius - inset)
        body.paste(color, (inset, inset), mask)
    return body
