"""Builds the requests of a direct upload and reads the response of its session.

No public page shows the fields of that response (api-core 3.3): only those that a client needs are
read, under the names that other responses of the API use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from layers_cli.api.errors import ContractError
from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import RawResponse, contract_error
from layers_cli.api.session import path_part
from layers_cli.formats.json_text import encoded, loads


class UploadFile(NamedTuple):
    """A file to upload: its *name* without folders, its type, its *size* in bytes."""

    name: str
    content_type: str
    size: int


class UploadSlot(NamedTuple):
    """Where one file goes, in which container, and the *headers* its URL was signed with."""

    container_id: str
    url: str
    headers: Mapping[str, str]
    upload_id: str | None = None


def session_request(
    project: str, files: Sequence[UploadFile], *, grouping: str, key: str, hook: str
) -> PendingRequest:
    """Return the request that reserves one container for *files*; *hook* is its name in lists."""
    announced = [
        {"filename": file.name, "contentType": file.content_type, "sizeBytes": file.size}
        for file in files
    ]
    return PendingRequest(
        "POST",
        f"/v1/projects/{path_part(project)}/content/uploads",
        encoded({"files": announced, "grouping": grouping}),
        key,
        "session",
        project,
        hook=hook,
        containers=1,
    )


def finalize_request(container_id: str, *, caption: str, project: str, key: str) -> PendingRequest:
    """Return the request that completes a container (api-core 3.4)."""
    path = f"/v1/content/{path_part(container_id)}/finalize-upload"
    return PendingRequest(
        "POST", path, encoded({"caption": caption}), key, "finalize", project, hook=caption
    )


def upload_slots(answer: RawResponse, count: int) -> list[UploadSlot]:
    """Return the slots of *count* files, in the order of the request.

    Raises `ContractError` for a response that does not name them all, or names several containers.
    """
    try:
        uploads = loads(answer.content)["uploads"]
        found = [_one(upload) for upload in uploads]
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
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
    wrong = "The response cannot be read as an upload session"
    return contract_error(answer, wrong)
