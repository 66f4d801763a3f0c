"""A request goes out in one piece: one packet, one record of TLS, and one wait less for both ends."""

import httpcore
import pytest

from layers_cli.api.transport import _Network, _Stream


class Wire(httpcore.MockStream):
    """Keeps what is written to it; *broken* takes no more, and has an answer all the same."""

    def __init__(self, *, broken: bool = False) -> None:
        super().__init__([b"answer"])
        self.broken = broken
        self.pieces: list[bytes] = []

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self.broken:
            raise httpcore.WriteError("closed")
        self.pieces.append(bytes(buffer))


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def stream(wire: Wire) -> _Stream:
    return _Stream(wire, _Network())


def test_head_and_body_are_one_piece(wire, stream):
    for part in (b"head", b"body", b""):
        stream.write(part)

    assert wire.pieces == [b"headbody"]


def test_a_long_body_is_sent_as_it_comes(wire, stream):
    block = bytes(100_000)

    for part in (b"head", block, block):
        stream.write(part)

    assert wire.pieces == [b"head" + block, block]


def test_what_a_proxy_is_greeted_with_is_sent_before_its_answer_is_read(wire, stream):
    stream.write(b"hello")

    assert (stream.read(100), wire.pieces) == (b"answer", [b"hello"])


def test_the_answer_of_a_server_that_took_no_more_is_read(wire, stream):
    wire.broken = True
    stream.write(b"end of chunks")

    assert stream.read(100) == b"answer"
