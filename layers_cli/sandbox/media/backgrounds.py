"""Backgrounds: soft gradients with grain, scrims, shadows, rounded shapes."""

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH
from layers_cli.sandbox.media.colors import BLACK, Color

_GRAIN = 4  # levels of grey up or down: enough against banding, too little to be seen
SHADOW_SCALE = 4
_SMALL = 8  # gradients and blurs are made this many times smaller and scaled up


@dataclass(frozen=True)
class Spot:
    """A soft disc of colour; position and radius as shares of the frame."""

    x: float
    y: float
    radius: float
    color: Color
    strength: float = 0.9


SpotLayout = tuple[tuple[float, float, float, float], ...]
"""Positions of spots: x, y and radius as shares of the frame, and strength."""


def arrange_spots(places: SpotLayout, colors: Sequence[Color], arrangement: str) -> list[Spot]:
    """Place a spot of each of *colors*, perhaps mirrored and moved a little.

    *arrangement* is any text; the same one gives the same spots.
    """
    chance = random.Random(arrangement)  # noqa: S311 - not a secret
    mirrored = chance.random() < 0.5
    return [
        Spot(
            x=(1 - x if mirrored else x) + chance.uniform(-0.15, 0.15),
            y=y + chance.uniform(-0.12, 0.12),
            radius=radius,
            color=color,
            strength=strength,
        )
        for (x, y, radius, strength), color in zip(places, colors, strict=True)
    ]


def gradient_background(
    base: Color, spots: list[Spot], size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Image.Image:
    """Draw a gradient of *base* and *spots*."""
    width, height = size[0] // _SMALL, size[1] // _SMALL
    small = Image.new("RGB", (width, height), base)
    for spot in spots:
        side = round(spot.radius * 2 * width)
        disc = _disc(spot.strength).resize((side, side))
        corner = (round(spot.x * width - side / 2), round(spot.y * height - side / 2))
        small.paste(spot.color, corner, disc)
    small = small.filter(ImageFilter.GaussianBlur(4))
    return small.resize(size, Image.Resampling.BICUBIC)


def add_grain(frame: Image.Image) -> Image.Image:
    """Add grain to *frame*: without it JPEG shows bands in a dark gradient."""
    return ImageChops.add(frame, _grain(), 1, -128)


def photo_background(photo: Image.Image) -> Image.Image:
    """Fill a frame with *photo*: cut to fit if it is upright, else as a band over its own blur."""
    photo = photo.convert("RGB")
    if photo.width <= photo.height:
        return ImageOps.fit(photo, (WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    frame = blurred_background(photo)
    height = max(1000, round(WIDTH * photo.height / photo.width))
    band = ImageOps.fit(photo, (WIDTH, height), Image.Resampling.LANCZOS)
    frame.paste(band, (0, (HEIGHT - band.height) // 2), _soft_edges(band.height))
    return frame


def blurred_background(photo: Image.Image) -> Image.Image:
    """Fill a frame with *photo*, out of focus."""
    small = ImageOps.fit(photo.convert("RGB"), (WIDTH // _SMALL, HEIGHT // _SMALL))
    small = small.filter(ImageFilter.GaussianBlur(6))
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def shade(frame: Image.Image, start: int, end: int, strength: float) -> None:
    """Darken *frame* by *strength* (0 to 1) at row *start*, fading out until row *end*."""
    ramp = Image.linear_gradient("L").point([round(value * strength) for value in range(256)])
    if start < end:
        ramp = ImageOps.flip(ramp)
    top, bottom = sorted((start, end))
    frame.paste(BLACK, (0, top), ramp.resize((WIDTH, bottom - top)))


@functools.lru_cache(maxsize=64)
def rounded_mask(width: int, height: int, radius: int) -> Image.Image:
    """Draw a filled rectangle with smooth round corners, as a mask of *width* x *height* pixels."""
    mask = Image.new("L", (width * 3, height * 3), 0)
    box = (0, 0, width * 3 - 1, height * 3 - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius * 3, fill=255)
    return mask.reduce(3)


@functools.lru_cache(maxsize=32)
def small_shadow(width: int, height: int, radius: int, blur: int, strength: float) -> Image.Image:
    """Draw the shadow of a rounded rectangle as a mask, with a margin of twice *blur* around it.

    It is `SHADOW_SCALE` times smaller than the pixels given.
    """
    margin = 2 * blur
    corners = (margin, margin, margin + width, margin + height)
    edges = [edge / SHADOW_SCALE for edge in corners]
    size = (round(edges[2] + edges[0]), round(edges[3] + edges[1]))
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle(edges, radius / SHADOW_SCALE, fill=round(255 * strength))
    return mask.filter(ImageFilter.GaussianBlur(blur / SHADOW_SCALE))


def place_rounded(
    frame: Image.Image, picture: Image.Image, x: int, y: int, *, radius: int, blur: int
) -> None:
    """Paste *picture* on *frame* with round corners and a shadow."""
    shadow = small_shadow(*picture.size, radius, blur, 0.4)
    cast = (picture.width + 4 * blur, picture.height + 4 * blur)
    spot = (x - 2 * blur, y - 2 * blur + blur // 2)
    frame.paste(BLACK, spot, shadow.resize(cast, Image.Resampling.BILINEAR))
    frame.paste(picture, (x, y), rounded_mask(*picture.size, radius))


@functools.lru_cache(maxsize=8)
def _disc(strength: float) -> Image.Image:
    fall = [max(0.0, 1 - value / 180) ** 1.6 for value in range(256)]
    return Image.radial_gradient("L").point([round(255 * strength * share) for share in fall])


@functools.lru_cache(maxsize=1)
def _grain() -> Image.Image:
    # Pillow's own noise cannot be seeded, and the same slide must be the same bytes.
    noise = random.Random(1).randbytes(WIDTH * HEIGHT)  # noqa: S311 - grain, not a secret
    spread = [128 + round((value / 127.5 - 1) * _GRAIN) for value in range(256)]
    grey = Image.frombytes("L", (WIDTH, HEIGHT), noise).point(spread)
    return Image.merge("RGB", (grey, grey, grey))


def _soft_edges(height: int) -> Image.Image:
    mask = Image.new("L", (1, height), 255)
    for row in range(120):
        mask.putpixel((0, row), row * 255 // 120)
        mask.putpixel((0, height - 1 - row), row * 255 // 120)
    return mask.resize((WIDTH, height))
