"""Uploads files to storage through signed URLs.

The URL is all the authority there is: the signed headers and the length are sent, never the API
key. Storage answers with S3's XML, perhaps before the whole file was sent: httpcore reads that
early answer where storage reads on or closes; where it does neither, the response counts as lost
after `READ_SECONDS` without progress.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from layers_cli.api.errors import (
    ApiError,
    ContractError,
    ResponseLostError,
    StorageBusyError,
    StorageError,
)
from layers_cli.api.session import READ_SECONDS, TOKEN
from layers_cli.api.transport import Transport, answer_timeouts, iter_body
from layers_cli.formats.hosts import is_loopback
from layers_cli.formats.http_dates import retry_after_seconds

RESPONSE_SECONDS = 120.0  # storage may hash the file before it answers
MAX_RESPONSE_BYTES = 65536
# The connection's own business, or another authority than the signature.
_NEVER_SENT = frozenset({"authorization", "cookie", "host", "content-length", "transfer-encoding"})
# The signature may cover more than ASCII, but a value is one line.
_VALUE = re.compile(r"[\t -~\x80-\xff]*")
_CODE = re.compile(r"<Code>([^<]{1,200})</Code>")
_MESSAGE = re.compile(r"<Message>([^<]{1,2000})</Message>")


class SignedPut(NamedTuple):
    """A URL that takes one file of *size* bytes, with exactly these *headers*."""

    url: str
    headers: Mapping[str, str]
    size: int


class Storage:
    """Sends files to signed URLs; may be used by several threads at once.

    *local* allows plain http on this machine, for an API that is there, too. *transport* replaces
    the network in tests.
    """

    def __init__(
        self, *, local: bool = False, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._local = local
        self._transport = Transport(transport)

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def put(self, target: SignedPut, blocks: Iterable[bytes], *, whole: Callable[[], None]) -> None:
        """Send *blocks*, which are the file, and return once storage has it.

        *whole* is called when the last byte was sent. What *blocks* raises goes through.

        Raises `NetworkError` where no response came, `StorageError` where the bytes were refused,
        `ContractError` for a URL that must not be used and for a redirect.
        """
        self._check_url(target)
        body = _Body(blocks, whole)
        request = _request(target, body)
        try:
            with self._transport.stream(request) as response:
                _check(response)
        except ResponseLostError as exc:
            raise body.lost(request.url.host, target.size, exc) from exc
        if not body.is_sent:
            raise body.lost(request.url.host, target.size, None)

    def _check_url(self, target: SignedPut) -> None:
        """Raise `ContractError` for a URL that must not get a file (api-core 3.3: https only)."""
        try:
            parts = urlsplit(target.url)
            safe = parts.scheme == "https" or (
                parts.scheme == "http" and self._local and is_loopback(parts.hostname)
            )
            usable = bool(parts.hostname) and parts.port != 0 and parts.username is None
        except ValueError:
            safe = usable = False
        if not safe or not usable or any(c <= " " or c >= "\x7f" for c in target.url):
            raise ContractError(
                "The API named an unsafe place for the file: it must be an https URL"
            )


class _Body:
    """The blocks of a file while they are sent."""

    def __init__(self, blocks: Iterable[bytes], whole: Callable[[], None]) -> None:
        self._blocks = blocks
        self._whole = whole
        self._sent = 0
        self.is_sent = False

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            yield block
            self._sent += len(block)
        self.is_sent = True
        self._whole()

    def lost(self, host: str, size: int, exc: ApiError | None) -> ResponseLostError:
        """Say how much of *size* bytes *host* got before the connection broke."""
        if self.is_sent:
            return ResponseLostError(f"{host} got the whole file and did not confirm it: {exc}")
        share = self._sent / size if size else 1.0
        said = f": {exc}" if exc else ""
        return ResponseLostError(f"The connection to {host} broke at {share:.0%} of the file{said}")


def _request(target: SignedPut, body: _Body) -> httpx.Request:
    """Return the PUT with the signed headers and the length alone, its URL byte for byte."""
    parts = urlsplit(target.url)
    path = ((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).encode()
    url = httpx.URL(target.url)
    # A proxy would get it, too, as the target of CONNECT: only where httpx would change it.
    as_signed = {} if url.raw_path == path else {"target": path}
    return httpx.Request(
        "PUT",
        url,
        headers=[*_signed(target.headers), (b"Content-Length", str(target.size).encode())],
        content=body,
        extensions=answer_timeouts(RESPONSE_SECONDS, READ_SECONDS) | as_signed,
    )


def _signed(headers: Mapping[str, str]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers to send; raises `ContractError` for one that cannot be sent."""
    for name, value in headers.items():
        if name.lower() in ("content-length", "host"):
            continue
        if name.lower() in _NEVER_SENT or not (TOKEN.fullmatch(name) and _VALUE.fullmatch(value)):
            raise ContractError(f"The API named a header for storage that cannot be sent: {name!r}")
        yield name.encode(), value.encode("latin-1")


def _check(response: httpx.Response) -> None:
    """Raise what storage has against the file, unless it has kept it."""
    status, host = response.status_code, response.request.url.host
    if 200 <= status < 300:
        if response.headers.get("content-length") == "0":
            _beginning(response)  # a response that was read leaves its connection for the next file
        return
    request_id = response.headers.get("x-amz-request-id")
    if 300 <= status < 400:
        raise ContractError(
            f"{host} answered with a redirect, which is not followed: the file was not stored",
            status=status,
            request_id=request_id,
        )
    text = _beginning(response).decode("utf-8", "replace")
    code, message = (_found(pattern, text) for pattern in (_CODE, _MESSAGE))
    words = " ".join(part for part in (str(status), code) if part)
    busy = status >= 500 or status in (408, 429)
    raise (StorageBusyError if busy else StorageError)(
        f"Storage ({host}) answered {words}: {message or response.reason_phrase}",
        storage_code=code,
        status=status,
        request_id=request_id,
        retry_after=retry_after_seconds(response.headers),
    )


def _beginning(response: httpx.Response) -> bytes:
    """Return the beginning of the body, as much of it as comes."""
    data = b""
    with suppress(ApiError):
        for block in iter_body(response):
            data += block
            if len(data) >= MAX_RESPONSE_BYTES:
                break
    return data[:MAX_RESPONSE_BYTES]


def _found(pattern: re.Pattern[str], text: str) -> str:
    from xml.sax.saxutils import unescape  # saves it where storage accepts the file

    match = pattern.search(text)
    return unescape(match[1]).strip() if match else ""
