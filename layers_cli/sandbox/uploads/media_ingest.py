"""Files that come in: saved in blocks, judged by their bytes, put in their place as a whole."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import invalid
from layers_cli.sandbox.media.probing.detect_type import detect_type
from layers_cli.sandbox.media.probing.media_info import (
    HEAD_BYTES,
    SUFFIXES,
    MediaInfo,
    MediaLimits,
    MediaRefusedError,
)
from layers_cli.sandbox.rendering.video_support import require_video_support
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.uploads.url_fetch import FetchError, FetchRules, fetched

BLOCK = 2**20
"""So many bytes of a file are in memory at once."""


@dataclass(frozen=True)
class IngestedFile:
    """A file that has been looked at.

    Args:
        path: where it is, or is to be, below the media folder; it follows from the bytes.

    """

    path: str
    info: MediaInfo
    sha256: str


@dataclass(frozen=True)
class IngestRequest:
    """What to fetch, and what may come of it.

    Args:
        folder: where good files go, below the media folder.
        named: turns a URL's number into the path of its field in the body.

    """

    urls: Sequence[str]
    folder: str
    limits: MediaLimits
    named: Callable[[int], str]


def ingest_urls(sandbox: SandboxState, order: IngestRequest) -> list[IngestedFile]:
    """Fetch into a folder that goes away; only what is good as a whole joins the media.

    Raises:
        RefusalError: `422 VALIDATION` naming the first URL that cannot be used, and why.

    """
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=sandbox.media) as folder:
        files = [Path(folder) / str(number) for number in range(len(order.urls))]
        arrived: list[IngestedFile] = []
        try:
            for url, file in zip(order.urls, files, strict=True):
                found = _fetch_one(sandbox, url, file, order)
                check_mix(found.info.kind, files=len(files))
                arrived.append(found)
        except (FetchError, MediaRefusedError) as exc:
            raise invalid((order.named(len(arrived)), str(exc)), code=exc.code) from exc
        (sandbox.media / order.folder).mkdir(exist_ok=True)
        for found, file in zip(arrived, files, strict=True):
            file.replace(sandbox.media / found.path)
    return arrived


def _fetch_one(sandbox: SandboxState, url: str, file: Path, order: IngestRequest) -> IngestedFile:
    with fetched(url, FetchRules(loopback=sandbox.settings.loopback_fetch)) as coming:
        _save(coming.chunks, file, order.limits)
    return inspect_upload(
        sandbox, file, order.limits, folder=order.folder, said=coming.content_type
    )


def _save(chunks: Iterable[bytes], file: Path, limits: MediaLimits) -> None:
    """Write the bytes as they come, and stop as soon as they cannot be good any more."""
    head, size, mime = b"", 0, None
    with file.open("wb") as target:
        for chunk in chunks:
            target.write(chunk)
            size += len(chunk)
            head = head if len(head) >= HEAD_BYTES else head + chunk
            if mime is None and len(head) >= HEAD_BYTES:
                mime = check_type(detect_type(head[:HEAD_BYTES]), limits)
            if mime is not None:
                check_size(size, mime, limits)
        target.flush()
        os.fsync(target.fileno())


def inspect_upload(
    sandbox: SandboxState, file: Path, limits: MediaLimits, *, folder: str, said: str
) -> IngestedFile:
    """Probe *file*, which is *said* to be of some type, and name its place in *folder*.

    Raises:
        MediaRefusedError: it is not within *limits*, is damaged, or contradicts what is said of it.
        RefusalError: it is a video, and nothing here can read videos.

    """
    with file.open("rb") as content:
        mime = check_type(detect_type(content.read(HEAD_BYTES)), limits)
    if said in SUFFIXES and said != mime:
        raise MediaRefusedError("MEDIA_UNREADABLE", f"is said to be {said} and looks like {mime}")
    info = sandbox.prober.probe(file, limits=limits)
    digest = hashlib.sha256()
    for block in _blocks(file):
        digest.update(block)
    path = f"{folder}/{digest.hexdigest()[:32]}{SUFFIXES[info.mime]}"
    return IngestedFile(path, info, digest.hexdigest())


def check_type(mime: str | None, limits: MediaLimits) -> str:
    """Pass a type on that may come, if there is anything here to read it with.

    Raises:
        MediaRefusedError: it may not.
        RefusalError: it is a video's, and nothing here can read videos.

    """
    if mime is None or mime not in limits.types:
        raise MediaRefusedError(
            "MEDIA_TYPE_UNSUPPORTED", f"must be one of {', '.join(limits.types)}"
        )
    if mime.startswith("video/"):
        require_video_support()
    return mime


def check_size(size: int, mime: str, limits: MediaLimits) -> None:
    """Refuse files that are too large.

    Raises:
        MediaRefusedError: *size* bytes are too many.

    """
    if size > (most := limits.size_limit(mime)):
        raise MediaRefusedError("MEDIA_TOO_LARGE", f"is larger than {most} bytes")


def check_mix(kind: str, *, files: int) -> None:
    """Allow one video, or images: nothing else goes together (upload-content page).

    Raises:
        MediaRefusedError: a video is one of several files.

    """
    if files > 1 and kind == "video":
        raise MediaRefusedError("MEDIA_MIX_FORBIDDEN", "a video is always uploaded alone")


def preview_kind(arrived: list[IngestedFile]) -> str:
    """Return what a container of these files shows (preview-object page)."""
    return "slideshow" if len(arrived) > 1 else arrived[0].info.kind


def asset(file: IngestedFile) -> dict[str, Any]:
    """Describe a file as the asset of a container."""
    url = f"/media/{file.path}"
    info = file.info
    described = {
        "assetId": identifiers.derived_ulid("ast", url),
        "kind": info.kind,
        "url": url,
        "thumbnailUrl": url if info.kind == "image" else None,
        "width": info.width,
        "height": info.height,
        "mimeType": info.mime,
        "sizeBytes": info.size_bytes,
        "checksumSha256": file.sha256,
    }
    return described if info.kind == "image" else described | {"durationMs": info.duration_ms}


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while block := source.read(BLOCK):
            yield block
