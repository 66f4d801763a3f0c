"""Puts files into storage through signed URLs: the one module that talks to storage.

The URL is all the authority there is. What goes out is the signed headers and the length, never
the API key; what comes back is S3's XML. httpx is not used: it takes twice as long for the bytes
and adds headers of its own (perf-anchors 3).
"""

from __future__ import annotations

import re
import select
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from layers_cli.value import Value

from .connection import CONNECT_SECONDS, LOOPBACK, READ_SECONDS, retry_after_seconds
from .errors import (
    ApiError,
    CertificateError,
    ConnectError,
    ContractError,
    LostReplyError,
    StorageBusyError,
    StorageError,
)
from .proxies import proxy_of
from .trust import trusted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ANSWER_SECONDS = 120.0  # storage may hash what it was sent before it answers
MOST_OF_AN_ANSWER = 65536
# The connection's own business, or another authority than the signature.
_NEVER_SENT = frozenset({"authorization", "cookie", "host", "content-length", "transfer-encoding"})
_CODE = re.compile(r"<Code>([^<]{1,200})</Code>")
_MESSAGE = re.compile(r"<Message>([^<]{1,2000})</Message>")


class SignedPut(Value):
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
        connection = self._connection(place)
        try:
            self._connect(connection, place)
            _begin(connection, place, target)
            _send(connection, place, target, blocks)
            whole()
            _check(_answer(connection, place), place)
        finally:
            connection.close()

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

    def _connection(self, place: SplitResult) -> HTTPConnection:
        host = place.hostname or ""
        if place.scheme == "http":
            return HTTPConnection(host, place.port, timeout=CONNECT_SECONDS)
        proxy = None if host in LOOPBACK else proxy_of(host)
        if proxy is None:
            return HTTPSConnection(host, place.port, timeout=CONNECT_SECONDS, context=trusted())
        connection = HTTPSConnection(
            proxy.host, proxy.port, timeout=CONNECT_SECONDS, context=trusted()
        )
        connection.set_tunnel(host, place.port, headers=dict(proxy.headers))
        return connection

    @staticmethod
    def _connect(connection: HTTPConnection, place: SplitResult) -> None:
        try:
            connection.connect()
        except ssl.SSLError as exc:
            raise CertificateError(
                f"No trusted TLS connection to {place.hostname}: {exc.reason or exc}"
            ) from exc
        except (OSError, HTTPException, UnicodeError) as exc:
            raise ConnectError(f"Cannot connect to {place.hostname}: {exc}") from exc
        connection.sock.settimeout(READ_SECONDS)


def _begin(connection: HTTPConnection, place: SplitResult, target: SignedPut) -> None:
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    try:
        connection.putrequest("PUT", path, skip_accept_encoding=True)
        for name, value in target.headers.items():
            if name.lower() in _NEVER_SENT - {"content-length", "host"}:
                raise ValueError(name)
            if name.lower() not in _NEVER_SENT:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(target.size))
        connection.endheaders()
    except ValueError as exc:
        raise ContractError(
            f"The API named a header for storage that cannot be sent: {exc}",
            status=0,
            request_id=None,
        ) from exc
    except OSError as exc:
        raise _cut(place, 0, target.size, exc) from exc


def _send(
    connection: HTTPConnection, place: SplitResult, target: SignedPut, blocks: Iterable[bytes]
) -> None:
    """Send *blocks*, or as many of them as storage lets come before it answers."""
    sent = 0
    for block in blocks:
        try:
            if _has_answered(connection):
                break
            connection.send(block)
        except OSError as exc:
            _raise_early_answer(connection, place)
            raise _cut(place, sent, target.size, exc) from exc
        sent += len(block)
    else:
        return
    _raise_early_answer(connection, place)
    raise _cut(place, sent, target.size, None)


def _has_answered(connection: HTTPConnection) -> bool:
    """Whether something came before the file was sent: that can only be a refusal.

    Over TLS this cannot be seen from outside; there the broken connection tells.
    """
    if isinstance(connection.sock, ssl.SSLSocket):
        return False
    return bool(select.select([connection.sock], [], [], 0)[0])


def _raise_early_answer(connection: HTTPConnection, place: SplitResult) -> None:
    """Raise what storage said before it hung up, if that can still be read."""
    try:
        connection.sock.settimeout(1.0)
        answer = connection.getresponse()
    except (OSError, HTTPException):
        return
    _check(answer, place)


def _answer(connection: HTTPConnection, place: SplitResult) -> HTTPResponse:
    try:
        connection.sock.settimeout(ANSWER_SECONDS)
        return connection.getresponse()
    except TimeoutError as exc:
        raise LostReplyError(f"{place.hostname} took the file and did not answer in time") from exc
    except (OSError, HTTPException) as exc:
        raise LostReplyError(
            f"The connection to {place.hostname} broke before it said that it has the file"
        ) from exc


def _cut(place: SplitResult, sent: int, size: int, exc: Exception | None) -> ApiError:
    said = f": {exc}" if exc is not None and str(exc) else ""
    share = sent / size if size else 1.0
    return LostReplyError(f"The connection to {place.hostname} broke at {share:.0%} of it{said}")


def _check(answer: HTTPResponse, place: SplitResult) -> None:
    """Raise what storage has against the file, unless it has kept it."""
    try:
        with answer:
            body = answer.read(MOST_OF_AN_ANSWER).decode("utf-8", "replace")
    except (OSError, HTTPException):
        body = ""
    if 200 <= answer.status < 300:
        return
    request_id = answer.headers.get("x-amz-request-id")
    if 300 <= answer.status < 400:
        raise ContractError(
            f"{place.hostname} answered with a redirect to another place, which is not followed:"
            " the file went nowhere",
            status=answer.status,
            request_id=request_id,
        )
    code, message = (_found(pattern, body) for pattern in (_CODE, _MESSAGE))
    words = " ".join(part for part in (str(answer.status), code) if part)
    busy = answer.status >= 500 or answer.status in (408, 429)
    raise (StorageBusyError if busy else StorageError)(
        f"Storage ({place.hostname}) answered {words}: {message or answer.reason}",
        storage_code=code,
        status=answer.status,
        request_id=request_id,
        retry_after=retry_after_seconds(answer.headers.get("retry-after")),
    )


def _found(pattern: re.Pattern[str], body: str) -> str:
    match = pattern.search(body)
    if match is None:
        return ""
    from xml.sax.saxutils import unescape  # no file that is taken needs it

    return unescape(match[1]).strip()
