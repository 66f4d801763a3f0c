"""Endpoints of app media, the source files of a project's content (media-library page)."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.contract import library as contract
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import invalid, not_found
from layers_cli.sandbox.core.pagination import page, position
from layers_cli.sandbox.core.timestamps import format_timestamp
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs.generation import check_active
from layers_cli.sandbox.media.probing.media_info import MEGABYTE, MediaLimits
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.uploads.media_ingest import IngestedFile, IngestRequest, ingest_urls


@dataclass(frozen=True)
class Kind:
    """The media role and the limits of one kind of app media; a singleton replaces the old file."""

    role: str
    limits: MediaLimits
    singleton: bool = False


_PICTURES = ("image/png", "image/jpeg", "image/webp")
_CLIPS = ("video/mp4", "video/quicktime", "video/webm")

# The API also takes SVG logos and HEIC screenshots. They are rejected (ours), because nothing here
# can draw them and leaving them out silently would be worse.
KINDS = {
    "logo": Kind("logo", MediaLimits(_PICTURES, image_bytes=5 * MEGABYTE), singleton=True),
    "screenshot": Kind("app-screenshot", MediaLimits(_PICTURES, image_bytes=10 * MEGABYTE)),
    "demo-video": Kind("app-demo", MediaLimits(_CLIPS, video_bytes=200 * MEGABYTE)),
    "end-card": Kind("end-card", MediaLimits(_PICTURES, image_bytes=5 * MEGABYTE), singleton=True),
}
"""By the name in the body (upload-app-media page)."""

_KIND_OF_ROLE = {kind.role: name for name, kind in KINDS.items()}
_BARE_ID = re.compile(r"[0-9A-Za-z]{26}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


async def fetch_media(sandbox: SandboxState, request: EndpointRequest) -> IngestedFile:
    """Fetch and check the file before the transaction, or raise HttpError (422)."""
    check_active(request.resource)
    body: contract.AddAppMedia = request.body
    order = IngestRequest([body.url], "library", KINDS[body.kind].limits, lambda _: "url")
    return (await asyncio.to_thread(ingest_urls, sandbox, order))[0]


def add(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Add the file to the library."""
    project, arrived = request.resource, request.prepared
    check_active(project)
    kind = KINDS[request.body.kind]
    now = sandbox.clock.now()
    if kind.singleton:
        sandbox.store.media.delete_role(project["id"], kind.role, now=now)
    row = {
        "id": identifiers.new_ulid("med", now=now),
        "project_id": project["id"],
        "role": kind.role,
        "path": arrived.path,
        "content_type": arrived.info.mime,
        "size_bytes": arrived.info.size_bytes,
        "width": arrived.info.width,
        "height": arrived.info.height,
        "duration_ms": arrived.info.duration_ms,
        "created_at": now,
    }
    sandbox.store.projects.add_media(row)
    return EndpointResponse(_serialize(row, request), 201)


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List the library, newest first."""
    query: contract.ListAppMedia = request.query
    rows = sandbox.store.media.page(
        request.resource["id"], limit=query.limit + 1, after=position("app-media", query.cursor)
    )
    return EndpointResponse(
        page("app-media", rows, query.limit, lambda row: _serialize(row, request))
    )


def delete(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Remove a file from the library; content made from it stays."""
    given = request.params["mediaId"]
    row = sandbox.store.media.get(identifiers.prefixed("med", given), request.resource["id"])
    if row is None and not _BARE_ID.fullmatch(given.removeprefix("med_")):
        raise invalid(("mediaId", "must be med_ and its id"))
    if row is None:
        raise not_found("Media")
    sandbox.store.media.delete(row["id"], now=sandbox.clock.now())
    return EndpointResponse({"id": row["id"], "deleted": True})


def _serialize(row: Row | dict[str, Any], request: EndpointRequest) -> dict[str, Any]:
    return {
        "id": row["id"],
        "projectId": row["project_id"],
        "kind": _KIND_OF_ROLE[row["role"]],
        "mediaRole": row["role"],
        "url": f"{request.base_url}/media/{row['path']}",
        "mimeType": row["content_type"],
        "sizeBytes": row["size_bytes"],
        "width": row["width"],
        "height": row["height"],
        "durationMs": row["duration_ms"],
        "createdAt": format_timestamp(row["created_at"]),
    }


_ALL = "/v1/projects/{projectId}/app-media"

ENDPOINTS = (
    Endpoint(
        "GET",
        _ALL,
        list_,
        "List app media",
        contract.AppMediaPage,
        scope="projects:read",
        query=contract.ListAppMedia,
    ),
    Endpoint(
        "POST",
        _ALL,
        add,
        "Add app media by URL",
        contract.AppMedia,
        201,
        scope="projects:write",
        body=contract.AddAppMedia,
        prepare=fetch_media,
        error_codes=("CONFLICT", "VIDEO_SUPPORT_MISSING"),
    ),
    Endpoint(
        "DELETE",
        f"{_ALL}/{{mediaId}}",
        delete,
        "Delete app media",
        contract.DeletedAppMedia,
        scope="projects:write",
        error_codes=("VALIDATION",),
    ),
)
