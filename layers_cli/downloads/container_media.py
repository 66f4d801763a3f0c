"""A container as a download sees it: read from the API's JSON without its models.

pydantic takes longer to import than a file takes to arrive. Values that are not as documented
count as unknown. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

_SHA256 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


class RemoteFile(NamedTuple):
    """One file of a container; *bytes*, *sha256* and *mime_type* are what the API says of it."""

    url: str
    asset_id: str | None = None
    mime_type: str | None = None
    bytes: int | None = None
    sha256: str | None = None


class ContainerMedia(NamedTuple):
    """One container; *data* is its JSON as it came, with the answer's *request_id*."""

    id: str
    data: Mapping[str, Any]
    request_id: str | None = None

    @property
    def status(self) -> str:
        """Return its status, as the API says it."""
        return _text(self.data.get("status")) or "unknown"

    @property
    def is_completed(self) -> bool:
        """Whether there is something to save."""
        return self.status == "completed"

    @property
    def hook(self) -> str | None:
        """Return its hook."""
        return _text(self.data.get("hook"))

    @property
    def format(self) -> str | None:
        """Return its format."""
        return _text(self.data.get("format"))

    @property
    def created(self) -> datetime | None:
        """Return when it was created, in UTC."""
        try:
            found = datetime.fromisoformat(str(self.data.get("createdAt")).replace("Z", "+00:00"))
            utc = UTC
            return found.astimezone(utc) if found.tzinfo else found.replace(tzinfo=utc)
        except (ValueError, OverflowError):
            return None

    @property
    def media(self) -> list[RemoteFile]:
        """Return its files in order.

        The preview names the files to show, and the kind is never derived from `assets` (content
        page); `assets` says how long each file is, and what its checksum is.
        """
        assets = [each for each in _list(self.data.get("assets")) if isinstance(each, Mapping)]
        known = {_text(asset.get("url")): asset for asset in assets}
        urls = media_urls(self.data)
        return [_media_file(url, known.get(url, {})) for url in urls]

    @property
    def missing(self) -> int:
        """Return how many of its files have no address; one at least where it has none at all."""
        preview = self.data.get("preview")
        images = _list(preview.get("imageUrls")) if isinstance(preview, Mapping) else ()
        urls = media_urls(self.data)
        nameless = sum(_text(each) is None for each in images)
        is_video = isinstance(preview, Mapping) and _text(preview.get("videoUrl")) is not None
        return 0 if is_video else nameless or int(not urls)

    @property
    def is_delivered(self) -> bool:
        """Whether it is completed and all of its files can be fetched."""
        return self.is_completed and not self.missing


def parse_container(data: Mapping[str, Any], request_id: str | None = None) -> ContainerMedia:
    """Return the container whose JSON is *data*, as answered with *request_id*."""
    return ContainerMedia(_text(data.get("id")) or "", data, request_id)


def media_urls(data: Mapping[str, Any]) -> list[str]:
    """Return the addresses of the files of the container whose JSON is *data*."""
    preview = data.get("preview")
    if isinstance(preview, Mapping):
        if video := _text(preview.get("videoUrl")):
            return [video]
        if images := [url for each in _list(preview.get("imageUrls")) if (url := _text(each))]:
            return images
        if primary := _text(preview.get("primaryUrl")):
            return [primary]
    assets = [each for each in _list(data.get("assets")) if isinstance(each, Mapping)]
    return [url for asset in assets if (url := _text(asset.get("url")))]


def _media_file(url: str, asset: Mapping[str, Any]) -> RemoteFile:
    size, digest = asset.get("sizeBytes"), _text(asset.get("checksumSha256"))
    return RemoteFile(
        url,
        _text(asset.get("assetId")),
        _text(asset.get("mimeType")),
        size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None,
        digest.lower() if digest and _SHA256.fullmatch(digest) else None,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
