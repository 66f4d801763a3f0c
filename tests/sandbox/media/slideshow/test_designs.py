"""What can be seen on the finished slides: where the text is, and whether it can be read."""

from dataclasses import replace
from io import BytesIO
from typing import cast

import pytest
from PIL import Image, ImageChops, ImageStat

from layers_cli.sandbox.media.canvas import SAFE_AREAS, SafeArea
from layers_cli.sandbox.media.colors import Color, contrast, from_oklch
from layers_cli.sandbox.media.palette import MIN_CONTRAST, make_palette
from layers_cli.sandbox.media.slideshow.designs import draw, draw_slide, text_layers
from layers_cli.sandbox.media.slideshow.planning import plan_slideshow
from layers_cli.sandbox.media.slideshow.slide import Design, Slide, Tone
from tests.sandbox.media.hooks import HOOKS, LONG_HOOKS, bare_brand, slide

HOOK_DESIGNS = (Design.POSTER, Design.PHONE, Design.PHOTO)
SAID_DESIGNS = (Design.STATEMENT, Design.FIGURE, Design.HANGING, Design.CHECKLIST, Design.END_CARD)


def ink(plan: Slide) -> Image.Image:
    """Where *plan* has text, as a mask; the faintest edges of letters are left out."""
    mask = Image.new("L", (1080, 1920), 0)
    for layer in text_layers(plan):
        alpha = layer.picture.getchannel("A")
        mask.paste(
            255, (layer.x, layer.y), alpha.point([255 * (value > 32) for value in range(256)])
        )
    return mask


def assert_in_safe_area(mask: Image.Image, area: SafeArea) -> None:
    box = mask.getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert left >= area.left
    assert top >= area.top
    assert right <= area.right
    assert bottom <= area.bottom
    beside_rail = mask.crop((area.rail, area.rail_top, 1080, mask.height))
    assert beside_rail.getbbox() is None


def colors_of(picture: Image.Image) -> list[Color]:
    return [cast("Color", color) for _, color in picture.getcolors(1 << 21) or []]


@pytest.mark.parametrize("design", HOOK_DESIGNS)
@pytest.mark.parametrize("script", HOOKS)
def test_a_hook_stays_in_the_safe_area(script, design):
    assert_in_safe_area(ink(slide(HOOKS[script], design)), SAFE_AREAS["organic"])


@pytest.mark.parametrize("design", [*HOOK_DESIGNS, *SAID_DESIGNS])
@pytest.mark.parametrize("placement", SAFE_AREAS)
def test_each_placement_has_its_safe_area(placement, design):
    plan = slide("Incomprehensibilities: 1,000,000 reasons 🎉", design, placement=placement)

    assert_in_safe_area(ink(plan), SAFE_AREAS[placement])


@pytest.mark.parametrize(
    "hook", ["W" * 120, "👍" * 80, "3 ساعات\n" * 9, "Llanfairpwllgwyngyll", "😭"]
)
@pytest.mark.parametrize("design", HOOK_DESIGNS)
def test_awkward_hooks_stay_in_the_safe_area_too(hook, design):
    assert_in_safe_area(ink(slide(hook, design)), SAFE_AREAS["organic"])


@pytest.mark.parametrize("name", LONG_HOOKS)
def test_a_continued_hook_stays_in_the_safe_area(name):
    plan = plan_slideshow(LONG_HOOKS[name], bare_brand(), seed="a")[0]

    assert_in_safe_area(ink(plan), SAFE_AREAS["organic"])


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("hue", range(0, 360, 45))
def test_text_and_numbers_are_readable_on_every_background(hue, tone):
    """On the pixels of the finished JPEG: the ground under each row of text against its ink."""
    palette = make_palette(from_oklch(0.75, 0.2, hue))
    said = slide("Saves 11 hours", Design.STATEMENT, tone, palette=palette, brand=bare_brand())
    ground = Image.open(BytesIO(draw_slide(replace(said, text="")))).reduce(4)
    shades = getattr(palette, tone.value)

    for ink_color in (shades.ink, shades.accent):
        below_the_bar = ground.crop((21, 200, 249, 350))
        worst = min(contrast(color, ink_color) for color in colors_of(below_the_bar))
        assert worst >= MIN_CONTRAST


def test_a_caption_on_a_photo_stands_on_white_paper():
    plan = slide(HOOKS["latin"], Design.PHOTO)
    caption = draw(plan).crop(ink(plan).getbbox())

    colors = colors_of(caption)
    paper = sum(contrast(color, (255, 255, 255)) < 1.1 for color in colors)
    assert caption.getpixel((caption.width // 2, 6)) == (255, 255, 255)
    assert paper
    assert max(contrast(color, (255, 255, 255)) for color in colors) > 15


@pytest.mark.parametrize(("script", "starts_right"), [("latin", False), ("arabic", True)])
def test_a_poster_is_aligned_by_its_script(script, starts_right):
    words = ink(slide(HOOKS[script])).crop((0, 380, 1080, 1300))
    left, _, right, _ = words.getbbox() or (0, 0, 0, 0)
    area = SAFE_AREAS["organic"]

    # The ragged side may come close to the edge, but the straight one touches it.
    margin = area.rail - right if starts_right else left - area.left
    assert 0 <= margin < 22


def test_without_a_logo_the_monogram_is_drawn():
    with_name, without = (
        draw(slide("", Design.EMBLEM, Tone.PALE, brand=bare_brand(name=name), picture=None))
        for name in ("Knapsack", "")
    )

    icon = (330, 600, 750, 1020)
    difference = ImageChops.difference(with_name.crop(icon), without.crop(icon))
    assert sum(ImageStat.Stat(difference).mean) > 10


@pytest.mark.parametrize("size", [(1, 1), (4000, 3), (3, 4000), (900, 901)])
@pytest.mark.parametrize("design", [Design.PHONE, Design.PHOTO])
def test_a_picture_of_any_shape_can_be_shown(design, size, tmp_path):
    path = tmp_path / "odd.png"
    Image.new("RGBA", size, (200, 40, 90, 128)).save(path)

    assert draw(slide("Hi", design, picture=path)).size == (1080, 1920)


def test_a_tilted_phone_leans():
    upright, tilted = (draw(slide("Hi", Design.PHONE, tilt=tilt)) for tilt in (0.0, 5.0))

    assert sum(ImageStat.Stat(ImageChops.difference(upright, tilted)).mean) > 10
