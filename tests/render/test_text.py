import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.render.sanitize import clean, first_line, one_line
from layers_cli.render.text import absolute_time, byte_count, duration, iso_time, relative_time

NOW = datetime(2026, 4, 18, 12, 0, tzinfo=UTC)
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x1b\x07\x9b\x9d\x9c[]mHK;0\u200b\u200c\u200d\u202e\u2066\ufeff\u0301\ufe0f👩🇩🇪日本"
        ),
    )
)
BIDI_AND_ZERO_WIDTH = set(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


@given(HOSTILE)
def test_no_control_or_bidi_character_survives_cleaning(text):
    cleaned = clean(text)

    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs")]
    assert not BIDI_AND_ZERO_WIDTH & set(cleaned)


@given(HOSTILE)
def test_line_feeds_alone_survive_where_lines_are_kept(text):
    cleaned = clean(text, keep_lines=True)

    assert {c for c in cleaned if unicodedata.category(c) == "Cc"} <= {"\n"}


@given(HOSTILE)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(HOSTILE)
def test_a_line_for_programs_stays_one_line_with_one_value(text):
    assert not set("\t\n\r") & set(one_line(text))
    assert len(one_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]52;c;aGk=\x07clipboard", "clipboard"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("an unfinished \x1b]0;title", "an unfinished ]0;title"),
        ("cnt_\u202e1tnc", "cnt_1tnc"),
        ("pass\u200bword\u200d", "password"),
        ("👩‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪", "👩‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪"),
        ("می‌خواهم", "می‌خواهم"),
        ("क्‍ष", "क्‍ष"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("z" + "\u0301" * 500, "z" + "\u0301" * 4),
        ("lone \ud800", "lone \ufffd"),
        ("one\r\ntwo\tthree", "one two three"),
    ],
)
def test_clean_removes_control_and_hidden_characters_only(text, cleaned):
    assert clean(text) == cleaned


def test_hostile_lengths_are_cleaned_in_no_time():
    for character in ("\x1b]", "\x9d", "\u200d", "\x1b["):
        assert len(clean(character * 100_000)) <= 200_000


def test_the_first_line_is_the_first_with_something_on_it():
    assert first_line("\n  \n wait for it...\nmore") == "wait for it..."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (42, "42 s ago"),
        (200, "3 min ago"),
        (7300, "2 h ago"),
        (200_000, "2 d ago"),
        (-90, "in 1 min"),
        (40 * 86400, "2026-03-09"),
    ],
)
def test_times_are_told_from_now(seconds, words):
    assert relative_time(NOW - timedelta(seconds=seconds), NOW) == words


def test_a_time_without_zone_is_utc():
    assert iso_time(datetime(2026, 4, 18, 12, 0)) == "2026-04-18T12:00:00.000Z"
    assert absolute_time(NOW.astimezone(timezone(timedelta(hours=2)))) == "2026-04-18 12:00:00 UTC"


def test_spans_and_sizes_are_short():
    assert [duration(s) for s in (-1, 42.9, 83, 3725)] == ["0s", "42s", "1m 23s", "1h 02m"]
    assert [byte_count(n) for n in (812, 1_400_000, 512_000, 3_000_000_000)] == [
        "812 B",
        "1.4 MB",
        "512 kB",
        "3.0 GB",
    ]
