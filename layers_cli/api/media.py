"""Reads media files from the public CDN, block by block, from their start or further on."""

from __future__ import annotations

import re
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.request import getproxies

from layers_cli.value import Value

from .blocks import BlockTransport
from .connection import CONNECT_SECONDS, LOOPBACK, READ_SECONDS, retry_after_seconds
from .errors import CertificateError, ContractError, LostReplyError, status_error
from .transport import httpx
from .trust import trusted

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_REDIRECTS = 5
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_PARTIAL, _UNSATISFIABLE = 206, 416


class Media(Value):
    """A media file on its way: its *blocks* from the byte *start* on, each to be used at once.

    *length* is the whole file's, in bytes, as announced. *validator* names this very version of
    the file, so that a later request can go on with it; None where nothing does.
    """

    content_type: str
    start: int
    length: int | None
    validator: str | None
    blocks: Iterator[bytes]


class MediaSource:
    """Reads media from the public CDN (api-core 1.3). It has no key, so none can be sent there."""

    def __init__(self, *, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport
        self._clients: dict[bool, httpx.Client] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Release the sockets."""
        for client in self._clients.values():
            client.close()

    @contextmanager
    def open(self, url: str, *, start: int = 0, validator: str | None = None) -> Iterator[Media]:
        """Read *url*, from the byte *start* on if it is still what *validator* names.

        A server that cannot or must not go on there gives the whole file: see `Media.start`.

        Raises `NetworkError` when the file cannot be had whole, `StatusError` when it is refused,
        `ContractError` for an address or a redirect that is not safe to follow.
        """
        try:
            with self._answer(url, start, validator) as response:
                yield _media(response, start)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as exc:
            said = str(exc) or type(exc).__name__
            kind = CertificateError if "CERTIFICATE" in said.upper() else LostReplyError
            raise kind(f"Cannot read {bare(url)}: {said}") from exc

    @contextmanager
    def _answer(self, url: str, start: int, validator: str | None) -> Iterator[httpx.Response]:
        with self._followed(url, _range(start, validator)) as response:
            if not start or _goes_on(response, start, validator):
                yield response
                return
            if response.status_code not in (_PARTIAL, _UNSATISFIABLE):
                yield response
                return
        with self._followed(url, {}) as response:
            yield response

    @contextmanager
    def _followed(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Ask for *url* and follow redirects, to https alone, or about our own machine."""
        place = _safe(httpx.URL(url), None)
        for _ in range(MOST_REDIRECTS + 1):
            client = self._client(place)
            # Packed, a file could neither be gone on with nor be measured.
            asked = {"Accept-Encoding": "identity", **headers}
            with client.stream("GET", place, headers=asked) as response:
                if not response.has_redirect_location:
                    yield _checked(response, place)
                    return
                place = _safe(place.join(response.headers["location"]), place)
        raise ContractError(
            f"{bare(url)} leads on and on", status=response.status_code, request_id=None
        )

    def _client(self, place: httpx.URL) -> httpx.Client:
        """Return a client for *place*: our own machine is reached without proxy."""
        local = _is_local(place)
        with self._lock:
            if local not in self._clients:
                self._clients[local] = self._made(local=local)
            return self._clients[local]

    def _made(self, *, local: bool) -> httpx.Client:
        transport = self._transport
        if transport is None and (local or not getproxies()):
            transport = BlockTransport(
                trusted, connect_seconds=CONNECT_SECONDS, read_seconds=READ_SECONDS
            )
        return httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            trust_env=not local,
            # Loading certificates costs as much as the rest of a short run.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if transport else trusted(),
        )


def _range(start: int, validator: str | None) -> dict[str, str]:
    if not start:
        return {}
    return {"Range": f"bytes={start}-"} | ({"If-Range": validator} if validator else {})


def _goes_on(response: httpx.Response, start: int, validator: str | None) -> bool:
    """Whether *response* holds the same version of the file from *start* on.

    Not every server heeds If-Range, so what it says of itself counts.
    """
    found = _RANGE.fullmatch(response.headers.get("content-range", ""))
    if response.status_code != _PARTIAL or found is None or int(found[1]) != start:
        return False
    same = validator is None or _validator(response) in (validator, None)
    return same and "content-encoding" not in response.headers


def _media(response: httpx.Response, asked: int) -> Media:
    start, length = 0, response.headers.get("content-length")
    if response.status_code == _PARTIAL:
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if found is None or int(found[1]) != asked:
            raise LostReplyError("the server sent a part of the file that nobody asked for")
        start, length = asked, found[2]
    packed = "content-encoding" in response.headers
    return Media(
        response.headers.get("content-type", "").partition(";")[0].strip().lower(),
        start,
        int(length) if length and length.isdigit() and not packed else None,
        None if packed else _validator(response),
        response.iter_bytes(),
    )


def _validator(response: httpx.Response) -> str | None:
    """Return what If-Range may name (RFC 9110, 13.1.5): a strong ETag, else the date."""
    etag = response.headers.get("etag")
    if etag and etag.startswith('"'):
        return str(etag)
    return None if etag else response.headers.get("last-modified")


def _checked(response: httpx.Response, place: httpx.URL) -> httpx.Response:
    beyond_its_end = response.status_code == _UNSATISFIABLE and "range" in response.request.headers
    if response.status_code in (httpx.codes.OK, _PARTIAL) or beyond_its_end:
        return response
    if response.is_success or response.is_redirect:
        raise ContractError(
            f"{bare(str(place))} answered {response.status_code} instead of a file",
            status=response.status_code,
            request_id=None,
        )
    raise status_error(
        response.status_code,
        None,
        reason=f"{response.reason_phrase}: {bare(str(place))}",
        retry_after=retry_after_seconds(response.headers.get("retry-after")),
    )


def _safe(place: httpx.URL, before: httpx.URL | None) -> httpx.URL:
    """Return *place* if it may be read, coming from *before*; raises `ContractError` if not."""
    came_from_here = before is None or (before.scheme == "http" and _is_local(before))
    if place.scheme == "https" or (place.scheme == "http" and _is_local(place) and came_from_here):
        return place
    raise ContractError(
        f"{bare(str(place))} is no https address, and is not read", status=0, request_id=None
    )


def _is_local(place: httpx.URL) -> bool:
    return place.host in LOOPBACK


def bare(url: str) -> str:
    """Return *url* without its query and user: they may hold what signs it."""
    head, _, rest = url.partition("#")[0].partition("?")[0].partition("//")
    host, slash, path = rest.partition("/")
    return f"{head}//{host.rpartition('@')[2]}{slash}{path}" if rest else head
