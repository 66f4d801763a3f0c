"""Colours: whatever the brand's is, text on its grounds can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from layers_cli.sandbox.media.colors import contrast, from_oklch, to_oklch
from layers_cli.sandbox.media.palette import MIN_CONTRAST, characteristic_color, make_palette

channels = st.integers(0, 255)
colors = st.tuples(channels, channels, channels)


@given(colors, st.sampled_from([48.0, -42.0, 24.0]))
def test_ink_and_accent_are_readable_on_every_background(color, turn):
    palette = make_palette(color, turn=turn)

    for shades in (palette.dark, palette.vivid, palette.pale):
        for ground in (shades.base, *shades.spots):
            assert contrast(ground, shades.ink) >= MIN_CONTRAST
            assert contrast(ground, shades.accent) >= MIN_CONTRAST


@given(colors)
def test_a_colour_survives_the_way_to_oklch_and_back(color):
    assert from_oklch(*to_oklch(color)) == pytest.approx(color, abs=1)


def test_contrast_follows_wcag():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_the_vivid_part_of_a_grey_logo_is_its_colour():
    logo = Image.new("RGB", (200, 200), (240, 240, 240))
    ImageDraw.Draw(logo).rectangle((80, 80, 120, 120), fill=(220, 30, 60))

    color = characteristic_color(logo)

    assert color is not None
    red, green, blue = color
    assert red > 180 > 100 > max(green, blue)


def test_a_grey_picture_has_no_characteristic_colour():
    assert characteristic_color(Image.new("RGB", (64, 64), (90, 90, 90))) is None
