"""Durations and times that users type, at the edges (issue 12, kind 6)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.durations import LONGEST, parse_duration
from layers_cli.inputs.timestamps import (
    parse_optional_timestamp,
    parse_timestamp,
    to_epoch_seconds,
)
from layers_cli.render.text import absolute_time, duration, relative_time

NOW = datetime(2026, 4, 18, 12, 0, tzinfo=UTC)
PIECES = st.lists(
    st.sampled_from([*"smhdw0123456789.-:TZ+ ", "99999999w", "0001-01-01", "9999-12-31", "٣"])
).map("".join)


@given(PIECES | st.text() | st.datetimes(timezones=st.timezones()).map(str))
def test_any_time_argument_is_read_or_refused(text):
    try:
        moment = parse_timestamp(text, param="since", now=NOW)
    except UsageError:
        return
    assert moment.endswith("Z")
    assert to_epoch_seconds(moment) <= 253_402_300_800


@given(PIECES | st.from_regex(r"(\d+(\.\d+)?[smhdw])+", fullmatch=True))
def test_any_duration_ends_or_is_refused(text):
    try:
        seconds = parse_duration(text)
    except UsageError:
        return
    assert 0 <= seconds <= LONGEST


@pytest.mark.parametrize("text", ["99999999w", "9" * 400, "5201w", f"{'9' * 400}.5s"])
def test_a_duration_beyond_the_calendar_is_refused(text):
    with pytest.raises(UsageError, match="longer than 5200 weeks"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", ""])
def test_a_time_outside_the_calendar_is_refused(text):
    with pytest.raises(UsageError, match="is not a time"):
        parse_optional_timestamp(text, param="since", now=NOW)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (float("nan"), "0s"),
        (float("inf"), "36500d 00h"),
        (float("-inf"), "0s"),
        (-5, "0s"),
        (86_399, "23h 59m"),
        (86_400, "1d 00h"),
        (180_000, "2d 02h"),
    ],
)
def test_any_span_has_words(seconds, words):
    assert duration(seconds) == words


@given(st.datetimes(timezones=st.none() | st.timezones()))
def test_any_date_has_words(moment):
    assert absolute_time(moment)
    assert relative_time(moment, NOW)
