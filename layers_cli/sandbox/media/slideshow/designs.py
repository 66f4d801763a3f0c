"""Draws a slide: background, picture or phone, and the text layer set by Typst."""

from PIL import Image, ImageChops, ImageFilter, ImageOps

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
from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH, text_area
from layers_cli.sandbox.media.colors import WHITE, Color
from layers_cli.sandbox.media.palette import Shades
from layers_cli.sandbox.media.phones import phone, place_phone
from layers_cli.sandbox.media.pictures import encode_jpeg, open_picture
from layers_cli.sandbox.media.slideshow.slide import Design, Slide, Tone
from layers_cli.sandbox.media.typesetting import TextBlock, is_left_to_right, set_text

_LABEL_INK: Color = (17, 17, 20)
_PHONE_WIDTH, _BARE_PHONE_WIDTH = 700, 780
_SPOTS: dict[Tone, SpotLayout] = {
    Tone.DARK: ((0.05, 0.0, 0.95, 0.9), (1.05, 0.32, 0.75, 0.75), (0.0, 1.0, 0.7, 0.9)),
    Tone.VIVID: ((0.0, 0.05, 1.25, 1.0), (1.0, 0.6, 1.0, 0.9), (0.2, 1.0, 0.8, 0.6)),
    Tone.PALE: ((0.0, 0.05, 0.9, 0.9), (1.0, 0.8, 0.8, 0.9), (1.0, 0.0, 0.5, 0.5)),
}
_ICON, _END_ICON, _EMBLEM = 84, 300, 420


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


def text_layer(slide: Slide) -> Image.Image:
    """Set the text of *slide*: RGBA, transparent around the text."""
    shades = _shades(slide)
    on_paper = slide.design is Design.PHOTO
    return set_text(
        slide.design.value,
        TextBlock(
            slide.text,
            name=slide.brand.name,
            language=slide.brand.language,
            placement=slide.placement,
            ink=_LABEL_INK if on_paper else shades.ink,
            accent=None if on_paper else shades.accent,
            max_size=slide.max_size,
        ),
    )


def _draw_poster(slide: Slide) -> Image.Image:
    frame = _background(slide)
    area = text_area(slide.placement)
    left = area.left if is_left_to_right(slide.text) else area.rail - _ICON
    _place_icon(frame, slide, left, area.top, _ICON)
    _place_text(frame, text_layer(slide))
    return frame


def _draw_phone(slide: Slide) -> Image.Image:
    assert slide.picture is not None
    screenshot = open_picture(slide.picture)
    frame = _background(slide)
    layer = text_layer(slide)
    box = layer.getbbox()
    if box is None:
        place_phone(frame, phone(screenshot, _BARE_PHONE_WIDTH), 330, tilt=slide.tilt)
        return frame
    place_phone(frame, phone(screenshot, _PHONE_WIDTH), max(box[3] + 72, 640), tilt=slide.tilt)
    _place_text(frame, layer)
    return frame


def _draw_photo(slide: Slide) -> Image.Image:
    assert slide.picture is not None
    frame = photo_background(open_picture(slide.picture))
    shade(frame, 0, 700, 0.42)
    shade(frame, HEIGHT, 1200, 0.5)
    if slide.text:
        _place_labels(frame, text_layer(slide))
    return frame


def _draw_statement(slide: Slide) -> Image.Image:
    frame = _background(slide)
    _place_text(frame, text_layer(slide))
    return frame


def _draw_emblem(slide: Slide) -> Image.Image:
    frame = _background(slide)
    _place_icon(frame, slide, (WIDTH - _EMBLEM) // 2, 600, _EMBLEM)
    return frame


def _draw_end_card(slide: Slide) -> Image.Image:
    if slide.brand.end_card is not None:
        return _show_whole(open_picture(slide.brand.end_card))
    frame = _background(slide)
    _place_icon(frame, slide, (WIDTH - _END_ICON) // 2, 430, _END_ICON)
    _place_text(frame, text_layer(slide))
    return frame


_DRAWINGS = {
    Design.POSTER: _draw_poster,
    Design.PHONE: _draw_phone,
    Design.PHOTO: _draw_photo,
    Design.STATEMENT: _draw_statement,
    Design.EMBLEM: _draw_emblem,
    Design.END_CARD: _draw_end_card,
}


def _shades(slide: Slide) -> Shades:
    palette = slide.palette
    return {Tone.DARK: palette.dark, Tone.VIVID: palette.vivid, Tone.PALE: palette.pale}[slide.tone]


def _background(slide: Slide) -> Image.Image:
    """Draw the background of *slide*; its *arrangement* mirrors and moves the spots."""
    shades = _shades(slide)
    spots = arrange_spots(_SPOTS[slide.tone], shades.spots, slide.arrangement)
    return add_grain(gradient_background(shades.base, spots))


def _place_text(frame: Image.Image, layer: Image.Image) -> None:
    box = layer.getbbox()
    if box:
        part = layer.crop(box)
        frame.paste(part, box[:2], part)


def _place_labels(frame: Image.Image, layer: Image.Image) -> None:
    """Paste the captions, with the inner and outer corners of their paper rounded."""
    box = layer.getbbox()
    if not box:
        return
    pad = 40
    left, top, right, bottom = box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad
    part = layer.crop((left, top, right, bottom))
    square = part.getchannel("A")
    # Half of a blurred edge is where the edge was, except at corners, which it cuts.
    steep = [min(255, max(0, (value - 128) * 6 + 128)) for value in range(256)]
    round_paper = square.filter(ImageFilter.GaussianBlur(13)).point(steep)
    frame.paste(WHITE, (left, top), round_paper)
    frame.paste(part, (left, top), ImageChops.darker(square, round_paper))


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
    _place_text(tile, set_text("monogram", TextBlock(initial, ink=shades.ink)))
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
