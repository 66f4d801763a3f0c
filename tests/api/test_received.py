"""Responses are read whole, as they were meant."""

import gzip

import pytest

from layers_cli.api.errors import ContractError
from tests.api.exchanges import chunked, read
from tests.api.scripted_server import answer, hang_up, scripted, then


@pytest.mark.parametrize(
    "turn",
    [
        answer(b'{"a": 1}'),
        then(b"HTTP/1.1 100 Continue\r\n\r\n", answer(b'{"a": 1}')),
        then(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", answer(b'{"a": 1}')),
        then(b"HTTP/1.1 102 Processing\r\n\r\n" * 3, answer(b'{"a": 1}')),
        chunked(b'{"a"', b": 1}"),
        chunked(b'{"a"', b": 1}", end=b"0;last=1\r\nX-Trailer: 1\r\n\r\n"),
        answer(gzip.compress(b'{"a": 1}'), "Content-Encoding: gzip"),
        chunked(gzip.compress(b'{"a": 1}'), fields=["Content-Encoding: GZip"]),
        answer(b'{"a": 1}', "Content-Length: 8"),
        b'HTTP/1.1 200\r\nContent-Length: 8\r\n\r\n{"a": 1}',
        b'HTTP/1.1 200 OK\ncontent-length:8\n\n{"a": 1}',
        then(b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"a": 1}', hang_up),
        then(b'HTTP/1.0 200 OK\r\n\r\n{"a": 1}', hang_up),
    ],
    ids=[
        *("with a length", "after 100", "after 103", "after several", "chunked", "with a trailer"),
        *("packed", "packed and chunked", "with two lengths", "without reason"),
        *("with bare line ends", "to its end", "of HTTP 1.0"),
    ],
)
def test_response_is_read_whole(session_to, turn):
    with scripted(turn) as server:
        received = read(session_to(server.base))

    assert (received.status, received.content) == (200, b'{"a": 1}')


def test_headers_are_found_in_any_case_and_joined_where_they_repeat(session_to):
    fields = ("X-Request-ID: req_1", "Vary: a", "VARY: b", "X-Name: Zoë", "X-Long: one")
    turn = answer(b"{}", *fields).replace(b"X-Long: one", b"X-Long: one\r\n  and two")
    with scripted(turn.replace("Zoë".encode("latin-1"), "Zoë".encode())) as server:
        headers = dict(read(session_to(server.base)).headers)

    assert headers["x-request-id"] == "req_1"
    assert headers["vary"] == "a, b"
    assert headers["x-name"] == "Zoë"
    assert headers["x-long"] == "one and two"


def test_large_response_is_read_whole(session_to):
    body = b"0123456789" * 400_000
    with scripted(answer(body), chunked(body[:3_000_000], body[3_000_000:])) as server:
        session = session_to(server.base)

        assert read(session).content == body
        assert read(session).content == body


@pytest.mark.parametrize(
    ("method", "turn", "status"),
    [
        ("HEAD", answer(b"", "X: y").replace(b"Length: 0", b"Length: 99"), 200),
        ("HEAD", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200),
        ("HEAD", answer(b"", "Content-Encoding: gzip"), 200),
        ("DELETE", b"HTTP/1.1 204 No Content\r\n\r\n", 204),
        ("GET", b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 99\r\n\r\n', 304),
    ],
)
def test_response_without_body_is_not_waited_for(session_to, method, turn, status):
    with scripted(turn, answer(b"next")) as server:
        session = session_to(server.base)
        received = read(session, method)

        assert (received.status, received.content) == (status, b"")
        assert read(session).content == b"next"
    assert server.connections == 1


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"]
)
def test_redirect_is_refused_and_the_key_goes_nowhere(session_to, status):
    with scripted() as other:
        away = answer(b"", f"Location: {other.base}/", status=status)
        with scripted(away) as server, pytest.raises(ContractError, match="redirect"):
            session_to(server.base).request("GET", "/v1/whoami")

    assert other.connections == 0
