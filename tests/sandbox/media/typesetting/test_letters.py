"""Letters: every script has its glyphs, and emoji are emoji."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageStat

from layers_cli.sandbox.media.typesetting.styles import INITIAL, Box
from layers_cli.sandbox.media.typesetting.words import (
    Copy,
    Words,
    fit,
    is_left_to_right,
    printable,
    typst_language,
)
from tests.sandbox.media.hooks import HOOKS

# Cased, marked or joined characters have no picture of their own.
INVISIBLE = " \n\u200d\ufe0f\u20e3·"


def letter(text: str) -> Image.Image:
    layer = Copy(fit(Words(text), INITIAL, Box(0, 0, 340, 340))).draw()
    assert layer is not None
    return layer.picture


@pytest.mark.slow
def test_our_fonts_have_every_character_of_the_hooks():
    missing = letter("\U000e0fff").tobytes()  # the box that stands for a character no font has

    boxes = [
        character
        for character in sorted(set("".join(HOOKS.values())) - set(INVISIBLE))
        if letter(character).tobytes() == missing
    ]

    assert boxes == []


@pytest.mark.parametrize("emoji", ["😭", "❤️", "1️⃣", "🇯🇵", "🏳️‍🌈", "👍🏽"])
def test_emoji_are_set_in_colour(emoji):
    layer = letter(emoji)

    red, green, blue = ImageStat.Stat(layer.convert("RGB"), layer.getchannel("A")).mean
    assert max(red, green, blue) - min(red, green, blue) > 20


@pytest.mark.parametrize("joined", ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇯🇵", "1️⃣"])
def test_a_joined_emoji_is_one_picture(joined):
    left, top, right, bottom = letter(joined).getbbox() or (0, 0, 0, 0)

    assert 0.7 < (right - left) / (bottom - top) < 1.6


def test_arabic_letters_join():
    joined, apart = letter("ببب"), letter("ب\u200cب\u200cب")

    assert joined.tobytes() != apart.tobytes()


@given(st.text(st.characters()))
def test_what_is_printed_has_no_control_characters(text):
    shown = printable(text + "\x00\x1b\r\n\ud800")

    assert all(
        character == "\n" or character.isprintable() or ord(character) > 159 for character in shown
    )
    shown.encode()


def test_line_ends_of_every_system_break_the_line():
    assert printable("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("text", "rightwards"),
    [
        ("hello שלום", True),
        ("3 שעות hello", False),
        ("«مرحبا»", False),
        ("123 😭", True),
        ("", True),
    ],
)
def test_the_first_strong_letter_sets_the_direction(text, rightwards):
    assert is_left_to_right(text) is rightwards


@pytest.mark.parametrize(
    ("tag", "language"),
    [("ar-EG", "ar"), ("zh_Hant", "zh"), ("", "en"), ("x-klingon", "en"), ("日本", "en")],
)
def test_any_language_tag_gives_a_language(tag, language):
    assert typst_language(tag) == language
