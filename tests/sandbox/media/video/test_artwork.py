"""The hook over a video: where it stands, and whether it can be read there."""

import pytest
from PIL import Image, ImageChops, ImageStat

from layers_cli.sandbox.media.canvas import SAFE_AREAS, Layer
from layers_cli.sandbox.media.colors import contrast, from_oklch
from layers_cli.sandbox.media.palette import make_palette
from layers_cli.sandbox.media.video import artwork
from tests.sandbox.media.hooks import HOOKS, VIOLET

AREA = SAFE_AREAS["organic"]


def label(hook: str, *, brightness: float = 0.5) -> Layer:
    worn = artwork.label(hook, language="en", brightness=brightness)
    assert worn.layer is not None
    return worn.layer


def framed(hook: str | None, *, palette=VIOLET, ratio: float = 2.17, shrink: int = 1):
    """The layer and the window of a framed demo."""
    worn = artwork.framed(hook, palette, language="en", ratio=ratio, shrink=shrink)
    assert worn.layer is not None
    assert worn.window is not None
    return worn.layer.picture, worn.window


def ink_of_label(layer: Layer) -> tuple[int, int, int, int]:
    """The box of what is opaque: paper and letters, but not the soft shadow."""
    box = layer.picture.getchannel("A").point(lambda value: 255 * (value > 200)).getbbox()
    assert box is not None
    return box[0] + layer.x, box[1] + layer.y, box[2] + layer.x, box[3] + layer.y


@pytest.mark.parametrize("script", HOOKS)
def test_a_label_stands_in_the_safe_area_in_every_script(script):
    left, top, right, bottom = ink_of_label(label(HOOKS[script], brightness=1.0))

    assert AREA.left <= left
    assert AREA.top <= top
    assert right <= (AREA.right if bottom <= AREA.rail_top else AREA.rail)
    assert bottom <= AREA.bottom


@pytest.mark.parametrize("script", HOOKS)
def test_a_headline_over_a_phone_stands_in_the_safe_area_in_every_script(script):
    picture, window = framed(HOOKS[script])

    above = picture.convert("L").crop((0, 0, 1080, window.y - 50))
    letters = above.point(lambda value: 255 * (value > 200)).getbbox()  # the ground is darker
    assert letters is not None
    assert AREA.left <= letters[0]
    assert AREA.top <= letters[1]
    assert letters[2] <= AREA.right


def test_a_label_can_be_read_on_black_and_on_white():
    layer = label("Read me")

    for ground in ((0, 0, 0), (255, 255, 255)):
        frame = Image.new("RGB", (1080, 1920), ground)
        frame.paste(layer.picture, (layer.x, layer.y), layer.picture)
        counts = frame.crop(ink_of_label(layer)).convert("L").histogram()
        shades = [value for value in range(256) if counts[value]]
        assert contrast((shades[0],) * 3, (shades[-1],) * 3) > 12


def test_paper_casts_more_of_a_shadow_where_it_is_bright():
    dim, bright = (
        ImageStat.Stat(label("Read me", brightness=value).picture.getchannel("A")).mean[0]
        for value in (0.1, 0.9)
    )

    assert bright > dim


@pytest.mark.parametrize("hue", range(0, 360, 45))
def test_a_headline_is_readable_on_every_brands_background(hue):
    palette = make_palette(from_oklch(0.6, 0.2, hue))

    picture, _ = framed(None, palette=palette, ratio=2.0)

    ground = picture.convert("RGB").crop((84, 250, 996, 320)).resize((30, 4)).tobytes()
    pixels = [tuple(ground[at : at + 3]) for at in range(0, len(ground), 3)]
    assert min(contrast(palette.vivid.ink, pixel) for pixel in pixels) >= 4.5


@pytest.mark.parametrize("ratio", [0.4, 0.56, 0.75, 1.2])
@pytest.mark.parametrize("hook", [None, "Look", "Nobody tells you this about apps. " * 2])
def test_a_wide_screen_is_a_card_that_is_seen_whole_below_the_words(ratio, hook):
    picture, window = framed(hook, ratio=ratio)

    assert window.height / window.width == pytest.approx(ratio, rel=0.02)
    assert window.x > 0
    assert window.y + window.height < 1920
    above = picture.convert("L").crop((0, 0, 1080, window.y))
    letters = above.point(lambda value: 255 * (value > 200)).getbbox()
    assert (letters is None) == (hook is None)


@pytest.mark.parametrize(
    ("ratio", "shrink"), [(0.56, 4), (1.4, 1), (1.4, 4), (1.78, 4), (2.17, 1), (2.4, 4)]
)
def test_a_phones_window_is_a_hole_that_a_video_can_fill(ratio, shrink):
    picture, window = framed("Look", ratio=ratio, shrink=shrink)

    assert all(side % 2 == 0 for side in (window.x, window.y, window.width, window.height))
    assert window.y + window.height <= 1920 // shrink
    # All of the recording: the window has its shape and is inside the frame.
    assert window.height / window.width == pytest.approx(ratio, rel=0.04)
    assert window.y + window.height < 1900 // shrink
    alpha = picture.getchannel("A")
    hole = ImageChops.invert(alpha).getbbox()
    assert hole is not None
    assert window.x <= hole[0]
    assert hole[2] <= window.x + window.width
    assert window.y <= hole[1]
    assert hole[3] <= window.y + window.height
    assert alpha.getpixel((window.x + window.width // 2, window.y + window.height // 2)) == 0


def test_a_hook_that_no_font_can_show_is_no_label():
    assert artwork.label("\x07", language="en", brightness=0.5) == artwork.Artwork()


def test_a_long_hook_is_set_whole_and_stays_in_the_safe_area():
    assert ink_of_label(label("Nobody tells you this about apps. " * 50))[3] <= AREA.bottom
