"""Overlays of the demo: the hook as a label, or a brand's background with a screen cut out."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from layers_cli.sandbox.media.backgrounds import (
    SpotLayout,
    add_grain,
    arrange_spots,
    gradient_background,
    place_rounded,
)
from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH, Layer, text_area
from layers_cli.sandbox.media.colors import BLACK, WHITE, Color
from layers_cli.sandbox.media.palette import Palette
from layers_cli.sandbox.media.phones import phone_height, place_phone, whole_phone
from layers_cli.sandbox.media.typesetting.labels import label_copy, round_labels
from layers_cli.sandbox.media.typesetting.styles import HEADLINE, headline_box
from layers_cli.sandbox.media.typesetting.words import Copy, Words, fit

PORTRAIT = 1.3
"""Screens that are higher through wider than this are shown in a phone."""

_INK: Color = (17, 17, 20)
_PHONE, _BARE_PHONE = 700, 780
_UNDER_HOOK, _MIN_TOP, _MARGIN = 72, 480, 72
_FINE = 1000  # pixels of width: the shape of a screen that is drawn
_CARD, _CARD_TOP, _CARD_RADIUS, _CARD_BLUR = 1000, 640, 36, 60
_SPOTS: SpotLayout = ((0.0, 0.05, 1.25, 1.0), (1.0, 0.6, 1.0, 0.9), (0.2, 1.0, 0.8, 0.6))
_SHADOW_BLUR, _SHADOW_DROP = 18, 8


@dataclass(frozen=True)
class DemoWindow:
    """The area of the demo, which is seen whole in it."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Artwork:
    """A *layer* over every frame, and the *window* of the demo if it does not fill the frame.

    *whole*: without a window, nothing of the video below may be cut off.
    """

    layer: Layer | None = None
    window: DemoWindow | None = None
    whole: bool = False


def label(hook: str, *, language: str, brightness: float, shrink: int = 1) -> Artwork:
    """Set *hook* as apps' own editors do: dark on white paper, which casts a shadow.

    Args:
        hook: the words, verbatim.
        language: a BCP 47 tag.
        brightness: of what is behind, 0 to 1: on white, paper needs more of a shadow.
        shrink: makes everything this many times smaller.

    """
    area = text_area("organic")
    drawn = label_copy(Words(hook, language, ink=_INK), area).draw()
    if drawn is None:
        return Artwork()
    labels = round_labels(drawn)
    box = labels.picture.getbbox()
    if box is None:
        return Artwork()
    margin = 64
    left, top = (
        max(0, at + box[side] - margin) & -shrink * 2
        for side, at in enumerate((labels.x, labels.y))
    )
    card = Image.new("RGBA", (box[2] - box[0] + 2 * margin, box[3] - box[1] + 2 * margin))
    card.paste(labels.picture, (labels.x - left, labels.y - top))
    paper = card.getchannel("A")
    strength = 0.25 + 0.35 * brightness
    shadow = ImageChops.offset(paper, 0, _SHADOW_DROP).filter(
        ImageFilter.GaussianBlur(_SHADOW_BLUR)
    )
    under = Image.new("RGBA", card.size, BLACK)
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
        words = Words(hook, language, ink=shades.ink, accent=shades.accent)
        copy = Copy(fit(words, HEADLINE, headline_box(text_area("organic"))), centered=True)
        if layer := copy.draw():
            layer.onto(ground)
            end_of_words = copy.bottom
    screen = _card(ratio, end_of_words) if ratio < PORTRAIT else _phone(ratio, end_of_words)
    return _with_screen_cut_out(ground, screen, shrink)


# Puts something with a screen on a frame, and its screen in a colour.
_Place = Callable[[Image.Image, Color], None]


def _phone(ratio: float, end_of_words: int | None) -> _Place:
    """Stand a phone below the words, as large as it can be seen whole."""
    width, top = _BARE_PHONE, _MARGIN
    if end_of_words is not None:
        width, top = _PHONE, max(end_of_words + _UNDER_HOOK, _MIN_TOP)
    room = HEIGHT - _MARGIN - top
    while phone_height(width, ratio) > room:
        width -= 2

    def place(frame: Image.Image, color: Color) -> None:
        screen = Image.new("RGB", (_FINE, round(_FINE * ratio)), color)
        place_phone(frame, whole_phone(screen, width), top)

    return place


def _card(ratio: float, end_of_words: int | None) -> _Place:
    """Lay a card with round corners below the words, or in the middle: a wide screen, whole."""
    width = min(_CARD, round(_CARD / ratio))
    height = round(width * ratio)
    top = (HEIGHT - height) // 2
    if end_of_words is not None:
        top = min(max(end_of_words + _UNDER_HOOK, _CARD_TOP), HEIGHT - height - _UNDER_HOOK)

    def place(frame: Image.Image, color: Color) -> None:
        card = Image.new("RGB", (width, height), color)
        place_rounded(frame, card, (WIDTH - width) // 2, top, radius=_CARD_RADIUS, blur=_CARD_BLUR)

    return place


def _with_screen_cut_out(ground: Image.Image, place: _Place, shrink: int) -> Artwork:
    """Place a white screen on one frame and a black one on another: they differ in the screen."""
    frame = ground.copy()
    place(ground, WHITE)
    place(frame, BLACK)
    hole = ImageChops.difference(ground, frame).convert("L")
    frame.putalpha(ImageChops.invert(hole))
    layer = _shrunk(Layer(frame), shrink)
    box = layer.picture.getchannel("A").point(lambda value: 255 - value).getbbox()
    assert box is not None
    # Outwards to even numbers, as video wants it: what is around the screen covers the rest.
    x, y = box[0] & ~1, box[1] & ~1
    height = min(_even(box[3] - y), layer.picture.height - y)
    return Artwork(layer, DemoWindow(x, y, _even(box[2] - x), height))


def _shrunk(layer: Layer, shrink: int) -> Layer:
    if shrink == 1:
        return layer
    return Layer(layer.picture.reduce(shrink), layer.x // shrink, layer.y // shrink)


def _even(length: int) -> int:
    return length + length % 2
