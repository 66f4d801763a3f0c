"""Times and durations."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.core import timestamps


@given(st.integers(0, timestamps.LATEST))
def test_a_formatted_timestamp_parses_to_the_same_moment(moment):
    text = timestamps.format_timestamp(moment)

    assert timestamps.parse_timestamp(text) == moment
    assert len(text) == 24


@pytest.mark.parametrize("read", [timestamps.parse_timestamp, timestamps.parse_duration])
@given(text=st.text())
def test_no_text_crashes_the_parsers(read, text):
    with contextlib.suppress(ValueError):
        read(text)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("90s", 90_000), ("10m", 600_000), ("1h30m", 5_400_000), ("1.5s", 1500), ("250ms", 250)],
)
def test_durations_are_parsed_into_milliseconds(text, milliseconds):
    assert timestamps.parse_duration(text) == milliseconds


@pytest.mark.parametrize("text", ["", "10", "m", "1 h", "-1s", "1h30", "1w", "١s"])
def test_an_invalid_duration_is_rejected(text):
    with pytest.raises(ValueError, match="duration"):
        timestamps.parse_duration(text)
