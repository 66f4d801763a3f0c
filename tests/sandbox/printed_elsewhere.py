"""What the pages print, or say field by field, of the other endpoints that api-core names."""

from dataclasses import replace

from tests.sandbox.printed import (
    CANCEL,
    CONTAINER,
    CREATE,
    HOOK,
    JOB,
    KEY,
    PROGRESS,
    PROJECT,
    READ,
    Printed,
)

ASSET = "ast_01HX9Y6K7EJ4T2ABCDEF"
FILE = "https://example.com/finished.jpg"

RUNNING = Printed(
    f"GET /v1/jobs/{JOB}",
    200,
    {
        "jobId": JOB,
        "kind": "content_generate",
        "status": "running",
        "stage": "generating_visuals",
        "progress": 0.42,
        "startedAt": "2026-04-18T12:04:11.000Z",
    },
    open=frozenset({"progress"}),
)
PROGRESS_RUNNING = replace(
    PROGRESS,
    answer={
        "containerId": CONTAINER,
        "status": "processing",
        "stage": "generating_visuals",
        "stageProgress": 0.42,
        "etaSeconds": 38,
        "updatedAt": "2026-04-18T09:30:04Z",
    },
    open=frozenset({"stageProgress", "etaSeconds"}),
)
IN_FLIGHT = replace(
    READ,
    answer={
        "id": CONTAINER,
        "status": "processing",
        "preview": None,
        "assets": [],
        "captions": [],
        "lastError": None,
    },
)
CANCEL_ACCEPTED = replace(CANCEL, status=202, answer={"jobId": JOB, "accepted": True})
ONE_ASSET = Printed(
    f"GET /v1/content/{CONTAINER}/assets/{ASSET}",
    200,
    {**READ.answer["assets"][0], "containerId": CONTAINER},
)
SLIDESHOW = replace(
    CREATE,
    request=f"POST /v1/projects/{PROJECT}/content/slideshow-builder",
    body={"hook": HOOK},
    headers={},
)
CONFLICTING = replace(
    CREATE,
    status=409,
    body={**(CREATE.body or {}), "hook": "another one"},
    answer={"error": {"code": "IDEMPOTENCY_CONFLICT"}},
)
RESERVED = replace(
    CREATE,
    status=422,
    body={"format": "video-remix", "hook": HOOK},
    headers={},
    answer={"error": {"code": "UNSUPPORTED_FORMAT"}},
)
UPLOADED = {
    "creativeType": "uploaded",
    "status": "completed",
    "adsEnrollment": "opted_out",
    "format": None,
    "hook": None,
    "influencerId": None,
    "caption": "As it is.",
}
UPLOAD = Printed(
    f"POST /v1/projects/{PROJECT}/content/upload",
    201,
    UPLOADED,
    {"media": [{"url": FILE}], "caption": "As it is."},
    {"Idempotency-Key": KEY},
)
CAPTION = Printed(
    f"PATCH /v1/content/{CONTAINER}", 200, {**UPLOADED, "caption": ""}, {"caption": ""}
)
ARCHIVE = Printed(
    f"DELETE /v1/projects/{PROJECT}",
    200,
    {
        "id": PROJECT,
        "status": "archived",
        "archivedAt": "2026-04-18T09:44:50Z",
        "canceledScheduledPosts": 0,
    },
)
