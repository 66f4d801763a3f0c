"""Upload by URL: fetch everything, look at everything, then make one container, or none."""

import asyncio
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import identifiers, views
from .contract import answers, bodies
from .fetch import Fetched, FetchError, FetchRules, fetched
from .generation import check_active
from .operations import Answer, Call, Operation
from .probing import HEAD_BYTES, SUFFIXES, Probe, ProbeError, probe, size_limit, sniff
from .refusals import invalid
from .review import first_approval_status
from .world import World


@dataclass(frozen=True)
class Arrived:
    """A fetched file that has been looked at and is in its place.

    Args:
        path: below the media folder.

    """

    path: str
    probe: Probe
    size: int
    sha256: str


async def fetch_media(world: World, call: Call) -> list[Arrived]:
    """Fetch and check all files of an upload; runs before the transaction.

    Raises:
        RefusalError: `422 VALIDATION` naming the first file that cannot be used, and why.

    """
    check_active(call.subject)
    body: bodies.UploadContent = call.body
    rules = FetchRules(loopback=world.settings.loopback_fetch)
    urls = [media.url for media in body.media]
    return await asyncio.to_thread(_arrive, world.media, urls, rules)


def upload(world: World, call: Call) -> Answer:
    """Make the container of an upload: it is complete at once (content page)."""
    project = call.subject
    check_active(project)
    arrived: list[Arrived] = call.prepared
    now = world.clock.now()
    container_id = identifiers.new_uuid("cnt")
    world.store.containers.add(
        {
            "id": container_id,
            "project_id": project["id"],
            "creative_type": "uploaded",
            "caption": call.body.caption,
            "status": "completed",
            "approval_status": first_approval_status(world, project),
            "preview": _preview_kind(arrived),
            "assets": json.dumps([_asset(file) for file in arrived]),
            "drawn": 1,
            "created_at": now,
            "updated_at": now,
            "completed_at": now,
        }
    )
    row = world.store.containers.get(container_id, project["organization_id"])
    assert row is not None
    return Answer(views.container(row, call), 201)


def _arrive(media: Path, urls: list[str], rules: FetchRules) -> list[Arrived]:
    """Fetch into a folder that goes away; only what is good as a whole moves on."""
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=media) as folder:
        files = [Path(folder) / str(number) for number in range(len(urls))]
        arrived: list[Arrived] = []
        try:
            for url, file in zip(urls, files, strict=True):
                found = _arrival(url, file, rules)
                _check_mix(found, len(urls))
                arrived.append(found)
        except (FetchError, ProbeError) as exc:
            path = f"media.{len(arrived)}.url"
            raise invalid((path, str(exc)), code=exc.code) from exc
        (media / "uploads").mkdir(exist_ok=True)
        for file, found in zip(files, arrived, strict=True):
            file.replace(media / found.path)
    return arrived


def _arrival(url: str, file: Path, rules: FetchRules) -> Arrived:
    with fetched(url, rules) as coming:
        mime_type, size, digest = _save(coming, file)
    if coming.content_type in SUFFIXES and coming.content_type != mime_type:
        raise ProbeError(
            "MEDIA_UNREADABLE", f"is said to be {coming.content_type} and looks like {mime_type}"
        )
    path = f"uploads/{digest[:32]}{SUFFIXES[mime_type]}"
    return Arrived(path, probe(file, mime_type), size, digest)


def _save(coming: Fetched, file: Path) -> tuple[str, int, str]:
    """Write the bytes as they come, and stop as soon as they cannot be good any more."""
    head, size, mime_type, digest = b"", 0, None, hashlib.sha256()
    with file.open("wb") as target:
        for chunk in coming.chunks:
            target.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            head = head if len(head) >= HEAD_BYTES else head + chunk
            if mime_type is None and len(head) >= HEAD_BYTES:
                mime_type = _type(head)
            if mime_type is not None and size > (limit := size_limit(mime_type)):
                raise ProbeError("MEDIA_TOO_LARGE", f"is larger than {limit} bytes")
        target.flush()
        os.fsync(target.fileno())
    return mime_type or _type(head), size, digest.hexdigest()


def _type(head: bytes) -> str:
    if (mime_type := sniff(head)) is None:
        raise ProbeError("MEDIA_TYPE_UNSUPPORTED", f"must be one of {', '.join(SUFFIXES)}")
    return mime_type


def _check_mix(found: Arrived, files: int) -> None:
    """Allow one video, or images: nothing else goes together (upload-content page)."""
    if files > 1 and found.probe.kind == "video":
        raise ProbeError("MEDIA_MIX_FORBIDDEN", "a video is always uploaded alone")


def _preview_kind(arrived: list[Arrived]) -> str:
    return "slideshow" if len(arrived) > 1 else arrived[0].probe.kind


def _asset(file: Arrived) -> dict[str, Any]:
    url = f"/media/{file.path}"
    asset = {
        "assetId": identifiers.derived_ulid("ast", url),
        "kind": file.probe.kind,
        "url": url,
        "thumbnailUrl": url if file.probe.kind == "image" else None,
        "width": file.probe.width,
        "height": file.probe.height,
        "mimeType": file.probe.mime_type,
        "sizeBytes": file.size,
        "checksumSha256": file.sha256,
    }
    return asset if file.probe.kind == "image" else asset | {"durationMs": file.probe.duration_ms}


OPERATIONS = (
    Operation(
        "POST",
        "/v1/projects/{projectId}/content/upload",
        upload,
        "Upload finished media by URL",
        answers.Container,
        201,
        scope="content:write",
        body=bodies.UploadContent,
        prepare=fetch_media,
        idempotent=True,
    ),
)
