"""A file is asked for as its address says, and read whole or lost, on a real socket."""

from contextlib import closing

import pytest

from layers_cli.api.errors import ResponseLostError, WrongFileError
from layers_cli.api.media import MediaSource
from tests.api.scripted_server import answer, hang_up, reset, scripted, then


@pytest.mark.parametrize(
    ("rest", "asked"),
    [
        ("", b"/"),
        ("?x=1", b"/?x=1"),
        ("//a//b%2Fc?X-Signature=a%2Bb+c/=&d", b"//a//b%2Fc?X-Signature=a%2Bb+c/=&d"),
        ("/naïve file.mp4#t=1", b"/na%C3%AFve%20file.mp4"),
    ],
)
def test_url_is_requested_as_it_is_written(rest, asked):
    with (
        scripted(answer(b"file")) as server,
        closing(MediaSource()) as source,
        source.open(server.base + rest) as media,
    ):
        assert b"".join(media.blocks) == b"file"

    assert server.requests[0].split(b" ")[1] == asked


def test_redirect_of_a_file_is_followed():
    with scripted(answer(b"file")) as other:
        away = answer(b"", f"Location: {other.base}/b", status="302 Found")
        with (
            scripted(away) as server,
            closing(MediaSource()) as source,
            source.open(f"{server.base}/a") as media,
        ):
            assert b"".join(media.blocks) == b"file"

    assert other.requests[0].startswith(b"GET /b ")


@pytest.mark.parametrize(
    ("turn", "least"),
    [
        (then(answer(b"x" * 50)[:-20], hang_up), 30),
        (then(answer(b"x" * 50)[:-20], reset), 0),
        (answer(b"no gzip", "Content-Encoding: gzip"), 0),
        (hang_up, 0),
    ],
    ids=["cut", "reset", "no gzip", "silent"],
)
def test_file_cut_short_is_a_lost_response_after_the_bytes_that_arrived(turn, least):
    came: list[bytes] = []
    with (
        scripted(turn) as server,
        closing(MediaSource()) as source,
        pytest.raises(ResponseLostError, match=r"Cannot read http://localhost:[0-9]+/a: "),
        source.open(f"{server.base}/a?X-Signature=SECRET") as media,
    ):
        came.extend(media.blocks)
    assert len(b"".join(came)) >= least


def test_login_page_instead_of_a_file_is_called_what_it_is():
    page = answer(b"<html>", "Content-Type: text/html; charset=utf-8")
    with (
        scripted(page) as server,
        closing(MediaSource()) as source,
        pytest.raises(WrongFileError, match="captive portal"),
        source.open(f"{server.base}/a.jpg"),
    ):
        pass
