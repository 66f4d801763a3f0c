"""Reads large bodies in large blocks, over sockets of our own.

httpx parses them 64 KiB at a time, which takes twice as long as the rest of a download.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from itertools import cycle
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from layers_cli import __version__
from layers_cli.api.direct import Direct
from layers_cli.api.wire import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

    from layers_cli.api.direct import Opened, Origin

SMALLEST_BLOCK = 32 * 1024
LARGEST_BLOCK = 1024 * 1024
KEPT_BLOCKS = 4
"""A block stays as it is until so many more were asked for."""
_QUICK = 0.05  # seconds: a block that comes sooner is followed by a larger one


class Streamed(Protocol):
    """An answer whose body comes in *blocks*; names in *headers* are in lower case."""

    status: int
    reason: str

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, those of one name joined."""
        ...

    def blocks(self) -> Iterator[bytes]:
        """Give the body, unpacked; see `KEPT_BLOCKS`.

        Raises `NetworkError` where it does not come whole.
        """
        ...


class Way(Protocol):
    """A way to files on one host or several; may be used by several threads at once."""

    def asked(self, url: str, headers: Mapping[str, str]) -> AbstractContextManager[Streamed]:
        """Ask once for *url*, which is checked; raises `NetworkError` where no answer comes."""
        ...

    def close(self) -> None:
        """Release the sockets."""
        ...


class DirectWay:
    """The ordinary `Way`, to one host; it has no key and sends no name but ours."""

    def __init__(self, origin: Origin, *, read_seconds: float) -> None:
        headers = {"Accept": "*/*", "User-Agent": f"layers-cli/{__version__}"}
        self._direct = Direct(origin, headers)
        self._read_seconds = read_seconds

    def close(self) -> None:
        """Release the sockets."""
        self._direct.close()

    @contextmanager
    def asked(self, url: str, headers: Mapping[str, str]) -> Iterator[Streamed]:
        """Ask once for *url*; see `Way.asked`."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = Outgoing("GET", path, headers, self._read_seconds)
        with self._direct.opened(request) as answer:
            yield _Blocks(answer)


class _Blocks:
    """A `Streamed` answer of a `Direct` carrier."""

    def __init__(self, answer: Opened) -> None:
        self.status, self.reason, self.headers = answer.status, answer.reason, answer.headers
        self._answer = answer

    def blocks(self) -> Iterator[bytes]:
        encoding = self.headers.get("content-encoding")
        if encoding is None:
            return self._raw()
        from layers_cli.api.unpacking import unpacked_blocks  # nobody asks for it

        return unpacked_blocks(self._raw(), encoding)

    def _raw(self) -> Iterator[bytes]:
        size = SMALLEST_BLOCK
        begun = time.monotonic()
        for buffer in cycle([memoryview(bytearray(LARGEST_BLOCK)) for _ in range(KEPT_BLOCKS)]):
            count = self._answer.into(buffer[:size])
            if not count:
                return
            is_quick = time.monotonic() - begun < _QUICK
            yield buffer[:count]  # type: ignore[misc]  # bytes-like is all that we need
            size = min(size * 2, LARGEST_BLOCK) if is_quick else max(size // 2, SMALLEST_BLOCK)
            begun = time.monotonic()
