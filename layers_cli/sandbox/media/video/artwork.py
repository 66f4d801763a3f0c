"""Overlays of the demo: the hook as a label, or a brand's background with a screen cut out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

from layers_cli.sandbox.media.backgrounds import (
    SpotLayout,
    add_grain,
    arrange_spots,
    gradient_background,
    place_rounded,
)
from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH
from layers_cli.sandbox.media.colors import BLACK, WHITE, Color
from layers_cli.sandbox.media.palette import Palette
from layers_cli.sandbox.media.phones import phone, place_phone
from layers_cli.sandbox.media.typesetting import TextBlock, set_text
from layers_cli.sandbox.media.video.filters import Layer

PORTRAIT = 1.3
"""Screens that are higher through wider than this are shown in a phone."""

_INK: Color = (17, 17, 20)
_PHONE, _BARE_PHONE = 700, 780
_UNDER_HOOK, _MIN_TOP, _BARE_TOP = 72, 560, 330
_CARD, _CARD_TOP, _CARD_RADIUS, _CARD_BLUR = 1000, 640, 36, 60
_SPOTS: SpotLayout = ((0.0, 0.05, 1.25, 1.0), (1.0, 0.6, 1.0, 0.9), (0.2, 1.0, 0.8, 0.6))
_ROUNDING, _SHADOW_BLUR, _SHADOW_DROP = 13, 18, 8


@dataclass(frozen=True)
class DemoWindow:
    """The area of the demo; of its screen of *whole_height* the top *height* is visible."""

    x: int
    y: int
    width: int
    height: int
    whole_height: int


@dataclass(frozen=True)
class Artwork:
    """A *layer* over every frame, and the *window* of the demo if it does not fill the frame."""

    layer: Layer | None = None
    window: DemoWindow | None = None


def label(hook: str, *, language: str, brightness: float, shrink: int = 1) -> Artwork:
    """Set *hook* as apps' own editors do: dark on white paper, which casts a shadow.

    Args:
        hook: the words, verbatim.
        language: a BCP 47 tag.
        brightness: of what is behind, 0 to 1: on white, paper needs more of a shadow.
        shrink: makes everything this many times smaller.

    """
    words = set_text("photo", TextBlock(hook, language=language, ink=_INK))
    if (box := words.getbbox()) is None:
        return Artwork()
    margin = 64
    left, top = (max(0, box[side] - margin) & -shrink * 2 for side in (0, 1))
    part = words.crop((left, top, box[2] + margin, box[3] + margin))
    paper = _rounded(part.getchannel("A"))
    card = Image.new("RGB", part.size, WHITE)
    card.paste(part, mask=part)
    card.putalpha(paper)
    strength = 0.25 + 0.35 * brightness
    shadow = ImageChops.offset(paper, 0, _SHADOW_DROP).filter(
        ImageFilter.GaussianBlur(_SHADOW_BLUR)
    )
    under = Image.new("RGBA", part.size, BLACK)
    under.putalpha(shadow.point([round(value * strength) for value in range(256)]))
    return Artwork(_shrunk(Layer(Image.alpha_composite(under, card), left, top), shrink))


def framed(
    hook: str | None,
    palette: Palette,
    *,
    language: str,
    ratio: float,
    arrangement: str = "",
    shrink: int = 1,
) -> Artwork:
    """Draw a brand's ground with *hook* on it and, below, a phone or a card that is a hole.

    Args:
        hook: the words, verbatim; None for none.
        palette: the brand's colours.
        language: a BCP 47 tag.
        ratio: of the demo: its height through its width.
        arrangement: picks one of the many layouts of the ground.
        shrink: makes everything this many times smaller.

    """
    shades = palette.vivid
    spots = arrange_spots(_SPOTS, shades.spots, arrangement)
    ground = add_grain(gradient_background(shades.base, spots))
    end_of_words = None
    if hook is not None:
        words = set_text(
            "phone", TextBlock(hook, language=language, ink=shades.ink, accent=shades.accent)
        )
        if box := words.getbbox():
            ground.paste(words, (0, 0), words)
            end_of_words = box[3]
    screen = _card(ratio, end_of_words) if ratio < PORTRAIT else _phone(ratio, end_of_words)
    return _with_screen_cut_out(ground, screen, shrink)


class _Screen(NamedTuple):
    """Something to look at: *place* puts it on a frame, its screen, *height* high, in a colour."""

    place: Callable[[Image.Image, Color], None]
    height: int


def _phone(ratio: float, end_of_words: int | None) -> _Screen:
    """Stand a phone below the words; it may run off the frame."""
    width, top = _BARE_PHONE, _BARE_TOP
    if end_of_words is not None:
        width, top = _PHONE, max(end_of_words + _UNDER_HOOK, _MIN_TOP)

    def body(color: Color) -> Image.Image:
        return phone(Image.new("RGB", (100, round(100 * ratio)), color), width)

    screen = ImageChops.difference(body(WHITE), body(BLACK)).getbbox()
    assert screen is not None
    return _Screen(lambda frame, color: place_phone(frame, body(color), top), screen[3] - screen[1])


def _card(ratio: float, end_of_words: int | None) -> _Screen:
    """Lay a card with round corners below the words, or in the middle: a wide screen, whole."""
    width = min(_CARD, round(_CARD / ratio))
    height = round(width * ratio)
    top = (HEIGHT - height) // 2
    if end_of_words is not None:
        top = min(max(end_of_words + _UNDER_HOOK, _CARD_TOP), HEIGHT - height - _UNDER_HOOK)

    def place(frame: Image.Image, color: Color) -> None:
        card = Image.new("RGB", (width, height), color)
        place_rounded(frame, card, (WIDTH - width) // 2, top, radius=_CARD_RADIUS, blur=_CARD_BLUR)

    return _Screen(place, height)


def _with_screen_cut_out(ground: Image.Image, screen: _Screen, shrink: int) -> Artwork:
    """Place a white screen on one frame and a black one on another: they differ in the screen."""
    frame = ground.copy()
    screen.place(ground, WHITE)
    screen.place(frame, BLACK)
    hole = ImageChops.difference(ground, frame).convert("L")
    frame.putalpha(ImageChops.invert(hole))
    layer = _shrunk(Layer(frame), shrink)
    box = layer.picture.getchannel("A").point(lambda value: 255 - value).getbbox()
    assert box is not None
    # Outwards to even numbers, as video wants it: what is around the screen covers the rest.
    x, y = box[0] & ~1, box[1] & ~1
    height = min(_even(box[3] - y), layer.picture.height - y)
    whole_height = max(height, _even(screen.height // shrink))
    return Artwork(layer, DemoWindow(x, y, _even(box[2] - x), height, whole_height))


def _rounded(square: Image.Image) -> Image.Image:
    """Round the corners of paper, inner and outer ones alike."""
    # Half of a blurred edge is where the edge was, except at corners, which it cuts.
    steep = [min(255, max(0, (value - 128) * 6 + 128)) for value in range(256)]
    return square.filter(ImageFilter.GaussianBlur(_ROUNDING)).point(steep)


def _shrunk(layer: Layer, shrink: int) -> Layer:
    if shrink == 1:
        return layer
    return Layer(layer.picture.reduce(shrink), layer.x // shrink, layer.y // shrink)


def _even(length: int) -> int:
    return length + length % 2
