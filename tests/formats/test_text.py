"""Text on its way in: marks, encodings, line ends and blanks (issue 12, kind 1)."""

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.formats.text import NotTextError, decode, is_blank, lines, words

MARKED = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff"))


@given(text=TEXTS, encoding=st.sampled_from(sorted(MARKED)), end=st.sampled_from(["\n", "\r\n"]))
def test_text_is_the_same_in_each_encoding_with_any_line_ends(text, encoding, end):
    content = MARKED[encoding] + text.replace("\n", end).encode(encoding)

    assert decode(content) == text


@given(
    st.binary()
    | st.sampled_from(list(MARKED.values())).flatmap(lambda m: st.binary().map(m.__add__))
)
def test_any_bytes_are_a_plain_text_or_refused_with_line_and_byte(content):
    try:
        text = decode(content)
    except NotTextError as exc:
        # A message without them fails here.
        line, byte = map(int, re.match(r"line (\d+): byte (\d+) ", str(exc)).groups())  # type: ignore[union-attr]
        assert 1 <= line <= 1 + content.count(b"\n") + content.count(b"\r")
        assert 1 <= byte <= len(content)
    else:
        assert not set(text) & set("\r\0")
        assert not text.startswith("\ufeff")
        assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"caf\xe9", "line 1: byte 4 (0xE9) is not UTF-8"),
        (b"\xef\xbb\xbfone\r\ntwo\rcaf\xe9\n", "line 3: byte 16 (0xE9) is not UTF-8"),
        (b"cut \xf0\x9f\xa7", "line 1: byte 5 (0xF0) is not UTF-8"),
        (b"\xed\xa0\xbd", "line 1: byte 1 (0xED) is not UTF-8"),
        (codecs.BOM_UTF16_LE + b"a\0\n\0b", "line 2: byte 7 (0x62) is not UTF-16"),
        (codecs.BOM_UTF16_BE + b"\xd8\x3d\0a", "line 1: byte 3 (0xD8) is not UTF-16"),
        ("hi\n".encode("utf-16-le"), "line 1: byte 2 (0x00) is in no text"),
        (b"\x89PNG\r\n\x1a\n", "line 1: byte 1 (0x89) is not UTF-8"),
    ],
)
def test_what_is_no_text_is_named_by_line_and_byte(content, where):
    with pytest.raises(NotTextError, match=re.escape(where)):
        decode(content)


def test_marks_within_joined_lists_are_dropped():
    joined = decode(b"\xef\xbb\xbfa.jpg\r\n" + b"\xef\xbb\xbfb c.jpg\n\n \t\n")

    assert lines(joined) == ["a.jpg", "b c.jpg"]
    assert words("\ufeffcnt_1\n\ufeffcnt_2\u00a0cnt_3 \ufeff") == ["cnt_1", "cnt_2", "cnt_3"]


def test_line_separators_of_other_kinds_are_part_of_a_line():
    assert lines("a\u2028b\x0bc\x85d\n") == ["a\u2028b\x0bc\x85d"]


BLANKS = ["", " ", "\n\t", "\u00a0\u2003\u3000", "\u200b", "\ufeff", "\u2060\u200d", "\u00ad"]
BLANKS += ["\u3164", "\u2800", "\ufe0f", "\U000e0020", "\u202e", "\x00\x1b", "\u115f\u1160\uffa0"]


@pytest.mark.parametrize("text", BLANKS, ids=ascii)
def test_what_nobody_can_see_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize(
    "text", ["a", "0", ".", "🧠", "e\u0301", "\u0301x", "\u200bx\u200b", "あ", "﷽"]
)
def test_what_can_be_seen_is_not_blank(text):
    assert not is_blank(text)


@given(st.text(st.sampled_from("".join(BLANKS))), st.characters(categories=["L", "N", "P"]))
def test_one_visible_character_makes_a_text(blank, character):
    assert is_blank(blank)
    assert is_blank(character) <= (character in "\u115f\u1160\u3164\uffa0")
