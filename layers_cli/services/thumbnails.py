"""Fetches pictures for previews, bounded in bytes, pixels and time, and caches them small."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from layers_cli.api.errors import ContractError
from layers_cli.filetypes.pictures import PictureError, decode
from layers_cli.formats.hosts import host_of, is_loopback

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from layers_cli.api.media import MediaSource

MOST_BYTES = 30 * 2**20  # what an image may have (upload guide)
MOST_SECONDS = 30.0
SIZE = (480, 854)
"""Pixels; as large as a picture of eighteen cells gets on a dense screen."""

_MOST_KEPT = 500
# Part of the names in the cache: what was drawn by other rules, as pictures on their side, is not.
_DRAWN = "upright "
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class Thumbnails:
    """Small pictures by URL, cached in *folder* if given; those of this machine are not cached.

    They are at most *size* large, in pixels; only those of `SIZE` are added to the cache.
    """

    def __init__(
        self, source: MediaSource, folder: Path | None, size: tuple[int, int] = SIZE
    ) -> None:
        self._source = source
        self._folder = folder
        self._size = size

    def get(self, url: str) -> Image:
        """Return the picture at *url*.

        Raises `ApiError` for one that cannot be had or is not a picture, `ImportError` where
        Pillow is not installed.
        """
        path = None
        if self._folder and not is_loopback(host_of(url)):
            path = self._folder / _name(url)
        if path is not None and (kept := self._opened(path)) is not None:
            return kept
        image = thumbnail(read_whole(self._source, url), url, self._size)
        if path is not None and self._size == SIZE:
            self._keep(image, path)
        return image

    def _opened(self, path: Path) -> Image | None:
        try:
            return thumbnail(path.read_bytes(), str(path), self._size)
        except (OSError, ContractError):
            return None

    def _keep(self, image: Image, path: Path) -> None:
        """Write *image* to *path*; a failure costs only another download."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            image.save(part, "PNG")
            part.replace(path)
            kept = sorted(path.parent.glob("*.png"), key=lambda each: each.stat().st_mtime)
            for old in kept[:-_MOST_KEPT]:
                old.unlink(missing_ok=True)


def read_whole(source: MediaSource, url: str, most: int = MOST_BYTES) -> bytes:
    """Return the file at *url*; raises `ContractError` for more than *most* bytes, or too slow."""
    until = time.monotonic() + MOST_SECONDS
    data = bytearray()
    with source.open(url) as media:
        for block in media.blocks:
            data += block
            if len(data) > most:
                raise _unusable(url, f"it is larger than {most / 2**20:.3g} MB")
            if time.monotonic() > until:
                raise _unusable(url, f"it took longer than {MOST_SECONDS:g} s")
    return bytes(data)


def thumbnail(data: bytes, url: str, size: tuple[int, int] = SIZE) -> Image:
    """Decode *data* and make it small; raises `ContractError` for anything but a picture.

    The size is read from the head of the file: a few bytes that would unfold into gigabytes are
    refused before they are decoded.
    """
    try:
        return decode(data, _FORMATS, size)
    except PictureError as exc:
        raise _unusable(url, f"it is {exc}") from exc


def _name(url: str) -> str:
    return hashlib.sha256(f"{_DRAWN}{url}".encode()).hexdigest() + ".png"


def _unusable(url: str, why: str) -> ContractError:
    return ContractError(f"{url} cannot be shown: {why}", status=200)
