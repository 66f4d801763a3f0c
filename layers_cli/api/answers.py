"""Reads answers of HTTP/1.1 so that there is no doubt where each of them ends (RFC 9112).

Strict, as httpx is: what could end in two places is broken, and is not guessed at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .wire import Received

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

MOST_OF_A_HEAD = 100 * 1024
MOST_AHEAD = 100
"""How many informational answers, such as 103 Early Hints, may come before the answer."""
_BLOCK = 256 * 1024

# None of them has two ways to read the same spaces: a failing match stays quick.
_TEXT = rb"[\t -~\x80-\xff]*"
_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-9]\d\d)(?: (%b))?\r?\n" % _TEXT)
_FIELD = re.compile(rb"([!#$%%&'*+.^_`|~0-9A-Za-z-]+):(%b)\r?\n" % _TEXT)
_FOLDED = re.compile(rb"[ \t](%b)\r?\n" % _TEXT)
_CHUNKED = re.compile("chunked", re.ASCII | re.IGNORECASE)
_LENGTH = re.compile(r"[0-9]{1,18}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})(?:;%b|[ \t]*)\r\n" % _TEXT)
_LINE_END = (b"\r\n", b"\n")
_SWITCHING_PROTOCOLS, _NO_CONTENT, _NOT_MODIFIED = 101, 204, 304


class BrokenAnswerError(Exception):
    """What came is no whole answer of HTTP/1.1."""


class Incoming:
    """What comes over a connection; what came with an answer and is not its own stays here."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._data, self._at = b"", 0

    @property
    def has_more(self) -> bool:
        """Whether something came after the last answer that was read."""
        return self._at < len(self._data)

    def line(self) -> bytes:
        """Take one line, with its end."""
        while (end := self._data.find(b"\n", self._at)) < 0:
            if len(self._data) - self._at > MOST_OF_A_HEAD:
                raise BrokenAnswerError("it has a line without end")
            self._data, self._at = self._data[self._at :] + self._more(), 0
        line = self._data[self._at : end + 1]
        self._at = end + 1
        return line

    def lines(self) -> list[bytes]:
        """Take all lines up to the empty one, which is left out."""
        lines: list[bytes] = []
        left = MOST_OF_A_HEAD
        while (line := self.line()) not in _LINE_END:
            left -= len(line)
            if left < 0:
                raise BrokenAnswerError("its headers are too long")
            lines.append(line)
        return lines

    def exactly(self, size: int) -> bytes:
        """Take *size* bytes; memory is taken for those alone that come."""
        blocks = [self._data[self._at : self._at + size]]
        self._at += len(blocks[0])
        left = size - len(blocks[0])
        while left:
            blocks.append(self._more(left))
            left -= len(blocks[-1])
        return b"".join(blocks)

    def rest(self) -> bytes:
        """Take all that comes until the other side hangs up."""
        blocks = [self._data[self._at :], *iter(lambda: self._sock.recv(_BLOCK), b"")]
        self._data, self._at = b"", 0
        return b"".join(blocks)

    def _more(self, most: int = _BLOCK) -> bytes:
        more = self._sock.recv(min(most, _BLOCK))
        if not more:
            raise BrokenAnswerError("it broke off")
        return more


class Head(NamedTuple):
    """What comes before a body; *fields* by names in lower case, repeated ones joined."""

    is_latest: bool
    status: int
    reason: str
    fields: dict[str, str]

    @property
    def is_informational(self) -> bool:
        """Whether the answer itself is yet to come."""
        return 100 <= self.status < 200 and self.status != _SWITCHING_PROTOCOLS


def read_answer(incoming: Incoming, method: str) -> tuple[Received, bool]:
    """Return the answer to a request with *method*, and whether another request may follow.

    Raises `BrokenAnswerError` for what is no whole answer, `OSError` as the socket does.
    """
    head = _head(incoming)
    body, is_open = _body(incoming, head, method)
    wishes = {each.lower() for each in _listed(head.fields.get("connection", ""))}
    is_open &= "close" not in wishes and (head.is_latest or "keep-alive" in wishes)
    answer = Received(head.status, head.reason, head.fields, body)
    return answer, is_open and not incoming.has_more


def _head(incoming: Incoming) -> Head:
    for _ in range(MOST_AHEAD):
        lines = incoming.lines()
        found = _STATUS_LINE.fullmatch(lines[0]) if lines else None
        if found is None:
            raise BrokenAnswerError("it does not begin as an answer of HTTP/1.1")
        reason = (found[3] or b"").decode("ascii", "ignore").strip()
        head = Head(found[1] == b"1", int(found[2]), reason, _fields(lines[1:]))
        if not head.is_informational:
            return head
    raise BrokenAnswerError("it announced an answer again and again")


def _fields(lines: list[bytes]) -> dict[str, str]:
    pairs: list[tuple[str, str]] = []
    for line in lines:
        if found := _FIELD.fullmatch(line):
            pairs.append((found[1].decode("ascii").lower(), _text(found[2])))
        elif pairs and (folded := _FOLDED.fullmatch(line)):
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {_text(folded[1])}")
        else:
            raise BrokenAnswerError("it has a header that is none")
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def _listed(value: str) -> list[str]:
    return [each.strip(" \t") for each in value.split(",")]


def _text(value: bytes) -> str:
    value = value.strip(b" \t")
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _body(incoming: Incoming, head: Head, method: str) -> tuple[bytes, bool]:
    """Return the body, and whether the connection outlives it."""
    coding = head.fields.get("transfer-encoding")
    if coding is not None and not _CHUNKED.fullmatch(coding):
        raise BrokenAnswerError("its body is encoded in a way that nobody asked for")
    length = _length(head.fields.get("content-length"))
    if head.status < 200:
        return b"", False
    if method == "HEAD" or head.status in (_NO_CONTENT, _NOT_MODIFIED):
        return b"", True
    if coding is not None:
        return b"".join(_chunks(incoming)), True
    if length is None:
        return incoming.rest(), False
    return incoming.exactly(length), True


def _length(value: str | None) -> int | None:
    if value is None:
        return None
    said = set(_listed(value))
    if len(said) != 1 or not _LENGTH.fullmatch(only := said.pop()):
        raise BrokenAnswerError("it does not say how long its body is")
    return int(only)


def _chunks(incoming: Incoming) -> Iterator[bytes]:
    while size := _size(incoming.line()):
        yield incoming.exactly(size)
        if incoming.exactly(2) != b"\r\n":
            raise BrokenAnswerError("it has a chunk of another size than announced")
    if {"content-length", "transfer-encoding"} & _fields(incoming.lines()).keys():
        raise BrokenAnswerError("it says after its body how long that was")


def _size(line: bytes) -> int:
    found = _CHUNK.fullmatch(line)
    if found is None:
        raise BrokenAnswerError("it has a chunk of no size")
    return int(found[1], 16)
