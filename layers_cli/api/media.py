"""Reads media files from the public CDN, block by block, from the start or from further on."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from layers_cli.api.errors import (
    ContractError,
    FinalConnectError,
    NetworkError,
    ResponseLostError,
    WrongFileError,
    status_error,
)
from layers_cli.api.session import READ_SECONDS, USER_AGENT
from layers_cli.api.transport import Transport, iter_body, timeouts
from layers_cli.formats.hosts import is_loopback
from layers_cli.formats.http_dates import retry_after_seconds

MAX_REDIRECTS = 5
_LENGTH = re.compile(r"[0-9]{1,18}")
_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)")
_OK, _PARTIAL, _UNSATISFIABLE = 200, 206, 416
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Media(NamedTuple):
    """A media file while it is read: its *blocks* from the byte *start* on.

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
        self._transport = Transport(transport)

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    @contextmanager
    def open(self, url: str, *, start: int = 0, validator: str | None = None) -> Iterator[Media]:
        """Read *url*, from the byte *start* on if it is still what *validator* names.

        A server that cannot or must not go on there gives the whole file: see `Media.start`.

        Raises `NetworkError` where the file does not come whole, `StatusError` where it is
        refused, `ContractError` for a URL or a redirect that is not safe to follow.
        """
        with self._response(url, start, validator) as response:
            yield _media(response, start, url)

    @contextmanager
    def _response(self, url: str, start: int, validator: str | None) -> Iterator[httpx.Response]:
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
    def _followed(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Request *url* and follow redirects: to https, or from http to http on this machine."""
        # A compressed file could be neither resumed nor measured.
        given = {"Accept-Encoding": "identity", "User-Agent": USER_AGENT, **headers}
        place = _safe(url, None)
        for _ in range(MAX_REDIRECTS + 1):
            request = httpx.Request("GET", place, headers=given, extensions=timeouts(READ_SECONDS))
            with ExitStack() as stack:
                with _named(url):
                    response = stack.enter_context(self._transport.stream(request))
                location = response.headers.get("location")
                if response.status_code not in _REDIRECTS or location is None:
                    yield _checked(response)
                    return
            place = _safe(location, place)
        raise ContractError(
            f"{strip_credentials(url)} redirects too many times",
            status=response.status_code,
        )


@contextmanager
def _named(url: str) -> Iterator[None]:
    """Name the file in errors of the transport."""
    try:
        yield
    except (NetworkError, ContractError) as exc:
        kind = type(exc) if isinstance(exc, FinalConnectError) else ResponseLostError
        raise kind(f"Cannot read {strip_credentials(url)}: {exc}") from exc


def _range(start: int, validator: str | None) -> dict[str, str]:
    if not start:
        return {}
    return {"Range": f"bytes={start}-"} | ({"If-Range": validator} if validator else {})


def _goes_on(response: httpx.Response, start: int, validator: str | None) -> bool:
    """Whether *response* holds the same version of the file from *start* on.

    Not every server heeds If-Range, so what the response says of itself counts.
    """
    found = _RANGE.fullmatch(response.headers.get("content-range", ""))
    if response.status_code != _PARTIAL or found is None or int(found[1]) != start:
        return False
    same = validator is None or _validator(response) in (validator, None)
    return same and "content-encoding" not in response.headers


def _media(response: httpx.Response, requested: int, url: str) -> Media:
    start, length = 0, response.headers.get("content-length")
    if response.status_code == _PARTIAL:
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if found is None or int(found[1]) != requested:
            raise ResponseLostError(
                "The server sent a different part of the file than was requested"
            )
        start, length = requested, found[2]
    packed = "content-encoding" in response.headers
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "text/html":
        raise WrongFileError(
            f"{strip_credentials(url)} is a web page, perhaps a network's login page (captive"
            " portal), instead of a file"
        )
    return Media(
        content_type,
        start,
        int(length) if length and _LENGTH.fullmatch(length) and not packed else None,
        None if packed else _validator(response),
        _blocks(response, url),
    )


def _blocks(response: httpx.Response, url: str) -> Iterator[bytes]:
    with _named(url):
        yield from iter_body(response)


def _validator(response: httpx.Response) -> str | None:
    """Return what If-Range may name (RFC 9110, 13.1.5): a strong ETag, else the date."""
    etag = response.headers.get("etag")
    if etag and etag.startswith('"'):
        return str(etag)
    return None if etag else response.headers.get("last-modified")


def _checked(response: httpx.Response) -> httpx.Response:
    request, status = response.request, response.status_code
    beyond_its_end = status == _UNSATISFIABLE and "Range" in request.headers
    if status in (_OK, _PARTIAL) or beyond_its_end:
        return response
    name = strip_credentials(str(request.url))
    if 200 <= status < 400:
        raise ContractError(f"{name} answered {status} instead of a file", status=status)
    raise status_error(
        status,
        None,
        reason=f"{response.reason_phrase}: {name}",
        retry_after=retry_after_seconds(response.headers),
    )


def _safe(address: str, before: httpx.URL | None) -> httpx.URL:
    """Return *address* as a URL if it may be read, redirected to from *before*.

    Raises `ContractError` if not.
    """
    try:
        _ = urlsplit(address).port  # raises where httpx would make up a host
        url = before.join(address) if before else httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL()
    is_local = is_loopback(url.host) and (before is None or before.scheme == "http")
    if (
        url.host
        and url.port != 0
        and (url.scheme == "https" or (url.scheme == "http" and is_local))
    ):
        return url
    raise ContractError(f"{strip_credentials(address)} is not an https address and is not read")


def strip_credentials(url: str) -> str:
    """Return *url* without its query and user: they may hold what signs it."""
    head, _, rest = url.partition("#")[0].partition("?")[0].partition("//")
    host, slash, path = rest.partition("/")
    return f"{head}//{host.rpartition('@')[2]}{slash}{path}" if rest else head
