"""Brings a container's media to disk: `name.part` first, the name only when it is whole.

Media lies on a public CDN (api-core 1.3): no key is sent there.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .errors import ContractError, LostReplyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .media import MediaSource
    from .models import Container
    from .retries import Retries

_KNOWN_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".mp4", ".mov", ".webm", ".gif"})


@dataclass(frozen=True)
class Downloaded:
    """One file of *bytes* length: *state* is `saved`, or `present` where it was there already."""

    container_id: str
    url: str
    path: Path
    bytes: int
    state: str


def download(
    container: Container,
    folder: Path,
    source: MediaSource,
    *,
    retries: Retries,
    force: bool = False,
    committed: Callable[[], None] = lambda: None,
) -> Iterator[Downloaded]:
    """Write the media of *container* below *folder*: `<id>.mp4`, or `<id>-01.jpg` and so on.

    A file that is there already is kept unless *force* says to write it again. One that breaks off
    is begun anew, as *retries* say. *committed* is called after each file that is whole.

    Raises `ApiError` for media that cannot be had, `OSError` for a folder that cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    urls = container.media_urls
    for number, url in enumerate(urls, 1):
        stem = _file_stem(container.id) + (f"-{number:02}" if len(urls) > 1 else "")
        there = _existing(folder, stem)
        if there is not None and not force:
            yield Downloaded(container.id, url, there, there.stat().st_size, "present")
        else:
            fetch = partial(_fetch, url, folder, stem, source)
            path, size = retries.run(fetch, repeatable=True)
            committed()
            yield Downloaded(container.id, url, path, size, "saved")


def _existing(folder: Path, stem: str) -> Path | None:
    names = (folder / f"{stem}{ending}" for ending in sorted(_KNOWN_ENDINGS))
    return next((path for path in names if path.is_file()), None)


def _fetch(url: str, folder: Path, stem: str, source: MediaSource) -> tuple[Path, int]:
    part = folder / f"{stem}.part"
    try:
        with source.open(url) as media, part.open("wb") as file:
            for block in media.blocks:
                file.write(block)
            size = file.tell()
        if media.length is not None and size != media.length:
            raise LostReplyError(f"{url} ended after {size} of {media.length} bytes")
        path = folder / (stem + _ending(url, media.content_type))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path, size


def _file_stem(container_id: str) -> str:
    """Return a file name that stays in its folder, whatever the server calls its containers."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in container_id)
    if not kept:
        raise ContractError("a container without an id", status=200, request_id=None)
    return kept[:100]


def _ending(url: str, content_type: str) -> str:
    ending = PurePosixPath(urlsplit(url).path).suffix.lower()
    if ending in _KNOWN_ENDINGS:
        return ending
    return mimetypes.guess_extension(content_type) or ".bin"
