"""Documented answers of the API, and the commands that read them; tests break them at will."""

from typing import Any

CONTAINER = {
    "id": "cnt_1",
    "projectId": "prj_1",
    "status": "completed",
    "approvalStatus": "pending",
    "creativeType": "slideshow",
    "format": "slideshow-builder",
    "influencerId": "inf_1",
    "hook": "Wait for it",
    "preview": {
        "kind": "slideshow",
        "primaryUrl": "https://media.example/1.jpg",
        "thumbnailUrl": "https://media.example/t.jpg",
        "imageUrls": ["https://media.example/1.jpg", "https://media.example/2.jpg"],
        "videoUrl": None,
        "durationMs": 1000,
        "aspectRatio": "9:16",
    },
    "assets": [
        {
            "assetId": "ast_1",
            "kind": "image",
            "url": "https://media.example/1.jpg",
            "width": 1080,
            "height": 1920,
            "mimeType": "image/jpeg",
            "sizeBytes": 4,
            "checksumSha256": "0" * 64,
        }
    ],
    "captions": [{"platform": "tiktok", "text": "hi"}],
    "caption": "hi",
    "adsEnrollment": "none",
    "lastError": {"code": "X", "message": "m", "stage": "render", "retryable": False},
    "createdAt": "2026-04-18T12:04:11.000Z",
    "updatedAt": "2026-04-18T12:04:11.000Z",
}
JOB = {
    "jobId": "job_1",
    "kind": "content",
    "status": "completed",
    "stage": "render",
    "progress": 0.5,
    "projectId": "prj_1",
    "containerIds": ["cnt_1", "cnt_2"],
    "etaSeconds": 12,
    "startedAt": "2026-04-18T12:04:11.000Z",
    "finishedAt": None,
    "result": {"containerIds": ["cnt_1"]},
    "error": None,
}
PROGRESS = {
    "containerId": "cnt_1",
    "jobId": "job_1",
    "status": "processing",
    "stage": "render",
    "progress": 0.5,
    "stageProgress": 0.1,
    "etaSeconds": 12,
    "updatedAt": "2026-04-18T12:04:11.000Z",
}
PROJECT = {
    "id": "prj_1",
    "name": "Acme",
    "status": "active",
    "timezone": "UTC",
    "appName": "Acme",
    "brandContext": {"appName": "Acme", "tagline": "t", "logoUrl": "https://media.example/l.png"},
    "createdAt": "2026-04-18T12:04:11.000Z",
}
MEDIA = {"id": "med_1", "kind": "screenshot", "url": "https://media.example/s.png", "sizeBytes": 4}
IDENTITY = {
    "organizationId": "org_1",
    "organizationName": "Acme",
    "scopes": ["content:read"],
    "rateLimitTier": "standard",
    "creditBalance": 12.5,
}
CREDITS = {
    "organizationId": "org_1",
    "balance": 12.5,
    "available": 12,
    "estimatedCreditsPerFormat": {"slideshow-builder": 1.5},
}
REVIEW = {"id": "cnt_1", "approvalStatus": "approved", "approvedAt": "2026-04-18T12:04:11.000Z"}
SESSION = {
    "uploads": [
        {
            "uploadId": "upl_1",
            "containerId": "cnt_1",
            "method": "PUT",
            "uploadUrl": "http://127.0.0.1/put?signature=x",
            "headers": {"Content-Type": "image/jpeg"},
        }
    ],
    "id": "cnt_1",
    "status": "completed",
}
ERROR = {
    "error": {
        "code": "VALIDATION",
        "message": "m",
        "requestId": "req_1",
        "details": {"issues": [{"path": ["hook"], "message": "m"}]},
    }
}


def page(row: Any) -> Any:
    return {"items": [row], "nextCursor": None}


ACCOUNT = {
    "socialAccountId": "sa_1",
    "platform": "tiktok",
    "handle": "@acme",
    "status": "connected",
    "connectedAt": "2026-04-18T12:04:11.000Z",
    "tokenExpiresAt": "2026-04-18T12:04:11.000Z",
}
POST = {
    "id": "sp_1",
    "containerId": "cnt_1",
    "socialAccountId": "sa_1",
    "platform": "tiktok",
    "mode": "publish",
    "status": "published",
    "externalUrl": "https://media.example/post",
    "scheduledFor": "2026-04-18T12:04:11.000Z",
    "publishedAt": "2026-04-18T12:04:11.000Z",
    "lastError": None,
}
# One answer to all: the container, the accounts, and what became of it.
SENT = {**CONTAINER, **page(ACCOUNT), "scheduledPostIds": ["sp_1"], "gateStatus": "scheduled"}
LINK = {
    "authorizeUrl": "https://media.example/connect",
    "state": "st_1",
    "status": "completed",
    "expiresAt": "2026-04-18T12:04:11.000Z",
    "account": ACCOUNT,
}
WEBHOOK = {
    "id": "wh_1",
    "url": "https://media.example/hook",
    "status": "active",
    "events": ["job.failed"],
    "createdAt": "2026-04-18T12:04:11.000Z",
}
SECRET = {
    "endpoint": WEBHOOK,
    "endpointId": "wh_1",
    "signingSecret": "whsec_1",
    "previousSecretExpiresAt": "2026-04-18T12:04:11.000Z",
}
DELIVERY = {
    "id": "d_1",
    "deliveryId": "d_1",
    "replayDeliveryId": "d_2",
    "eventType": "test.ping",
    "status": "failed",
    "attempts": 3,
    "lastResponseStatus": 500,
    "lastErrorMessage": "m",
    "scheduledAt": "2026-04-18T12:04:11.000Z",
}
INFLUENCER = {
    "id": "inf_1",
    "name": "Ada",
    "status": "ready",
    "influencerId": "inf_1",
    "imageUrl": "https://media.example/i.jpg",
}
# Also what a plan asks of credits, the project and the key.
PLANNED = {**PROJECT, **CREDITS, **IDENTITY, "appDescription": "d"}

COMMANDS: dict[str, Any] = {
    "content list": page(CONTAINER),
    "content list --jsonl": page(CONTAINER),
    "content list --csv": page(CONTAINER),
    "content list -q": page(CONTAINER),
    "content list --fields id,preview.imageUrls --json": page(CONTAINER),
    "content list --query items[0].hook": page(CONTAINER),
    "content list --template {{hook}}": page(CONTAINER),
    "content list --approval pending": page(CONTAINER),
    "content list --json": page(CONTAINER),
    "content get cnt_1": CONTAINER,
    "content get cnt_1 --json": CONTAINER,
    "content download cnt_1 -o out": CONTAINER,
    "content progress cnt_1": PROGRESS,
    "content approve cnt_1": REVIEW,
    "jobs get job_1": JOB,
    "jobs get job_1 --json": JOB,
    "jobs watch job_1": JOB,
    "jobs watch job_1 --jsonl": JOB,
    "jobs cancel job_1": {"jobId": "job_1", "accepted": True, "reason": None},
    "project list": page(PROJECT),
    "project get prj_1": PROJECT,
    "media list": page(MEDIA),
    "whoami": IDENTITY,
    "credits": CREDITS,
    "api GET /v1/x --json": CONTAINER,
    "api GET /v1/x --paginate --jsonl": page(CONTAINER),
    "doctor": IDENTITY,
    "content generate --hook hi --watch --json": JOB,
    "content generate --hook hi --no-watch": JOB,
    "content view cnt_1": CONTAINER,
    "content caption cnt_1 hi": CONTAINER,
    "upload https://media.example/a.jpg --caption hi": CONTAINER,
    "upload a.jpg --caption hi --json": SESSION,
    "media add logo https://media.example/a.png": MEDIA,
    "media remove med_1": {"id": "med_1", "deleted": True},
    "project create --name Acme": PROJECT,
    "project update prj_1 --app-name Acme --json": PROJECT,
    "auth status": IDENTITY,
    "jobs resume --all": JOB,
    "content schedule cnt_1 --at +1h --to @acme": SENT,
    "content publish cnt_1 --to @acme --yes --json": SENT,
    "posts list": page(POST),
    "posts list --calendar": page(POST),
    "posts get sp_1": POST,
    "posts open sp_1": POST,
    "posts watch sp_1": POST,
    "posts reschedule sp_1 --at +1h": POST,
    "posts export --ics -": {**page({**POST, **ACCOUNT})},
    "accounts list": page(ACCOUNT),
    "accounts connect tiktok --no-watch": LINK,
    "accounts status st_1": LINK,
    "webhooks list": page(WEBHOOK),
    "webhooks create https://media.example/ --event job.failed --json": SECRET,
    "webhooks rotate wh_1": SECRET,
    "webhooks test wh_1 --json": DELIVERY,
    "webhooks deliveries wh_1": page(DELIVERY),
    "influencer create": {**JOB, **INFLUENCER},
    "influencer list": page(INFLUENCER),
    "content history cnt_1": CONTAINER,
    "content again cnt_1 --hook ho --json": {**CONTAINER, **JOB},
    "content decide decisions.jsonl --yes --json": {**CONTAINER, **REVIEW, **page(CONTAINER)},
    "gallery cnt_1 --link --force": {**CONTAINER, **CREDITS},
    "campaign plan hooks.csv --json": PLANNED,
}
