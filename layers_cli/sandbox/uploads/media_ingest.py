"""Ingests media files: saved in blocks, typed by content, moved into place when complete."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli.filetypes.detection import HEAD_BYTES, SUFFIXES, detect, detect_head
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import invalid
from layers_cli.sandbox.media.probing.media_info import (
    MediaInfo,
    MediaLimits,
    MediaRefusedError,
    accepted_type,
)
from layers_cli.sandbox.rendering.video_support import require_video_support
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.uploads.url_fetch import FetchError, FetchRules, fetched


@dataclass(frozen=True)
class IngestedFile:
    """An inspected file; *path* is relative to the media folder and derived from the content."""

    path: str
    info: MediaInfo
    sha256: str


@dataclass(frozen=True)
class IngestRequest:
    """What to fetch, and its limits.

    Args:
        folder: where accepted files go, below the media folder.
        field_of: returns the path of a URL's field in the body, by its index.

    """

    urls: Sequence[str]
    folder: str
    limits: MediaLimits
    field_of: Callable[[int], str]


def ingest_urls(sandbox: SandboxState, request: IngestRequest) -> list[IngestedFile]:
    """Fetch all URLs, and keep the files only if all are accepted; else raise HttpError (422)."""
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=sandbox.media) as folder:
        files = [Path(folder) / str(number) for number in range(len(request.urls))]
        ingested: list[IngestedFile] = []
        try:
            for url, file in zip(request.urls, files, strict=True):
                found = _fetch_one(sandbox, url, file, request)
                check_mix(found.info.kind, files=len(files))
                ingested.append(found)
        except (FetchError, MediaRefusedError) as exc:
            raise invalid((request.field_of(len(ingested)), str(exc)), code=exc.code) from exc
        (sandbox.media / request.folder).mkdir(exist_ok=True)
        for found, file in zip(ingested, files, strict=True):
            file.replace(sandbox.media / found.path)
    return ingested


def _fetch_one(sandbox: SandboxState, url: str, file: Path, request: IngestRequest) -> IngestedFile:
    with fetched(url, FetchRules(loopback=sandbox.settings.loopback_fetch)) as response:
        _save(response.chunks, file, request.limits)
    return inspect_upload(
        sandbox, file, request.limits, folder=request.folder, declared=response.content_type
    )


def _save(chunks: Iterable[bytes], file: Path, limits: MediaLimits) -> None:
    """Write the bytes as they come; stop as soon as type or size is unacceptable."""
    head, size, mime = b"", 0, None
    with file.open("wb") as target:
        for chunk in chunks:
            target.write(chunk)
            size += len(chunk)
            head = head if len(head) >= HEAD_BYTES else head + chunk
            if mime is None and len(head) >= HEAD_BYTES:
                mime = check_type(accepted_type(detect_head(head[:HEAD_BYTES]), limits), limits)
            if mime is not None:
                check_size(size, mime, limits)
        target.flush()
        os.fsync(target.fileno())


def inspect_upload(
    sandbox: SandboxState, file: Path, limits: MediaLimits, *, folder: str, declared: str
) -> IngestedFile:
    """Probe *file*, declared to be of type *declared*, and derive its path in *folder*.

    Raises MediaRefusedError if it exceeds *limits*, is damaged or of another type; HttpError if it
    is a video and video support is not installed.
    """
    with file.open("rb") as content:
        mime = check_type(accepted_type(detect(content), limits), limits)
    if declared in SUFFIXES and declared != mime:
        raise MediaRefusedError(
            "MEDIA_UNREADABLE", f"is declared as {declared}, but its content is {mime}"
        )
    info = sandbox.prober.probe(file, limits=limits)
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return IngestedFile(f"{folder}/{digest[:32]}{SUFFIXES[info.mime][0]}", info, digest)


def check_type(mime: str, limits: MediaLimits) -> str:
    """Return *mime* if it is accepted, or raise MediaRefusedError.

    Raises HttpError if it is a video type and video support is not installed.
    """
    if mime not in limits.types:
        raise MediaRefusedError(
            "MEDIA_TYPE_UNSUPPORTED", f"must be one of {', '.join(limits.types)}"
        )
    if mime.startswith("video/"):
        require_video_support()
    return mime


def check_size(size: int, mime: str, limits: MediaLimits) -> None:
    """Raise MediaRefusedError if *size* bytes are too many."""
    if size > (most := limits.size_limit(mime)):
        raise MediaRefusedError("MEDIA_TOO_LARGE", f"is larger than {most} bytes")


def check_mix(kind: str, *, files: int) -> None:
    """Raise MediaRefusedError if a video is one of several files (upload-content page)."""
    if files > 1 and kind == "video":
        raise MediaRefusedError("MEDIA_MIX_FORBIDDEN", "a video must be the only file")


def preview_kind(ingested: list[IngestedFile]) -> str:
    """Return the preview kind of a container of these files (preview-object page)."""
    return "slideshow" if len(ingested) > 1 else ingested[0].info.kind


def assets(container_id: str, files: Iterable[IngestedFile]) -> list[dict[str, Any]]:
    """Describe *files* as the assets of a container, each with an id of its own."""
    return [
        _asset(file, identifiers.derived_ulid("ast", container_id, place))
        for place, file in enumerate(files)
    ]


def _asset(file: IngestedFile, asset_id: str) -> dict[str, Any]:
    url = f"/media/{file.path}"
    info = file.info
    described = {
        "assetId": asset_id,
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
