"""The JSON file beside a container's media: where it comes from, for people and programs.

`<container id>.json`; the schema is ours and named in it. What signs an address is left out.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from layers_cli.api.media import strip_credentials
from layers_cli.downloads.container_media import ContainerMedia
from layers_cli.downloads.requests import DownloadResult
from layers_cli.downloads.safe_names import safe_name
from layers_cli.formats.json_text import encoded, loads

SCHEMA = "layers-cli/sidecar/1"
LARGEST = 4 * 1024 * 1024  # bytes; nothing larger is one of ours
_HEAD = f'{{\n  "schema": "{SCHEMA}",'.encode()
_SHOWN = (
    "id", "projectId", "creativeType", "format", "hook", "caption", "captions", "influencerId",
    "approvalStatus", "createdAt", "updatedAt",
)  # fmt: skip


def write(
    container: ContainerMedia, files: Sequence[DownloadResult], *, server: str, more: dict[str, Any]
) -> Path | None:
    """Write the sidecar of *container* beside the first of its *files*, and return its path.

    *more* is what the ledger knows beside. A file of that name that is not ours stays, and
    None is returned. Raises `OSError` where it cannot be written.
    """
    folder = files[0].path.parent
    path = folder / safe_name(container.id, ending=".json")
    if os.path.lexists(path) and (read(path) or {}).get("id") != container.id:
        return None
    document = {
        "schema": SCHEMA,
        **{name: container.data.get(name) for name in _SHOWN},
        "server": server,
        **more,
        "requestIds": [container.request_id] if container.request_id else [],
        "files": [_row(file, folder) for file in files],
    }
    fresh = path.with_name(f"{path.name}.part")
    fresh.unlink(missing_ok=True)
    fresh.write_bytes(encoded(document, indent=2) + b"\n")
    fresh.replace(path)
    return path


def _row(file: DownloadResult, folder: Path) -> dict[str, Any]:
    return {
        "path": Path(os.path.relpath(file.path, folder)).as_posix(),
        "position": file.position,
        "assetId": file.asset_id,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "url": strip_credentials(file.url),
    }


def read(path: Path) -> dict[str, Any] | None:
    """Return what the sidecar *path* says; None if it is not a sidecar."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        with path.open("rb") as file:
            head = file.read(len(_HEAD))
            said = loads(head + file.read()) if head == _HEAD else None
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) and isinstance(said.get("files"), list) else None


def near(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the sidecars in the folder of the file *path* and in the folder above it."""
    folder = path.absolute().parent
    for place in (folder, folder.parent):
        for found in sorted(place.glob("*.json")):
            if (said := read(found)) is not None:
                yield said
