"""The reader of answers beside h11, which httpx reads with: it may be stricter, never laxer."""

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_cli.api.answers import Body, BrokenAnswerError, Incoming, read_head
from tests.api.scripted_server import answer

SEEDS = [
    answer(b'{"a": 1}', "X-Request-Id: req_1", 'ETag: "1"'),
    answer(b"", "Content-Type: application/json", status="404 Not Found"),
    answer(b"x" * 30, "Connection: close"),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1a;x=y\r\n"
    + b"z" * 26
    + b"\r\n0\r\nX-T: 1\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answer(b"late"),
    b"HTTP/1.0 200 OK\r\n\r\nto the end",
    b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 5\r\n\r\n',
    b"HTTP/1.1 204 No Content\r\n\r\n",
    answer(b"ab", "Content-Length: 2", "Vary: a", "Vary: b", "X-Folded: a"),
]
PIECES = [
    *(b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b"0", b"-1", b"+1", b"\0", b"\x80", b";", b","),
    *(b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n"),
    *(b"HTTP/1.1 100 Continue\r\n\r\n", b"\r\n\r\n", b"0\r\n\r\n", b"ffffffffff"),
]


class Pipe:
    """A socket that has *data* to give, a few bytes at a time, and then hangs up."""

    def __init__(self, data, size):
        self.data, self.size = data, size

    def recv(self, most):
        piece, self.data = self.data[: min(most, self.size)], self.data[min(most, self.size) :]
        return piece

    def recv_into(self, buffer):
        piece = self.recv(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def by_us(data, method, size=7):
    pipe = Pipe(data, size)
    try:
        incoming = Incoming(pipe)  # type: ignore[arg-type]
        head = read_head(incoming)
        body = Body(incoming, head, method)
        content = body.rest() if size % 2 else b"".join(filled(body, size))
    except BrokenAnswerError:
        return None
    return head.status, content, body.is_followed and not pipe.data


def filled(body, size):
    buffer = memoryview(bytearray(size))
    while count := body.into(buffer):
        yield bytes(buffer[:count])


def by_h11(data, method):
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method=method, target="/", headers=[("host", "x")]))
    connection.send(h11.EndOfMessage())
    try:
        connection.receive_data(data)
        connection.receive_data(b"")
        status, body = None, b""
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                body += event.data
            elif not isinstance(event, h11.InformationalResponse):
                return None
    except h11.RemoteProtocolError:
        return None
    return status, body, connection.their_state is h11.DONE and not connection.trailing_data[0]


@st.composite
def spoiled(draw):
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data)))
        end = draw(st.integers(place, min(len(data), place + 12)))
        data = data[:place] + draw(st.sampled_from(PIECES) | st.binary(max_size=3)) + data[end:]
    return data


@given(spoiled(), st.sampled_from(["GET", "HEAD", "POST"]), st.sampled_from([1, 4, 5, 4096]))
@settings(max_examples=300)
def test_what_we_take_for_an_answer_h11_reads_the_same_way(data, method, size):
    ours = by_us(data, method, size)
    if ours is None:
        return
    status, body, is_open = ours
    theirs = by_h11(data, method)

    assert theirs is not None
    assert (status, body) == theirs[:2]
    assert is_open <= theirs[2]


@pytest.mark.parametrize("data", SEEDS)
@pytest.mark.parametrize("size", [1, 2, 3, 10_000])
def test_an_answer_is_the_same_in_whatever_pieces_it_comes(data, size):
    assert by_us(data, "GET", size) == by_h11(data, "GET")


@pytest.mark.parametrize("data", SEEDS[:-1])
def test_one_that_breaks_off_anywhere_is_none(data):
    whole = by_us(data, "GET")
    assert whole

    for end in range(len(data)):
        ours = by_us(data[:end], "GET")
        assert ours is None or ours == by_h11(data[:end], "GET")
