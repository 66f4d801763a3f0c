"""Small marks on slides: chevrons, ticks and bars, drawn as masks with smooth edges."""

import functools

from PIL import Image, ImageDraw

from layers_cli.sandbox.media.backgrounds import rounded_mask
from layers_cli.sandbox.media.colors import Color

BAR_WIDTH, _BAR_HEIGHT = 120, 16
_OVERSAMPLING = 4
_CHEVRON = (48, 78)
_STRENGTHS = (0.32, 0.6, 1.0)


def draw_chevrons(frame: Image.Image, x: int, y: int, color: Color, *, rightwards: bool) -> None:
    """Draw a cue to swipe, from *x* on in the direction of reading."""
    width = _CHEVRON[0]
    for number, strength in enumerate(_STRENGTHS):
        mask = _stroked(_CHEVRON, ((10, 9), (38, 39), (10, 69)), 9)
        step = (width - 12) * number
        if not rightwards:
            mask, step = mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT), -step - width
        frame.paste(color, (x + step, y), mask.point(lambda value, s=strength: round(value * s)))


def draw_tick(frame: Image.Image, x: int, y: int, side: int, colors: tuple[Color, Color]) -> None:
    """Draw a tick in a disc of *side* pixels; *colors* are of the disc and of the tick."""
    disc, tick = colors
    frame.paste(disc, (x, y), rounded_mask(side, side, side // 2))
    bend = ((0.28, 0.52), (0.44, 0.67), (0.73, 0.36))
    points = tuple((round(across * side), round(down * side)) for across, down in bend)
    frame.paste(tick, (x, y), _stroked((side, side), points, max(3, side // 9)))


def draw_bar(frame: Image.Image, x: int, y: int, color: Color) -> None:
    """Draw a short bar."""
    frame.paste(color, (x, y), rounded_mask(BAR_WIDTH, _BAR_HEIGHT, _BAR_HEIGHT // 2))


@functools.lru_cache(maxsize=8)
def _stroked(
    size: tuple[int, int], points: tuple[tuple[int, int], ...], thickness: int
) -> Image.Image:
    """Draw a line through *points* with round ends and corners."""
    scale = _OVERSAMPLING
    mask = Image.new("L", (size[0] * scale, size[1] * scale), 0)
    pen = ImageDraw.Draw(mask)
    scaled = [(x * scale, y * scale) for x, y in points]
    pen.line(scaled, fill=255, width=thickness * scale)
    reach = thickness * scale / 2
    for x, y in scaled:
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    return mask.reduce(scale)
