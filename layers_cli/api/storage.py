"""Puts files into storage through signed URLs: the one module that talks to storage.

The URL is all the authority there is. What goes out is the signed headers and the length, never
the API key; what comes back is S3's XML. Nobody else's client is used: the headers have to be just
those that were signed, and the answer may come before the file has left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from layers_cli.api.answers import Body, BrokenAnswerError, read_head
from layers_cli.api.errors import (
    ApiError,
    ContractError,
    ResponseLostError,
    StorageBusyError,
    StorageError,
)
from layers_cli.api.lines import authority_of, connect
from layers_cli.api.proxies import proxy_of
from layers_cli.api.session import READ_SECONDS, retry_after_seconds
from layers_cli.api.wire import LOOPBACK, TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from layers_cli.api.answers import Head
    from layers_cli.api.lines import Line

ANSWER_SECONDS = 120.0  # storage may hash what it was sent before it answers
MOST_OF_AN_ANSWER = 65536
# The connection's own business, or another authority than the signature.
_NEVER_SENT = frozenset({"authorization", "cookie", "host", "content-length", "transfer-encoding"})
# What the signature was made of may be more than ASCII, but it is one line.
_VALUE = re.compile(r"[\t -~\x80-\xff]*")
_CODE = re.compile(r"<Code>([^<]{1,200})</Code>")
_MESSAGE = re.compile(r"<Message>([^<]{1,2000})</Message>")


@dataclass(frozen=True)
class SignedPut:
    """A URL that takes one file of *size* bytes, with exactly these *headers*."""

    url: str
    headers: Mapping[str, str]
    size: int


class Storage:
    """Sends files to signed URLs; may be used by several threads at once.

    *local* allows plain http on this machine: the API itself is there, too.
    """

    def __init__(self, *, local: bool = False) -> None:
        self._local = local

    def put(self, target: SignedPut, blocks: Iterable[bytes], *, whole: Callable[[], None]) -> None:
        """Send *blocks*, which are the file, and return when storage has kept it.

        *whole* is called when the last byte has left. Whatever *blocks* raises goes through.

        Raises `NetworkError` where no answer came, `StorageError` where the bytes were refused,
        `ContractError` for a URL that may not be used and for a redirect.
        """
        place = self._checked(target)
        head = _head(place, target)
        line = _connected(place)
        try:
            line.sock.settimeout(READ_SECONDS)
            _send(line, place, target, head, blocks)
            whole()
            _check(*_answer(line, place), place)
        finally:
            line.sock.close()

    def _checked(self, target: SignedPut) -> SplitResult:
        """Return the parts of a URL that bytes may be sent to (api-core 3.3 shows https only)."""
        try:
            place = urlsplit(target.url)
            safe = place.scheme == "https" or (
                place.scheme == "http" and self._local and place.hostname in LOOPBACK
            )
            usable = bool(place.hostname) and place.port != 0 and place.username is None
        except ValueError:
            safe = usable = False
        if not safe or not usable or any(c <= " " or c >= "\x7f" for c in target.url):
            raise ContractError(
                "The API named a place for the file that is no safe one: it must be an https URL",
                status=0,
                request_id=None,
            )
        return place


def _connected(place: SplitResult) -> Line:
    host = place.hostname or ""
    secure = place.scheme == "https"
    proxy = proxy_of(host) if secure and host not in LOOPBACK else None
    return connect(host, _port(place), secure=secure, proxy=proxy)


def _port(place: SplitResult) -> int:
    return place.port or (443 if place.scheme == "https" else 80)


def _head(place: SplitResult, target: SignedPut) -> bytes:
    """Return what comes before the file; raises `ContractError` for what cannot be sent."""
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    secure = place.scheme == "https"
    host = authority_of(place.hostname or "", _port(place), secure=secure)
    lines = [f"PUT {path} HTTP/1.1", f"Host: {host}"]
    for name, value in target.headers.items():
        known = name.lower() in _NEVER_SENT
        if known and name.lower() not in ("content-length", "host"):
            raise _unsendable(name)
        if not TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise _unsendable(name)
        lines += [] if known else [f"{name}: {value}"]
    lines.append(f"Content-Length: {target.size}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _unsendable(name: str) -> ContractError:
    return ContractError(
        f"The API named a header for storage that cannot be sent: {name!r}",
        status=0,
        request_id=None,
    )


def _send(
    line: Line, place: SplitResult, target: SignedPut, head: bytes, blocks: Iterable[bytes]
) -> None:
    """Send *head* and *blocks*, or as many of them as storage lets come before it answers."""
    sent = 0
    try:
        line.sock.sendall(head)
    except OSError as exc:
        raise _cut(place, sent, target.size, exc) from exc
    for block in blocks:
        try:
            if _has_answered(line):
                break
            line.sock.sendall(block)
        except OSError as exc:
            _raise_early_answer(line, place)
            raise _cut(place, sent, target.size, exc) from exc
        sent += len(block)
    else:
        return
    _raise_early_answer(line, place)
    raise _cut(place, sent, target.size, None)


def _has_answered(line: Line) -> bool:
    """Whether something came before the file was sent: that can only be a refusal.

    Over TLS this cannot be seen from outside; there the broken connection tells.
    """
    return not line.is_secure and line.has_news


def _raise_early_answer(line: Line, place: SplitResult) -> None:
    """Raise what storage said before it hung up, if that can still be read."""
    try:
        line.sock.settimeout(1.0)
        head = read_head(line.incoming)
    except (OSError, BrokenAnswerError):
        return
    _check(head, _body(line, head), place)


def _answer(line: Line, place: SplitResult) -> tuple[Head, bytes]:
    try:
        line.sock.settimeout(ANSWER_SECONDS)
        head = read_head(line.incoming)
    except TimeoutError as exc:
        raise ResponseLostError(
            f"{place.hostname} took the file and did not answer in time"
        ) from exc
    except (OSError, BrokenAnswerError) as exc:
        raise ResponseLostError(
            f"The connection to {place.hostname} broke before it said that it has the file"
        ) from exc
    return head, _body(line, head)


def _body(line: Line, head: Head) -> bytes:
    """Return the beginning of the answer's body; what of it does not come is not missed."""
    buffer = memoryview(bytearray(MOST_OF_AN_ANSWER))
    try:
        return bytes(buffer[: Body(line.incoming, head, "PUT").into(buffer)])
    except (OSError, BrokenAnswerError):
        return b""


def _cut(place: SplitResult, sent: int, size: int, exc: Exception | None) -> ApiError:
    said = f": {exc}" if exc is not None and str(exc) else ""
    share = sent / size if size else 1.0
    return ResponseLostError(f"The connection to {place.hostname} broke at {share:.0%} of it{said}")


def _check(head: Head, content: bytes, place: SplitResult) -> None:
    """Raise what storage has against the file, unless it has kept it."""
    if 200 <= head.status < 300:
        return
    body = content.decode("utf-8", "replace")
    request_id = head.fields.get("x-amz-request-id")
    if 300 <= head.status < 400:
        raise ContractError(
            f"{place.hostname} answered with a redirect to another place, which is not followed:"
            " the file went nowhere",
            status=head.status,
            request_id=request_id,
        )
    code, message = (_found(pattern, body) for pattern in (_CODE, _MESSAGE))
    words = " ".join(part for part in (str(head.status), code) if part)
    busy = head.status >= 500 or head.status in (408, 429)
    raise (StorageBusyError if busy else StorageError)(
        f"Storage ({place.hostname}) answered {words}: {message or head.reason}",
        storage_code=code,
        status=head.status,
        request_id=request_id,
        retry_after=retry_after_seconds(head.fields.get("retry-after")),
    )


def _found(pattern: re.Pattern[str], body: str) -> str:
    match = pattern.search(body)
    if match is None:
        return ""
    from xml.sax.saxutils import unescape  # no file that is taken needs it

    return unescape(match[1]).strip()
