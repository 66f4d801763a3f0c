"""The duration of films that were drawn here."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.rendering.mp4 import duration_ms
from tests.sandbox.media_server import movie


@pytest.mark.parametrize("format_", ["mp4", "mov"])
def test_the_duration_is_read_from_the_movie_header(format_):
    assert duration_ms(movie(format_)) == 2000


@given(st.binary() | st.integers(0, 3000).map(lambda end: movie()[:end]))
def test_arbitrary_bytes_give_a_duration_or_a_value_error(content):
    with contextlib.suppress(ValueError):
        assert duration_ms(content) >= 0
