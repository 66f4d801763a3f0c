"""Examples: the content page's own, completed by the fields that other pages give a container."""

from typing import Any

_HOOK = "wait for it...\nthis simple habit changed everything about my mindset 🧠"
_PROJECT = "prj_254a4ce1-f4ca-42b1-9e36-17ca45ef3d39"
_CONTAINER = "cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d"
_JOB = "job_01HX9Y6K7EJ4T2ABCDEF01234"
_SLIDES = [f"https://media.layers.com/.../slide-0{number}.jpg" for number in (1, 2, 3)]
_INFLUENCER = "inf_4a8e1bc2-3d4f-46a8-9b0c-1d2e3f4a5b6c"
_ORGANIZATION = "org_2481fa5c-a404-44ed-a561-565392499abc"
_ASSET = {
    "assetId": "ast_01HX9Y6K7EJ4T2ABCDEF",
    "kind": "image",
    "url": _SLIDES[0],
    "width": 1080,
    "height": 1920,
}
_ACCOUNT = "sa_1f0c7b52-6a0e-4d0b-9f4e-8a1d2c3b4e5f"
_POST = "sp_9b2d7c11-3e4f-4a5b-8c6d-7e8f9a0b1c2d"
_FINDING = {"path": "hook", "message": "is required"}

ISSUES: dict[str, Any] = {
    "message": "hook: is required",
    "details": {"issues": [_FINDING]},
}
"""What a 422 says beside its code."""

BODIES: dict[str, Any] = {
    "CreateContent": {
        "format": "slideshow-builder",
        "variantCount": 1,
        "hook": _HOOK,
        "references": {"mediaIds": ["med_01HX9Y6K7EJ4T2ABCDEF"]},
    },
    "CreateSlideshow": {"hook": _HOOK},
    "CreateProject": {"name": "Mindset", "timezone": "Europe/Berlin"},
    "PatchReviewPolicy": {"policy": "review_first_n", "firstN": 5},
    "CreateUgcRemix": {"influencerId": _INFLUENCER, "hook": _HOOK},
    "UploadContent": {"media": [{"url": "https://example.com/finished.mp4"}], "caption": "Day 1"},
    "CreateUploadSession": {
        "files": [{"filename": "finished.mp4", "contentType": "video/mp4", "sizeBytes": 1_048_576}],
        "grouping": "per-file",
    },
    "FinalizeUpload": {"caption": "Day 1"},
    "PatchCaption": {"caption": "Day 1, again"},
    "AddAppMedia": {"kind": "demo-video", "url": "https://example.com/demo.mp4"},
    "CreateEndpoint": {
        "url": "http://127.0.0.1:9000/hooks",
        "events": ["job.completed", "content.generated"],
    },
    "Approve": {"note": "Ship it."},
    "PatchInfluencer": {"name": "Ava", "brandVoice": "warm"},
    "CloneInfluencer": {"name": "Ava in Spanish", "overrides": {"language": "es"}},
    "Reject": {"reason": "Hook is off-brand; want something punchier."},
    "ScheduleContent": {
        "scheduledFor": "2099-04-20T16:00:00.000Z",
        "targets": [
            {
                "socialAccountId": _ACCOUNT,
                "mode": "publish",
                "captionOverride": "Day 1",
                "tiktokPostSettings": {"privacyLevel": "PUBLIC_TO_EVERYONE"},
            }
        ],
    },
    "PublishContent": {"targets": [{"socialAccountId": _ACCOUNT, "mode": "draft"}]},
    "ReschedulePost": {"scheduledFor": "2099-04-21T16:00:00.000Z"},
    "CancelPost": {"reason": "The offer has ended."},
    "AuthorizeAccount": {
        "platform": "tiktok",
        "returnUrl": "http://127.0.0.1:9000/connected",
    },
    "PatchClock": {"advance": "10m"},
}
"""Request bodies by model."""

ANSWERS: dict[str, Any] = {
    "JobAccepted": {
        "jobId": _JOB,
        "kind": "content_generate",
        "status": "running",
        "stage": "queued",
        "projectId": _PROJECT,
        "containerIds": [_CONTAINER],
        "format": "slideshow-builder",
        "locationUrl": f"/v1/jobs/{_JOB}",
        "startedAt": "2026-04-18T12:04:11.000Z",
    },
    "Container": {
        "id": _CONTAINER,
        "projectId": _PROJECT,
        "creativeType": "generated",
        "status": "completed",
        "approvalStatus": "approved",
        "format": "slideshow-builder",
        "influencerId": _INFLUENCER,
        "hook": _HOOK,
        "caption": None,
        "firstComment": None,
        "sourceTiktokId": None,
        "mediaId": None,
        "preview": {
            "kind": "slideshow",
            "primaryUrl": _SLIDES[0],
            "thumbnailUrl": _SLIDES[0],
            "imageUrls": _SLIDES,
            "videoUrl": None,
            "hlsUrl": None,
            "durationMs": None,
            "aspectRatio": "9:16",
        },
        "primaryAsset": _ASSET,
        "assets": [_ASSET],
        "captions": [{"platform": "tiktok", "text": "..."}],
        "adsEnrollment": None,
        "platformFit": None,
        "lastError": None,
        "createdAt": "2026-04-18T12:04:11.000Z",
        "updatedAt": "2026-04-18T12:07:33.000Z",
        "completedAt": "2026-04-18T12:07:33.000Z",
        "failedAt": None,
    },
    "Job": {
        "jobId": _JOB,
        "kind": "content_generate",
        "status": "running",
        "projectId": _PROJECT,
        "containerIds": [_CONTAINER],
        "format": "slideshow-builder",
        "stage": "generating_visuals",
        "progress": 0.42,
        "startedAt": "2026-04-18T12:04:11.000Z",
    },
    "CancelReceipt": {"jobId": _JOB, "accepted": True},
    "Review": {
        "id": _CONTAINER,
        "approvalStatus": "approved",
        "approvedAt": "2026-04-18T09:40:12.000Z",
        "approvedBy": "api_key_c2037bb9-354d-4662-96b7-97a28ad6b6e1",
    },
    "Progress": {
        "containerId": _CONTAINER,
        "status": "processing",
        "stage": "generating_visuals",
        "stageProgress": 0.42,
        "etaSeconds": 38,
        "updatedAt": "2026-04-18T09:30:04.000Z",
        "jobId": _JOB,
        "kind": "content_generate",
        "projectId": _PROJECT,
        "containerIds": [_CONTAINER],
        "format": "slideshow-builder",
        "progress": 0.36,
        "startedAt": "2026-04-18T09:29:11.000Z",
    },
}
"""Answers by model."""

_VIDEO = "https://media.layers.com/.../finished.mp4"
_CLIP = {"assetId": "ast_01HX9Y6K7EJ4T2ABCDEF", "kind": "video", "url": _VIDEO}
_UPLOADED = ANSWERS["Container"] | {
    "creativeType": "uploaded",
    "approvalStatus": "not_required",
    "format": None,
    "influencerId": None,
    "hook": None,
    "caption": "Day 1",
    "preview": {
        "kind": "video",
        "primaryUrl": _VIDEO,
        "thumbnailUrl": None,
        "imageUrls": [],
        "videoUrl": _VIDEO,
        "hlsUrl": None,
        "durationMs": 9000,
        "aspectRatio": "9:16",
    },
    "primaryAsset": _CLIP,
    "assets": [_CLIP],
    "captions": [],
    "adsEnrollment": "opted_out",
    "platformFit": {
        "tiktok": {"fits": True, "issues": []},
        "instagram": {"fits": True, "issues": []},
    },
}
_SCHEDULED = {
    "id": _POST,
    "containerId": _CONTAINER,
    "socialAccountId": _ACCOUNT,
    "platform": "tiktok",
    "mode": "publish",
    "status": "queued",
    "externalId": None,
    "externalUrl": None,
    "scheduledFor": "2099-04-20T16:00:00.000Z",
    "attemptedAt": None,
    "publishedAt": None,
    "canceledAt": None,
    "lastError": None,
    "createdAt": "2026-04-18T12:08:00.000Z",
    "updatedAt": "2026-04-18T12:08:00.000Z",
}
_CONNECTED = {
    "socialAccountId": _ACCOUNT,
    "platform": "tiktok",
    "handle": "@inboxzen",
    "avatarUrl": None,
    "status": "connected",
    "leased": False,
    "connectedAt": "2026-04-01T08:00:00.000Z",
    "tokenExpiresAt": "2026-05-31T08:00:00.000Z",
}
ANSWERS |= {
    "ScheduledPost": _SCHEDULED,
    "ScheduledPosts": {"scheduledPostIds": [_POST], "scheduledPosts": [_SCHEDULED]},
    "ScheduledPostPage": {"items": [_SCHEDULED], "nextCursor": None},
    "RescheduledPost": {
        "id": _POST,
        "status": "queued",
        "scheduledFor": "2099-04-21T16:00:00.000Z",
        "updatedAt": "2026-04-18T12:09:00.000Z",
    },
    "CanceledPost": {
        "id": _POST,
        "status": "canceled",
        "canceledAt": "2026-04-18T12:10:00.000Z",
    },
    "SocialAccountPage": {"items": [_CONNECTED], "nextCursor": None},
    "DisconnectedAccount": {
        "socialAccountId": _ACCOUNT,
        "status": "disconnected",
        "disconnectedReason": "revoked_by_partner",
        "canceledScheduledPosts": 3,
        "disconnectedAt": "2026-04-18T12:11:00.000Z",
    },
    "ContainerPage": {"items": [ANSWERS["Container"]], "nextCursor": None},
    "ContainerAsset": _ASSET | {"containerId": _CONTAINER},
    "WhoAmI": {
        "organizationId": _ORGANIZATION,
        "workspaceId": _ORGANIZATION,
        "organizationName": "Acme Growth",
        "parentOrganizationId": None,
        "scopes": ["content:read", "content:write", "jobs:read"],
        "rateLimitTier": "standard",
        "apiKeyId": "key_c2037bb9-354d-4662-96b7-97a28ad6b6e1",
        "creditBalance": 2540,
    },
}

OF_OPERATIONS: dict[str, Any] = {
    "rejectContainerForGood": {
        "id": _CONTAINER,
        "approvalStatus": "rejected",
        "rejectedAt": "2026-04-18T09:44:50.000Z",
        "rejectedBy": "api_key_c2037bb9-354d-4662-96b7-97a28ad6b6e1",
        "reason": "Hook is off-brand; want something punchier.",
    },
    "uploadFinishedMediaByURL": _UPLOADED,
    "finalizeUpload": _UPLOADED,
    "changeCaptionOfUploadedContent": _UPLOADED | {"caption": "Day 1, again"},
    "remixAppDemo": ANSWERS["JobAccepted"] | {"format": "ugc-remix"},
}
"""Answers of operations for which the one of the model would mislead."""
