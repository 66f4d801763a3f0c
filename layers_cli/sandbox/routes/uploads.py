"""Upload by URL: fetch and check all files, then create one container or none."""

import asyncio

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.contract import bodies, responses
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import conflict, invalid
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs.approval import first_approval_status
from layers_cli.sandbox.jobs.generation import check_active
from layers_cli.sandbox.media.probing.media_info import FINISHED_CONTENT
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.uploads.media_ingest import (
    IngestedFile,
    IngestRequest,
    assets,
    ingest_urls,
    preview_kind,
)


async def fetch_media(sandbox: SandboxState, request: EndpointRequest) -> list[IngestedFile]:
    """Fetch and check all files before the transaction, or raise HttpError (422)."""
    check_active(request.resource)
    body: bodies.UploadContent = request.body
    urls = [media.url for media in body.media]
    order = IngestRequest(urls, "uploads", FINISHED_CONTENT, "media.{}.url".format)
    return await asyncio.to_thread(ingest_urls, sandbox, order)


def upload(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Create the container of an upload, which is complete at once (content page)."""
    project = request.resource
    check_active(project)
    arrived: list[IngestedFile] = request.prepared
    now = sandbox.clock.now()
    container_id = identifiers.new_uuid("cnt")
    sandbox.store.containers.add(
        {
            "id": container_id,
            "project_id": project["id"],
            "creative_type": "uploaded",
            "caption": request.body.caption,
            "status": "completed",
            "approval_status": first_approval_status(sandbox, project),
            "preview": preview_kind(arrived),
            "assets": dumps(assets(container_id, arrived)),
            "drawn": 1,
            "created_at": now,
            "updated_at": now,
            "completed_at": now,
        }
    )
    return EndpointResponse(serializers.reread(sandbox, request, container_id), 201)


def patch_caption(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Change the caption of an uploaded container; generated ones have none (patch page).

    Rejecting it while files are missing is ours: finalizing sets the caption.
    """
    container = request.resource
    if container["creative_type"] != "uploaded":
        raise invalid(("caption", "only uploaded content has a caption that can be changed"))
    if container["status"] != "completed":
        raise conflict("The upload is not finished.", status=container["status"])
    sandbox.store.upload_files.caption(
        container["id"], request.body.caption, now=sandbox.clock.now()
    )
    return EndpointResponse(serializers.reread(sandbox, request, container["id"]))


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/projects/{projectId}/content/upload",
        upload,
        "Upload finished media by URL",
        responses.Container,
        201,
        scope="content:write",
        body=bodies.UploadContent,
        prepare=fetch_media,
        error_codes=("CONFLICT", "VIDEO_SUPPORT_MISSING"),
    ),
    Endpoint(
        "PATCH",
        "/v1/content/{containerId}",
        patch_caption,
        "Change the caption of uploaded content",
        responses.Container,
        scope="content:write",
        body=bodies.PatchCaption,
        error_codes=("CONFLICT",),
    ),
)
