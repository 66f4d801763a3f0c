"""Upload by URL: fetch everything, look at everything, then make one container, or none."""

import asyncio
import json

from layers_cli.sandbox.contract import answers, bodies
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import conflict, invalid
from layers_cli.sandbox.http import serializers
from layers_cli.sandbox.http.endpoints import Answer, Call, Operation
from layers_cli.sandbox.jobs.approval import first_approval_status
from layers_cli.sandbox.jobs.generation import check_active
from layers_cli.sandbox.media.probing.media_info import FINISHED_CONTENT
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.uploads.media_ingest import (
    IngestedFile,
    IngestRequest,
    asset,
    ingest_urls,
    preview_kind,
)


async def fetch_media(sandbox: SandboxState, call: Call) -> list[IngestedFile]:
    """Fetch and check all files of an upload; runs before the transaction.

    Raises:
        RefusalError: `422 VALIDATION` naming the first file that cannot be used, and why.

    """
    check_active(call.subject)
    body: bodies.UploadContent = call.body
    urls = [media.url for media in body.media]
    order = IngestRequest(urls, "uploads", FINISHED_CONTENT, "media.{}.url".format)
    return await asyncio.to_thread(ingest_urls, sandbox, order)


def upload(sandbox: SandboxState, call: Call) -> Answer:
    """Make the container of an upload: it is complete at once (content page)."""
    project = call.subject
    check_active(project)
    arrived: list[IngestedFile] = call.prepared
    now = sandbox.clock.now()
    container_id = identifiers.new_uuid("cnt")
    sandbox.store.containers.add(
        {
            "id": container_id,
            "project_id": project["id"],
            "creative_type": "uploaded",
            "caption": call.body.caption,
            "status": "completed",
            "approval_status": first_approval_status(sandbox, project),
            "preview": preview_kind(arrived),
            "assets": json.dumps([asset(file) for file in arrived]),
            "drawn": 1,
            "created_at": now,
            "updated_at": now,
            "completed_at": now,
        }
    )
    return Answer(serializers.reread(sandbox, call, container_id), 201)


def patch_caption(sandbox: SandboxState, call: Call) -> Answer:
    """Change the caption of an uploaded container; generated ones have none (patch page).

    That a container whose files have not arrived refuses it is ours: finalizing sets its caption.
    """
    container = call.subject
    if container["creative_type"] != "uploaded":
        raise invalid(("caption", "only uploaded content has a caption that can be changed"))
    if container["status"] != "completed":
        raise conflict("The upload is not finished.", status=container["status"])
    sandbox.store.upload_files.caption(container["id"], call.body.caption, now=sandbox.clock.now())
    return Answer(serializers.reread(sandbox, call, container["id"]))


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
        refusals=("CONFLICT", "VIDEO_SUPPORT_MISSING"),
    ),
    Operation(
        "PATCH",
        "/v1/content/{containerId}",
        patch_caption,
        "Change the caption of uploaded content",
        answers.Container,
        scope="content:write",
        body=bodies.PatchCaption,
        idempotent=True,
        refusals=("CONFLICT",),
    ),
)
