"""The colours of one brand's slides, chosen so that text is readable on them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from PIL import Image

from layers_cli.sandbox.media.colors import WHITE, Color, contrast, from_oklch, to_oklch

MIN_CONTRAST = 4.5
"""WCAG 2 AA for text of any size; the palette keeps it on every background."""

# Grain and JPEG move single pixels a little, so colours are chosen with a margin.
_CHOSEN_CONTRAST = 4.9


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


def make_palette(color: Color, *, turn: float = 48.0) -> Palette:
    """Derive a palette from one brand colour; *turn* is the second hue's distance in degrees."""
    lightness, chroma, hue = to_oklch(color)
    chroma = min(max(chroma, 0.10), 0.22) if chroma > 0.02 else 0.02
    sunny = 60 < hue < 130 and lightness > 0.7
    # Yellow stands out on every background but a yellow one; there it is cyan.
    accent = from_oklch(0.90, 0.17, 190 if 55 < hue < 135 else 95)
    ink = from_oklch(0.175, min(chroma, 0.04), hue)
    main = _darkened(min(max(lightness, 0.48), 0.56), chroma, hue, accent)
    alt = _darkened(0.56, chroma, hue + turn, accent)
    deep = _darkened(0.34, chroma * 0.8, hue, accent)
    tint = from_oklch(0.915, 0.048, hue)
    pale = Shades(
        base=from_oklch(0.968, 0.016, hue),
        spots=(tint, tint, tint),
        ink=ink,
        accent=_inked(0.54, chroma, hue, tint),
    )
    return Palette(
        dark=Shades(base=ink, spots=(main, alt, deep), ink=WHITE, accent=accent),
        # Yellow dark enough for white letters is brown, so a sunny brand keeps its colour.
        vivid=_sunny(hue, ink) if sunny else Shades(main, (alt, deep, alt), WHITE, accent),
        pale=pale,
    )


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
