"""The colours of one brand's slides, chosen so that text is readable on them."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import cast

from PIL import Image

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.colors import WHITE, Color, contrast, from_oklch, to_oklch
from layers_cli.sandbox.media.pictures import open_picture

MIN_CONTRAST = 4.5
"""WCAG 2 AA for text of any size; the palette keeps it on every background."""

# Grain and JPEG move single pixels a little, so colours are chosen with a margin.
_CHOSEN_CONTRAST = 4.9


# Degrees between the brand's hue and a second one; hues of accents: yellow, apricot, mint, sky.
_TURNS = (48.0, -42.0, 24.0, -75.0, 90.0)
_ACCENTS = (95.0, 70.0, 155.0, 205.0)
_APART = 50.0


@dataclass(frozen=True)
class Shades:
    """The colours of a background, its *spots*, and the text on it (*ink* and *accent*)."""

    base: Color
    spots: tuple[Color, Color, Color]
    ink: Color
    accent: Color


@dataclass(frozen=True)
class Palette:
    """A brand's three backgrounds: nearly black, in its own colour, nearly white."""

    dark: Shades
    vivid: Shades
    pale: Shades


def vary_palette(color: Color, chance: random.Random) -> Palette:
    """Derive one of the palettes of a brand's *color*."""
    return make_palette(color, turn=chance.choice(_TURNS), accent=chance.choice(_ACCENTS))


def make_palette(color: Color, *, turn: float = 48.0, accent: float = 95.0) -> Palette:
    """Derive a palette from one brand colour.

    Args:
        color: the brand's.
        turn: the distance of the second hue, in degrees.
        accent: the hue of what stands out, in degrees; another one if it is the brand's own.

    """
    lightness, chroma, hue = to_oklch(color)
    chroma = min(max(chroma, 0.10), 0.22) if chroma > 0.02 else 0.02
    sunny = 60 < hue < 130 and lightness > 0.7
    bright = from_oklch(0.90, 0.17, _distant(accent, hue))
    ink = from_oklch(0.175, min(chroma, 0.04), hue)
    main = _darkened(min(max(lightness, 0.48), 0.56), chroma, hue, bright)
    alt = _darkened(0.56, chroma, hue + turn, bright)
    deep = _darkened(0.34, chroma * 0.8, hue, bright)
    tint = from_oklch(0.915, 0.048, hue)
    pale = Shades(
        base=from_oklch(0.968, 0.016, hue),
        spots=(tint, from_oklch(0.93, 0.04, hue + turn), tint),
        ink=ink,
        accent=_inked(0.54, chroma, hue, tint),
    )
    return Palette(
        dark=Shades(base=ink, spots=(main, alt, deep), ink=WHITE, accent=bright),
        # Yellow dark enough for white letters is brown, so a sunny brand keeps its colour.
        vivid=_sunny(hue, ink) if sunny else Shades(main, (alt, deep, alt), WHITE, bright),
        pale=pale,
    )


def brand_color(brand: Brand, more: Iterable[Image.Image] = ()) -> Color:
    """Take the colour of *brand* from its logo, a screenshot, *more*, or what its name hashes to.

    Raises:
        MediaUnreadableError: a picture of *brand* is damaged.

    """
    paths = (path for path in (brand.logo, *brand.screenshots[:2]) if path)
    for picture in chain(map(open_picture, paths), more):
        if color := characteristic_color(picture):
            return color
    digest = hashlib.sha256(brand.name.encode("utf-8", "replace")).digest()
    return from_oklch(0.55, 0.19, int.from_bytes(digest[:2], "big") % 360)


def _distant(accent: float, hue: float) -> float:
    """Return the first hue of an accent, from *accent* on, that is not *hue*'s neighbour."""
    hues = (accent, *_ACCENTS)
    apart = (abs((each - hue + 180) % 360 - 180) for each in hues)
    return next(each for each, degrees in zip(hues, apart, strict=True) if degrees >= _APART)


def _sunny(hue: float, ink: Color) -> Shades:
    shadow = from_oklch(0.80, 0.16, hue - 14)
    glow = from_oklch(0.91, 0.13, hue + 8)
    base = from_oklch(0.87, 0.17, hue)
    return Shades(base, (glow, shadow, glow), ink, _inked(0.54, 0.2, 285, shadow))


def characteristic_color(picture: Image.Image) -> Color | None:
    """Return the dominant vivid colour of *picture*; None if it is grey."""
    few = picture.convert("RGB").resize((72, 72)).quantize(24).convert("RGB")
    found: dict[int, list[tuple[float, Color]]] = defaultdict(list)
    for count, shade in few.getcolors(72 * 72) or []:
        color = cast("Color", shade)
        lightness, chroma, hue = to_oklch(color)
        if chroma > 0.05 and 0.2 < lightness < 0.93:
            found[int(hue // 20)].append((count * chroma**1.5, color))
    if not found:
        return None
    return max(max(found.values(), key=lambda shares: sum(share for share, _ in shares)))[1]


def _darkened(lightness: float, chroma: float, hue: float, accent: Color) -> Color:
    """Return the lightest background, from *lightness* down, with readable white and *accent*."""
    color = from_oklch(lightness, chroma, hue)
    while min(contrast(color, WHITE), contrast(color, accent)) < _CHOSEN_CONTRAST:
        lightness -= 0.01
        color = from_oklch(lightness, chroma, hue)
    return color


def _inked(lightness: float, chroma: float, hue: float, background: Color) -> Color:
    """Return the lightest ink, from *lightness* down, that is readable on *background*."""
    color = from_oklch(lightness, chroma, hue)
    while contrast(color, background) < _CHOSEN_CONTRAST:
        lightness -= 0.01
        color = from_oklch(lightness, chroma, hue)
    return color
