"""Colour arithmetic: sRGB, OKLCH and the WCAG contrast ratio. Pure functions of numbers."""

import math

Color = tuple[int, int, int]
"""Red, green and blue, 0 to 255, sRGB."""

WHITE: Color = (255, 255, 255)
BLACK: Color = (0, 0, 0)


def luminance(color: Color) -> float:
    """Return the relative luminance of *color* as WCAG 2 defines it, 0 to 1."""
    red, green, blue = (_linear(channel) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the WCAG 2 contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def to_oklch(color: Color) -> tuple[float, float, float]:
    """Return lightness (0 to 1), chroma (0 to about 0.37) and hue (degrees) of *color*."""
    red, green, blue = (_linear(channel) for channel in color)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> Color:
    """Turn OKLCH into sRGB, giving up chroma until the colour exists there."""
    channels = _oklch_to_linear(lightness, chroma, hue)
    while chroma > 0.001 and not all(-0.002 <= channel <= 1.002 for channel in channels):
        chroma *= 0.94
        channels = _oklch_to_linear(lightness, chroma, hue)
    red, green, blue = (_gamma(channel) for channel in channels)
    return red, green, blue


def as_hex(color: Color) -> str:
    """Write *color* as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def _oklch_to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _gamma(value: float) -> int:
    value = min(1.0, max(0.0, value))
    value = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * value)
