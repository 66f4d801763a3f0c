"""Direct upload: reserve containers, take files through signed URLs, finalize each container."""

import asyncio
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.contract import responses
from layers_cli.sandbox.contract import upload_sessions as contract
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError, conflict, invalid
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs.approval import first_approval_status
from layers_cli.sandbox.jobs.generation import check_active
from layers_cli.sandbox.media.probing.media_info import FINISHED_CONTENT, MediaRefusedError
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.uploads.media_ingest import (
    IngestedFile,
    assets,
    check_mix,
    check_size,
    check_type,
    inspect_upload,
    preview_kind,
)
from layers_cli.sandbox.uploads.object_store import pending_path
from layers_cli.sandbox.uploads.signatures import Grant, signed_query

URL_LIFE = 15 * 60_000
"""How long a URL takes a file, in milliseconds (create-upload-session page)."""
SESSION_LIFE = 24 * 3_600_000
"""How long a reserved container waits for its files (ours)."""


def create(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Reserve the containers and sign a URL for each file."""
    project = request.resource
    check_active(project)
    body: contract.CreateUploadSession = request.body
    _check_files(body)
    now = sandbox.clock.now()
    if body.grouping == "slideshow":
        owners = [_reserve(sandbox, project, now)] * len(body.files)
    else:
        owners = [_reserve(sandbox, project, now) for _ in body.files]
    uploads = [
        _announce(sandbox, request, file, container_id, place)
        for place, (file, container_id) in enumerate(zip(body.files, owners, strict=True))
    ]
    return EndpointResponse({"uploads": uploads, "containerIds": list(dict.fromkeys(owners))}, 201)


def _check_files(body: contract.CreateUploadSession) -> None:
    """Reject files that could never be finalized."""
    # Not even a single video may be called a slideshow (create-upload-session page).
    files = len(body.files) + 1 if body.grouping == "slideshow" else 1
    for place, file in enumerate(body.files):
        field = "contentType"
        try:
            kind = check_type(file.content_type, FINISHED_CONTENT).partition("/")[0]
            check_mix(kind, files=files)
            field = "sizeBytes"
            check_size(file.size_bytes, file.content_type, FINISHED_CONTENT)
        except MediaRefusedError as exc:
            raise invalid((f"files.{place}.{field}", str(exc)), code=exc.code) from None


def _reserve(sandbox: SandboxState, project: Row, now: int) -> str:
    container_id = identifiers.new_uuid("cnt")
    sandbox.store.containers.add(
        {
            "id": container_id,
            "project_id": project["id"],
            "creative_type": "uploaded",
            "status": "queued",
            "approval_status": first_approval_status(sandbox, project),
            # There is nothing to draw: the worker leaves it alone.
            "drawn": 1,
            "created_at": now,
            "updated_at": now,
        }
    )
    return container_id


def _announce(
    sandbox: SandboxState,
    request: EndpointRequest,
    file: contract.AnnouncedFile,
    container_id: str,
    place: int,
) -> dict[str, Any]:
    now = sandbox.clock.now()
    upload_id = identifiers.new_ulid("upl", now=now)
    sandbox.store.upload_files.add(
        {
            "id": upload_id,
            "container_id": container_id,
            "place": place,
            "filename": file.filename,
            "content_type": file.content_type,
            "size_bytes": file.size_bytes,
            "expires_at": now + SESSION_LIFE,
        }
    )
    grant = Grant(f"/store/{upload_id}", file.content_type, file.size_bytes, now + URL_LIFE)
    query = signed_query(grant, sandbox.store_secret)
    return {
        "filename": file.filename,
        "containerId": container_id,
        "uploadId": upload_id,
        "uploadUrl": f"{request.base_url}{grant.path}?{query}",
        "method": grant.method,
        "headers": {"Content-Type": file.content_type},
        "expiresAt": format_timestamp(grant.expires_at),
    }


async def examine(sandbox: SandboxState, request: EndpointRequest) -> list[IngestedFile] | None:
    """Ingest the files of a waiting container before the transaction.

    Raises HttpError if it is not waiting, files are missing, or one is unusable.
    """
    if not _is_waiting(request.resource):
        return None
    files = sandbox.store.upload_files.of_container(request.resource["id"])
    missing = [file for file in files if not _has_arrived(sandbox, file)]
    if missing:
        names = [file["filename"] for file in missing]
        raise HttpError(
            409,
            "UPLOAD_INCOMPLETE",
            f"Still missing: {', '.join(names)}.",
            details={
                "containerId": request.resource["id"],
                "missing": [{"filename": f["filename"], "uploadId": f["id"]} for f in missing],
            },
        )
    return await asyncio.to_thread(_ingest, sandbox, files)


def finalize(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Complete the container; a completed one stays as it is, with its caption."""
    container = request.resource
    if _is_waiting(container):
        arrived: list[IngestedFile] = request.prepared
        changes = {
            "caption": request.body.caption,
            "preview": preview_kind(arrived),
            "assets": dumps(assets(container["id"], arrived)),
        }
        sandbox.store.upload_files.complete(container["id"], changes, now=sandbox.clock.now())
    return EndpointResponse(serializers.reread(sandbox, request, container["id"]))


def cancel_all(sandbox: SandboxState, project_id: str) -> None:
    """Cancel the containers of a project that still wait for their files."""
    for container_id in sandbox.store.upload_files.waiting(project_id):
        sandbox.store.work.end(container_id, "canceled", now=sandbox.clock.now())


def end_due(sandbox: SandboxState) -> None:
    """Delete expired sessions; containers that still wait for files fail (ours)."""
    now = sandbox.clock.now()
    error = {
        "code": "UPLOAD_EXPIRED",
        "message": "The upload session was not finalized within 24 hours.",
        "stage": None,
        "retryable": True,
    }
    for file in sandbox.store.upload_files.expired(now):
        # The row goes last: as long as it exists, the file will be deleted.
        pending_path(sandbox, file["id"]).unlink(missing_ok=True)
        with sandbox.store.transaction():
            sandbox.store.work.end(file["container_id"], "failed", now=now, last_error=dumps(error))
            sandbox.store.upload_files.forget(file["id"])


def _is_waiting(container: Row) -> bool:
    """Say whether a container waits for its files; raise HttpError if it has ended badly."""
    if container["creative_type"] != "uploaded":
        raise invalid(("containerId", "only uploaded content is finalized"))
    if container["status"] not in ("queued", "completed"):
        raise conflict(f"The upload is {container['status']}.", status=container["status"])
    return str(container["status"]) == "queued"


def _has_arrived(sandbox: SandboxState, file: Row) -> bool:
    return file["received_at"] is not None and pending_path(sandbox, file["id"]).is_file()


def _ingest(sandbox: SandboxState, files: list[Row]) -> list[IngestedFile]:
    """Inspect every file, then move all of them to the paths they are served from."""
    linked = [_linked(pending_path(sandbox, file["id"])) for file in files]
    arrived: list[IngestedFile] = []
    try:
        for path, file in zip(linked, files, strict=True):
            arrived.append(_inspect_upload(sandbox, path, file))
        (sandbox.media / "uploads").mkdir(exist_ok=True)
        for path, found in zip(linked, arrived, strict=True):
            path.replace(sandbox.media / found.path)
    except MediaRefusedError as exc:
        raise invalid((f"files.{len(arrived)}", str(exc)), code=exc.code) from exc
    finally:
        for path in linked:
            path.unlink(missing_ok=True)
    return arrived


def _linked(source: Path) -> Path:
    """Link a file under a second name, so that another `PUT` cannot change it meanwhile."""
    part = source.with_name(f"{source.name}.{secrets.token_hex(4)}.part")
    try:
        os.link(source, part)
    except OSError:
        # Not every file system has hard links.
        shutil.copyfile(source, part)
    return part


def _inspect_upload(sandbox: SandboxState, path: Path, file: Row) -> IngestedFile:
    found = inspect_upload(
        sandbox, path, FINISHED_CONTENT, folder="uploads", declared=file["content_type"]
    )
    if (size := found.info.size_bytes) != file["size_bytes"]:
        raise MediaRefusedError("MEDIA_UNREADABLE", f"has {size} bytes, not {file['size_bytes']}")
    return found


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/projects/{projectId}/content/uploads",
        create,
        "Reserve an upload",
        contract.UploadSession,
        201,
        scope="content:write",
        body=contract.CreateUploadSession,
        error_codes=("CONFLICT", "VIDEO_SUPPORT_MISSING"),
    ),
    Endpoint(
        "POST",
        "/v1/content/{containerId}/finalize-upload",
        finalize,
        "Finalize an upload",
        responses.Container,
        scope="content:write",
        body=contract.FinalizeUpload,
        prepare=examine,
        error_codes=("CONFLICT", "UPLOAD_INCOMPLETE", "VIDEO_SUPPORT_MISSING"),
    ),
)
