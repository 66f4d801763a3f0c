"""The calls of a direct upload, and what its session answers. Pure.

No public page shows the fields of that answer (api-core 3.3): what is read here is what a client
cannot do without, under the names that the pages' other answers use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers_cli.api.errors import ContractError
from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import RawResponse
from layers_cli.api.session import encode_json, path_part


@dataclass(frozen=True)
class UploadFile:
    """A file that is to come: its *name* without folders, its type, its *size* in bytes."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class UploadSlot:
    """Where one file goes, in which container, and the *headers* its URL was signed with."""

    container_id: str
    url: str
    headers: Mapping[str, str]
    upload_id: str | None = None


def session_request(
    project: str, files: Sequence[UploadFile], *, grouping: str, key: str, hook: str
) -> PendingRequest:
    """Return the call that reserves one container for *files*; *hook* is what people know it by."""
    announced = [
        {"filename": file.name, "contentType": file.content_type, "sizeBytes": file.size}
        for file in files
    ]
    return PendingRequest(
        "POST",
        f"/v1/projects/{path_part(project)}/content/uploads",
        encode_json({"files": announced, "grouping": grouping}),
        key,
        "session",
        project,
        hook=hook,
        containers=1,
    )


def finalize_request(container_id: str, *, caption: str, project: str, key: str) -> PendingRequest:
    """Return the call that completes a container (api-core 3.4)."""
    path = f"/v1/content/{path_part(container_id)}/finalize-upload"
    return PendingRequest(
        "POST", path, encode_json({"caption": caption}), key, "finalize", project, hook=caption
    )


def upload_slots(answer: RawResponse, count: int) -> list[UploadSlot]:
    """Return the places of *count* files, in the order in which they were announced.

    Raises `ContractError` for an answer that does not name them all, or not one container.
    """
    try:
        uploads = json.loads(answer.content)["uploads"]
        found = [_one(upload) for upload in uploads]
    except (ValueError, KeyError, TypeError) as exc:
        raise _unreadable(answer) from exc
    if len(found) != count or len({each.container_id for each in found}) != 1:
        raise _unreadable(answer)
    return found


def _one(upload: Any) -> UploadSlot:
    headers = upload.get("headers") or {}
    upload_id = upload.get("uploadId")
    if upload.get("method", "PUT") != "PUT" or not isinstance(headers, dict):
        raise ValueError("no PUT")
    return UploadSlot(
        str(upload["containerId"]),
        str(upload["uploadUrl"]),
        {str(name): str(value) for name, value in headers.items()},
        None if upload_id is None else str(upload_id),
    )


def _unreadable(answer: RawResponse) -> ContractError:
    return ContractError(
        "The answer is no upload session that this version can read",
        status=answer.status,
        request_id=answer.request_id,
    )
