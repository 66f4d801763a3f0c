"""Draws a slide: background, picture or phone, and the words in their boxes."""

import functools
from pathlib import Path

from PIL import Image, ImageOps

from layers_cli.sandbox.media.backgrounds import (
    Spot,
    SpotLayout,
    add_grain,
    arrange_spots,
    blurred_background,
    gradient_background,
    photo_background,
    place_rounded,
    shade,
)
from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH, Layer, text_area
from layers_cli.sandbox.media.colors import WHITE
from layers_cli.sandbox.media.phones import Phone, make_phone, place_phone
from layers_cli.sandbox.media.pictures import encode_jpeg, file_stamp, open_picture
from layers_cli.sandbox.media.slideshow.marks import (
    BAR_WIDTH,
    draw_bar,
    draw_chevrons,
    draw_tick,
)
from layers_cli.sandbox.media.slideshow.slide import Design, Slide, Tone
from layers_cli.sandbox.media.slideshow.wording import (
    HANGING_END,
    ICON,
    TICK,
    copies_of,
    shades_of,
)
from layers_cli.sandbox.media.typesetting.labels import round_labels
from layers_cli.sandbox.media.typesetting.styles import INITIAL, Box
from layers_cli.sandbox.media.typesetting.words import Copy, Words, fit, is_left_to_right

_PHONE_WIDTH, _BARE_PHONE_WIDTH = 700, 780
_CARD_WIDTH, _CARD_RADIUS, _STATUS_BAR = 940, 44, 0.06
_UNDER_WORDS, _HIGHEST, _BARE_TOP, _BARE_END = 72, 640, 330, 1540
_SPOTS: dict[Tone, SpotLayout] = {
    Tone.DARK: ((0.05, 0.0, 0.95, 0.9), (1.05, 0.32, 0.75, 0.75), (0.0, 1.0, 0.7, 0.9)),
    Tone.VIVID: ((0.0, 0.05, 1.25, 1.0), (1.0, 0.6, 1.0, 0.9), (0.2, 1.0, 0.8, 0.6)),
    Tone.PALE: ((0.0, 0.05, 0.9, 0.9), (1.0, 0.8, 0.8, 0.9), (1.0, 0.0, 0.5, 0.5)),
}
_END_ICON, _EMBLEM = 300, 420


def draw(slide: Slide) -> Image.Image:
    """Draw *slide* at 1080 x 1920 pixels in RGB.

    Raises:
        MediaUnreadableError: one of its pictures is damaged.

    """
    return _DRAWINGS[slide.design](slide)


def draw_slide(slide: Slide) -> bytes:
    """Draw *slide* as a JPEG of 1080 x 1920 pixels; the same slide gives the same bytes.

    Raises:
        MediaUnreadableError: one of its pictures is damaged.

    """
    return encode_jpeg(draw(slide))


def text_layers(slide: Slide) -> list[Layer]:
    """Set the words of *slide*, wherever they stand."""
    return [layer for copy in copies_of(slide) if (layer := copy.draw()) is not None]


def _draw_poster(slide: Slide) -> Image.Image:
    frame = _background(slide)
    area, ink = text_area(slide.placement), shades_of(slide).ink
    rightwards = is_left_to_right(slide.text)
    left = area.left if rightwards else area.rail - ICON
    _place_icon(frame, slide, left, area.top, ICON)
    start = area.left if rightwards else area.rail
    draw_chevrons(frame, start, area.bottom - 84, ink, rightwards=rightwards)
    return _with_words(frame, slide)


def _draw_phone(slide: Slide) -> Image.Image:
    frame = _background(slide)
    if not slide.text:
        place_phone(frame, _phone(slide, _BARE_PHONE_WIDTH), _BARE_TOP)
        return frame
    place_phone(frame, _phone(slide, _PHONE_WIDTH), _below_words(slide))
    return _with_words(frame, slide)


def _draw_hanging(slide: Slide) -> Image.Image:
    """Hang a phone from the upper edge: what is at the bottom of its screen is seen."""
    frame = _background(slide)
    width, end = (_PHONE_WIDTH, HANGING_END) if slide.text else (_BARE_PHONE_WIDTH, _BARE_END)
    phone = _phone(slide, width)
    place_phone(frame, phone, end - phone.upright[1])
    return _with_words(frame, slide)


def _draw_card(slide: Slide) -> Image.Image:
    """Show a screenshot larger than in a phone; it runs off the lower edge."""
    frame = _background(slide)
    top = _below_words(slide) if slide.text else _BARE_TOP
    card = _card(_picture_of(slide), file_stamp(_picture_of(slide)), HEIGHT - top + _CARD_RADIUS)
    place_rounded(frame, card, (WIDTH - card.width) // 2, top, radius=_CARD_RADIUS, blur=60)
    return _with_words(frame, slide)


def _draw_photo(slide: Slide) -> Image.Image:
    frame = photo_background(open_picture(_picture_of(slide)))
    shade(frame, 0, 700, 0.42)
    shade(frame, HEIGHT, 1200, 0.5)
    for layer in text_layers(slide):
        round_labels(layer).onto(frame)
    return frame


def _draw_statement(slide: Slide) -> Image.Image:
    frame = _background(slide)
    if copies := copies_of(slide):
        first = copies[0].fitted
        area = text_area(slide.placement)
        left = area.left if first.face.rightwards else area.rail - BAR_WIDTH
        draw_bar(frame, left, copies[0].top - 60, shades_of(slide).accent)
    return _with_words(frame, slide)


def _draw_checklist(slide: Slide) -> Image.Image:
    frame = _background(slide)
    area, shades = text_area(slide.placement), shades_of(slide)
    tick = WHITE if slide.tone is Tone.PALE else shades.base
    for copy in copies_of(slide):
        left = area.left if copy.fitted.face.rightwards else area.rail - TICK
        middle = (copy.top + copy.bottom - TICK) // 2
        draw_tick(frame, left, middle, TICK, (shades.accent, tick))
    return _with_words(frame, slide)


def _draw_figure(slide: Slide) -> Image.Image:
    return _with_words(_background(slide), slide)


def _draw_emblem(slide: Slide) -> Image.Image:
    frame = _background(slide)
    _place_icon(frame, slide, (WIDTH - _EMBLEM) // 2, 600, _EMBLEM)
    return frame


def _draw_end_card(slide: Slide) -> Image.Image:
    if slide.brand.end_card is not None:
        return _show_whole(open_picture(slide.brand.end_card))
    frame = _background(slide)
    _place_icon(frame, slide, (WIDTH - _END_ICON) // 2, 430, _END_ICON)
    return _with_words(frame, slide)


_DRAWINGS = {
    Design.POSTER: _draw_poster,
    Design.PHONE: _draw_phone,
    Design.HANGING: _draw_hanging,
    Design.CARD: _draw_card,
    Design.PHOTO: _draw_photo,
    Design.STATEMENT: _draw_statement,
    Design.FIGURE: _draw_figure,
    Design.CHECKLIST: _draw_checklist,
    Design.EMBLEM: _draw_emblem,
    Design.END_CARD: _draw_end_card,
}


def _with_words(frame: Image.Image, slide: Slide) -> Image.Image:
    for layer in text_layers(slide):
        layer.onto(frame)
    return frame


def _below_words(slide: Slide) -> int:
    return max(copies_of(slide)[-1].bottom + _UNDER_WORDS, _HIGHEST)


def _background(slide: Slide) -> Image.Image:
    """Draw the background of *slide*; its *arrangement* mirrors and moves the spots."""
    shades = shades_of(slide)
    spots = arrange_spots(_SPOTS[slide.tone], shades.spots, slide.arrangement)
    return add_grain(gradient_background(shades.base, spots))


def _picture_of(slide: Slide) -> Path:
    assert slide.picture is not None
    return slide.picture


def _phone(slide: Slide, width: int) -> Phone:
    path = _picture_of(slide)
    return _made_phone(path, file_stamp(path), width, slide.tilt)


# The slideshows of a project show the same screenshots again and again.
@functools.lru_cache(maxsize=12)
def _made_phone(path: Path, stamp: tuple[int, int] | None, width: int, tilt: float) -> Phone:
    return make_phone(open_picture(path), width, tilt=tilt)


@functools.lru_cache(maxsize=6)
def _card(path: Path, stamp: tuple[int, int] | None, height: int) -> Image.Image:
    """Cut the screenshot at *path* to a card, from below its status bar down."""
    shown = open_picture(path)
    top = shown.height * _STATUS_BAR
    scale = _CARD_WIDTH / shown.width
    height = max(1, min(height, round((shown.height - top) * scale)))
    return shown.convert("RGB").resize(
        (_CARD_WIDTH, height),
        Image.Resampling.HAMMING,
        box=(0, top, shown.width, min(shown.height, top + height / scale)),
        reducing_gap=2.0,
    )


def _place_icon(frame: Image.Image, slide: Slide, x: int, y: int, side: int) -> None:
    logo = open_picture(slide.brand.logo) if slide.brand.logo else _monogram(slide)
    paper = Image.new("RGB", logo.size, WHITE)
    paper.paste(logo, mask=logo.getchannel("A") if logo.mode == "RGBA" else None)
    icon = ImageOps.fit(paper, (side, side), Image.Resampling.LANCZOS)
    place_rounded(frame, icon, x, y, radius=round(side * 0.225), blur=max(12, side // 6))


def _monogram(slide: Slide) -> Image.Image:
    shades = slide.palette.vivid
    tile = gradient_background(shades.base, [Spot(0.1, 0.1, 0.9, shades.spots[0])], (512, 512))
    initial = next((letter for letter in slide.brand.name if letter.isalnum()), "·").upper()
    fitted = fit(Words(initial, ink=shades.ink), INITIAL, Box(86, 86, 340, 340))
    if layer := Copy(fitted, centered=True, rise=0.5).draw():
        layer.onto(tile)
    return tile


def _show_whole(picture: Image.Image) -> Image.Image:
    """Show *picture* full-bleed if it has the frame's shape, else over its own blur."""
    picture = picture.convert("RGB")
    if abs(picture.width / picture.height - WIDTH / HEIGHT) < 0.02:
        return ImageOps.fit(picture, (WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    frame = blurred_background(picture)
    shown = ImageOps.contain(picture, (960, 1500), Image.Resampling.LANCZOS)
    x, y = (WIDTH - shown.width) // 2, (HEIGHT - shown.height) // 2
    place_rounded(frame, shown, x, y, radius=40, blur=50)
    return frame
