"""Reads answers of HTTP/1.1 so that there is no doubt where each of them ends (RFC 9112).

Strict, as httpx is: what could end in two places is broken, and is not guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

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
        self._failure: OSError | None = None

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

    def some(self, most: int) -> bytes:
        """Take what there is, *most* bytes at most; none when the other side has hung up."""
        if not self.has_more:
            return self._sock.recv(min(most, _BLOCK))
        data = self._data[self._at : self._at + most]
        self._at += len(data)
        return data

    def into(self, buffer: memoryview) -> int:
        """Fill *buffer*, and return how many bytes are in it: fewer where the other side hung up.

        Where it breaks off, what came before that is given first.
        """
        if self._failure:
            raise self._failure
        ahead = self.some(len(buffer)) if self.has_more else b""
        count, size = len(ahead), len(buffer)
        buffer[:count] = ahead
        receive = self._sock.recv_into
        try:
            # Over TLS a piece has 16 KiB at most: what is done for each of them counts.
            while count < size and (taken := receive(buffer[count:])):
                count += taken
        except OSError as exc:
            if not count:
                raise
            self._failure = exc
        return count

    def _more(self) -> bytes:
        more = self._sock.recv(_BLOCK)
        if not more:
            raise BrokenAnswerError("it broke off")
        return more


@dataclass(frozen=True)
class Head:
    """What comes before a body; *fields* by names in lower case, repeated ones joined."""

    is_latest: bool
    status: int
    reason: str
    fields: dict[str, str]

    @property
    def is_informational(self) -> bool:
        """Whether the answer itself is yet to come."""
        return 100 <= self.status < 200 and self.status != _SWITCHING_PROTOCOLS

    @property
    def leaves_open(self) -> bool:
        """Whether the other side means to take another request after this answer."""
        wishes = {each.lower() for each in _listed(self.fields.get("connection", ""))}
        return "close" not in wishes and (self.is_latest or "keep-alive" in wishes)


class Body:
    """The body of the answer to a request with *method*, taken piece by piece.

    Raises `BrokenAnswerError` where it has no certain end or breaks off before it, `OSError` as
    the socket does.
    """

    def __init__(self, incoming: Incoming, head: Head, method: str) -> None:
        coding = head.fields.get("transfer-encoding")
        if coding is not None and not _CHUNKED.fullmatch(coding):
            raise BrokenAnswerError("its body is encoded in a way that nobody asked for")
        length = _length(head.fields.get("content-length"))
        is_bare = method == "HEAD" or head.status in (_NO_CONTENT, _NOT_MODIFIED)
        self._incoming = incoming
        self._is_chunked = coding is not None
        # How much of it, or of its chunk, is yet to come; None where the connection's end tells.
        self._left = 0 if is_bare or self._is_chunked else length
        self.is_whole = is_bare or head.status < 200 or (length == 0 and not self._is_chunked)
        self._failure: Exception | None = None
        self._is_open = head.leaves_open and head.status >= 200 and self._left is not None

    @property
    def is_followed(self) -> bool:
        """Whether it has come to its end, and the connection can be used for another request."""
        return self.is_whole and self._is_open and not self._incoming.has_more

    def rest(self) -> bytes:
        """Take all that is left; memory is taken for that alone which comes."""
        return b"".join(iter(self._some, b""))

    def _some(self) -> bytes:
        room = self._room(_BLOCK)
        if not room:
            return b""
        data = self._incoming.some(room)
        self._took(len(data))
        return data

    def into(self, buffer: memoryview) -> int:
        """Fill *buffer*, and return how many bytes are in it: fewer at the end, none after it.

        Where it breaks off, what came before that is given first.
        """
        if self._failure:
            raise self._failure
        count = 0
        try:
            while room := self._room(len(buffer) - count):
                taken = self._incoming.into(buffer[count : count + room])
                self._took(taken)
                count += taken
        except (BrokenAnswerError, OSError) as exc:
            if not count:
                raise
            self._failure = exc
        return count

    def _room(self, most: int) -> int:
        """Return how many bytes may be taken now, *most* at most."""
        if self.is_whole or not most:
            return 0
        if self._is_chunked and not self._left:
            self._left = _size(self._incoming.line())
            if not self._left:
                self._end()
                return 0
        return most if self._left is None else min(most, self._left)

    def _took(self, count: int) -> None:
        if self._left is None:
            self.is_whole = not count
            return
        if not count:
            raise BrokenAnswerError("it broke off in its body")
        self._left -= count
        if not self._left and not self._is_chunked:
            self.is_whole = True
        elif not self._left and self._incoming.line() != b"\r\n":
            raise BrokenAnswerError("it has a chunk of another size than announced")

    def _end(self) -> None:
        """Take what follows the last chunk, which says nothing to us."""
        if {"content-length", "transfer-encoding"} & _fields(self._incoming.lines()).keys():
            raise BrokenAnswerError("it says after its body how long that was")
        self.is_whole = True


def read_head(incoming: Incoming) -> Head:
    """Take the head of an answer; those that only announce it are skipped.

    Raises `BrokenAnswerError` for what is none of HTTP/1.1, `OSError` as the socket does.
    """
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


def _length(value: str | None) -> int | None:
    if value is None:
        return None
    said = set(_listed(value))
    if len(said) != 1 or not _LENGTH.fullmatch(only := said.pop()):
        raise BrokenAnswerError("it does not say how long its body is")
    return int(only)


def _size(line: bytes) -> int:
    found = _CHUNK.fullmatch(line)
    if found is None:
        raise BrokenAnswerError("it has a chunk of no size")
    return int(found[1], 16)
