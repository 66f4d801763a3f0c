"""Reads answers of HTTP/1.1 so that there is no doubt where each of them ends."""

from __future__ import annotations

import re
import zlib
from http.client import HTTPException, HTTPMessage, HTTPResponse, IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING, Any

from .errors import ContractError
from .wire import Received

if TYPE_CHECKING:
    import socket

MOST_OF_A_HEAD = 100 * 1024
MOST_AHEAD = 100
"""How many informational answers, such as 103 Early Hints, may come before the answer."""
MOST_UNPACKED = 256 * 1024 * 1024
_BLOCK = 1024 * 1024

_STATUS_LINE = re.compile(rb"HTTP/1\.([01])[ \t]+([1-9]\d\d)(?:[ \t]+([^\r\n\0]*))?\r?\n")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)\r?\n")
_FOLDED = re.compile(rb"[ \t]+([^\r\n\0]*)\r?\n")
_LENGTH = re.compile(r"\d{1,18}")
_GZIP = b"\x1f\x8b"
_SWITCHING_PROTOCOLS, _NO_CONTENT, _NOT_MODIFIED = 101, 204, 304


class StrictResponse(HTTPResponse):
    """The standard library's answer with a reader of its head that guesses nothing.

    That library takes 103 Early Hints for the answer, and reads on to the end of the connection
    where it does not understand a length. *fields* holds the headers, by names in lower case.
    """

    def __init__(
        self,
        sock: socket.socket,
        debuglevel: int = 0,
        method: str | None = None,
        url: str | None = None,
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fields: dict[str, str] = {}
        self._has_no_body = method == "HEAD"

    def begin(self, *_: Any, **__: Any) -> None:
        """Read up to where the body begins; raises `HTTPException` for what is no HTTP/1.1."""
        for _ahead in range(MOST_AHEAD):
            self._read_head()
            if not 100 <= self.status < 200 or self.status == _SWITCHING_PROTOCOLS:
                return
        raise HTTPException("it announced an answer again and again")

    def _read_head(self) -> None:
        lines = _head(self.fp)
        found = _STATUS_LINE.fullmatch(lines[0])
        if found is None:
            raise HTTPException("it does not begin as an answer of HTTP/1.1")
        self.version, self.status = 10 + int(found[1]), int(found[2])
        self.code = self.status
        self.reason = (found[3] or b"").decode("ascii", "ignore").strip()
        self.fields = _fields(lines[1:])
        self.headers = self.msg = HTTPMessage()
        for name, value in self.fields.items():
            self.headers[name] = value
        self._find_end()

    def _find_end(self) -> None:
        """Settle where the body ends, and whether the connection can be used again after it."""
        coding = self.fields.get("transfer-encoding")
        if coding is not None and coding.lower() != "chunked":
            raise HTTPException("its body is encoded in a way that nobody asked for")
        self.chunked, self.chunk_left = coding is not None, None
        self.length = None if self.chunked else _length(self.fields.get("content-length"))
        is_bare = self.status < 200 or self.status in (_NO_CONTENT, _NOT_MODIFIED)
        if is_bare or self._has_no_body:
            self.chunked, self.length = False, 0
        wishes = {each.strip().lower() for each in self.fields.get("connection", "").split(",")}
        self.will_close = (
            "close" in wishes
            or (self.version == 10 and "keep-alive" not in wishes)
            or (self.length is None and not self.chunked)
            or self.status == _SWITCHING_PROTOCOLS
        )


def _head(stream: Any) -> list[bytes]:
    """Return the lines up to the empty one, which is left out."""
    lines: list[bytes] = []
    left = MOST_OF_A_HEAD
    while True:
        line = stream.readline(left + 1)
        if not line and not lines:
            raise RemoteDisconnected("it said nothing")
        left -= len(line)
        if left < 0:
            raise HTTPException("its headers are too long")
        if not line.endswith(b"\n"):
            raise HTTPException("it broke off in its headers")
        if line in (b"\r\n", b"\n"):
            return lines or [line]
        lines.append(line)


def _fields(lines: list[bytes]) -> dict[str, str]:
    """Return the headers; of several with one name the values are joined by commas."""
    pairs: list[tuple[str, str]] = []
    for line in lines:
        if pairs and (folded := _FOLDED.fullmatch(line)):
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {_text(folded[1])}")
        elif found := _FIELD.fullmatch(line):
            pairs.append((found[1].decode("ascii").lower(), _text(found[2])))
        else:
            raise HTTPException("it has a header that is none")
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def _text(value: bytes) -> str:
    try:
        return value.strip(b" \t").decode()
    except UnicodeDecodeError:
        return value.strip(b" \t").decode("latin-1")


def _length(value: str | None) -> int | None:
    if value is None:
        return None
    said = {each.strip() for each in value.split(",")}
    if len(said) != 1 or not _LENGTH.fullmatch(only := said.pop()):
        raise HTTPException("it does not say how long its body is")
    return int(only)


def received(answer: StrictResponse) -> Received:
    """Read the whole body of *answer*, as it is; raises `HTTPException` where it breaks off."""
    blocks = list(iter(lambda: answer.read(_BLOCK), b""))
    if answer.length:
        raise IncompleteRead(b"", answer.length)
    return Received(answer.status, answer.reason, answer.fields, b"".join(blocks))


def unpacked(content: bytes, encoding: str) -> bytes:
    """Return *content* without the *encoding* that its header names, if that is gzip.

    Raises `ContractError` for what is no gzip, breaks off, or would unfold without end.
    """
    for layer in reversed(encoding.lower().split(",")):
        if content and layer.strip() in ("gzip", "x-gzip"):
            content = _gunzipped(content)
    return content


def _gunzipped(content: bytes) -> bytes:
    parts: list[bytes] = []
    left = MOST_UNPACKED
    while content:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            parts.append(member.decompress(content, left))
        except zlib.error as exc:
            raise _unpackable(str(exc)) from exc
        left -= len(parts[-1])
        if left <= 0:
            raise _unpackable(f"it has more than {MOST_UNPACKED // 1_048_576} MiB")
        if not member.eof:
            raise _unpackable("it breaks off")
        # What follows and is no further member is padding.
        content = member.unused_data if member.unused_data.startswith(_GZIP) else b""
    return b"".join(parts)


def _unpackable(why: str) -> ContractError:
    return ContractError(f"The answer cannot be unpacked: {why}", status=0, request_id=None)
