"""Reads media files from the public CDN, block by block, from their start or further on."""

from __future__ import annotations

import re
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from layers_cli.api.blocks import DirectWay
from layers_cli.api.carriers import proxies_are_set
from layers_cli.api.direct import Origin
from layers_cli.api.errors import (
    CertificateError,
    ContractError,
    NetworkError,
    ResponseLostError,
    status_error,
)
from layers_cli.api.session import READ_SECONDS, retry_after_seconds
from layers_cli.api.wire import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

    from layers_cli.api.blocks import Streamed, Way

MAX_REDIRECTS = 5
_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)")
_CONTROL = re.compile(r"[\0-\x1f\x7f]")
_OK, _PARTIAL, _UNSATISFIABLE = 200, 206, 416
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Media:
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
        self._ways: dict[Origin | bool, Way] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Release the sockets."""
        for way in self._ways.values():
            way.close()

    @contextmanager
    def open(self, url: str, *, start: int = 0, validator: str | None = None) -> Iterator[Media]:
        """Read *url*, from the byte *start* on if it is still what *validator* names.

        A server that cannot or must not go on there gives the whole file: see `Media.start`.

        Raises `NetworkError` when the file cannot be had whole, `StatusError` when it is refused,
        `ContractError` for an address or a redirect that is not safe to follow.
        """
        with self._answer(url, start, validator) as answer:
            yield _media(answer, start, url)

    @contextmanager
    def _answer(self, url: str, start: int, validator: str | None) -> Iterator[Streamed]:
        with self._followed(url, _range(start, validator)) as answer:
            if not start or _goes_on(answer, start, validator):
                yield answer
                return
            if answer.status not in (_PARTIAL, _UNSATISFIABLE):
                yield answer
                return
        with self._followed(url, {}) as answer:
            yield answer

    @contextmanager
    def _followed(self, url: str, headers: Mapping[str, str]) -> Iterator[Streamed]:
        """Ask for *url* and follow redirects, to https alone, or about our own machine."""
        place, before = url, None
        # Packed, a file could neither be gone on with nor be measured.
        asked = {"Accept-Encoding": "identity", **headers}
        for _ in range(MAX_REDIRECTS + 1):
            way = self._way(_safe(place, before))
            with ExitStack() as stack:
                with _named(url):
                    answer = stack.enter_context(way.asked(place, asked))
                onwards = answer.headers.get("location")
                if answer.status not in _REDIRECTS or onwards is None:
                    yield _checked(answer, place, asked)
                    return
            place, before = _joined(place, onwards), place
        raise ContractError(
            f"{strip_credentials(url)} leads on and on", status=answer.status, request_id=None
        )

    def _way(self, place: SplitResult) -> Way:
        """Return the way to *place*; our own machine is reached without proxy."""
        local = place.hostname in LOOPBACK
        origin = Origin.of(f"{place.scheme}://{place.netloc}")
        direct = self._transport is None and (local or not proxies_are_set())
        key = origin if origin and direct else local
        with self._lock:
            if key not in self._ways:
                self._ways[key] = self._made(key)
            return self._ways[key]

    def _made(self, key: Origin | bool) -> Way:
        if isinstance(key, Origin):
            return DirectWay(key, read_seconds=READ_SECONDS)
        from layers_cli.api.through_httpx import WayThroughHttpx

        return WayThroughHttpx(local=key, read_seconds=READ_SECONDS, transport=self._transport)


@contextmanager
def _named(url: str) -> Iterator[None]:
    """Say of what goes wrong on the network which file it concerns."""
    try:
        yield
    except NetworkError as exc:
        kind = CertificateError if isinstance(exc, CertificateError) else ResponseLostError
        raise kind(f"Cannot read {strip_credentials(url)}: {exc}") from exc


def _range(start: int, validator: str | None) -> dict[str, str]:
    if not start:
        return {}
    return {"Range": f"bytes={start}-"} | ({"If-Range": validator} if validator else {})


def _goes_on(answer: Streamed, start: int, validator: str | None) -> bool:
    """Whether *answer* holds the same version of the file from *start* on.

    Not every server heeds If-Range, so what it says of itself counts.
    """
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if answer.status != _PARTIAL or found is None or int(found[1]) != start:
        return False
    same = validator is None or _validator(answer) in (validator, None)
    return same and "content-encoding" not in answer.headers


def _media(answer: Streamed, asked: int, url: str) -> Media:
    start, length = 0, answer.headers.get("content-length")
    if answer.status == _PARTIAL:
        found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        if found is None or int(found[1]) != asked:
            raise ResponseLostError("the server sent a part of the file that nobody asked for")
        start, length = asked, found[2]
    packed = "content-encoding" in answer.headers
    return Media(
        answer.headers.get("content-type", "").partition(";")[0].strip().lower(),
        start,
        int(length) if length and length.isdigit() and not packed else None,
        None if packed else _validator(answer),
        _blocks(answer, url),
    )


def _blocks(answer: Streamed, url: str) -> Iterator[bytes]:
    with _named(url):
        yield from answer.blocks()


def _validator(answer: Streamed) -> str | None:
    """Return what If-Range may name (RFC 9110, 13.1.5): a strong ETag, else the date."""
    etag = answer.headers.get("etag")
    if etag and etag.startswith('"'):
        return str(etag)
    return None if etag else answer.headers.get("last-modified")


def _checked(answer: Streamed, place: str, asked: Mapping[str, str]) -> Streamed:
    beyond_its_end = answer.status == _UNSATISFIABLE and "Range" in asked
    if answer.status in (_OK, _PARTIAL) or beyond_its_end:
        return answer
    if 200 <= answer.status < 400:
        raise ContractError(
            f"{strip_credentials(place)} answered {answer.status} instead of a file",
            status=answer.status,
            request_id=None,
        )
    raise status_error(
        answer.status,
        None,
        reason=f"{answer.reason}: {strip_credentials(place)}",
        retry_after=retry_after_seconds(answer.headers.get("retry-after")),
    )


def _safe(place: str, before: str | None) -> SplitResult:
    """Return the parts of *place* if it may be read, coming from *before*.

    Raises `ContractError` if not.
    """
    try:
        parts = urlsplit(place)
        # Reading the port checks it.
        is_whole = bool(parts.hostname) and parts.port != 0 and not _CONTROL.search(place)
    except ValueError:
        is_whole = False
    came_from_here = before is None or urlsplit(before).scheme == "http"
    if is_whole and (
        parts.scheme == "https"
        or (parts.scheme == "http" and parts.hostname in LOOPBACK and came_from_here)
    ):
        return parts
    raise ContractError(
        f"{strip_credentials(place)} is no https address, and is not read",
        status=0,
        request_id=None,
    )


def _joined(place: str, onwards: str) -> str:
    """Return where *onwards* leads from *place*; as it is where that is no address."""
    try:
        return urljoin(place, onwards)
    except ValueError:
        return onwards


def strip_credentials(url: str) -> str:
    """Return *url* without its query and user: they may hold what signs it."""
    head, _, rest = url.partition("#")[0].partition("?")[0].partition("//")
    host, slash, path = rest.partition("/")
    return f"{head}//{host.rpartition('@')[2]}{slash}{path}" if rest else head
