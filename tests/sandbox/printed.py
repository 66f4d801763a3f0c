"""What the pages print: requests, and answers whose ids, times and hosts are somebody else's.

The content page first; the others from the pages that api-core names.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

HOOK = "wait for it...\nthis simple habit changed everything about my mindset 🧠"
CONTAINER = "cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d"
PROJECT = "prj_254a4ce1-f4ca-42b1-9e36-17ca45ef3d39"
JOB = "job_01HX9Y6K7EJ4T2ABCDEF01234"
KEY = "7c2f1a3e-0b4c-4a11-9f7e-33c0a2c1bd55"
SLIDE = "https://media.layers.com/.../slide-0{}.jpg"


@dataclass(frozen=True)
class Printed:
    """A request as a page prints it, and the answer beside it.

    Args:
        request: method and path, with the page's ids in it.
        open: fields of the answer whose value depends on what was made before.

    """

    request: str
    status: int
    answer: dict[str, Any]
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    open: frozenset[str] = frozenset()


CREATE = Printed(
    f"POST /v1/projects/{PROJECT}/content",
    202,
    {
        "jobId": JOB,
        "kind": "content_generate",
        "status": "running",
        "stage": "queued",
        "projectId": PROJECT,
        "containerIds": [CONTAINER],
        "format": "slideshow-builder",
        "locationUrl": f"/v1/jobs/{JOB}",
        "startedAt": "2026-04-18T12:04:11.000Z",
    },
    {
        "format": "slideshow-builder",
        "variantCount": 1,
        "hook": HOOK,
        "references": {"mediaIds": ["med_01HX9Y6K7EJ4T2ABCDEF"]},
    },
    {"Idempotency-Key": KEY},
)
CREATE_ANOTHER = replace(CREATE, headers={})
APPROVE = Printed(
    f"POST /v1/content/{CONTAINER}/approve",
    200,
    {
        "id": CONTAINER,
        "approvalStatus": "approved",
        "approvedAt": "2026-04-18T09:40:12Z",
        "approvedBy": "api_key_c2037bb9-354d-4662-96b7-97a28ad6b6e1",
    },
)
READ = Printed(
    f"GET /v1/content/{CONTAINER}",
    200,
    {
        "id": CONTAINER,
        "projectId": PROJECT,
        "status": "completed",
        "approvalStatus": "approved",
        "format": "slideshow-builder",
        "influencerId": "inf_4a8e1bc2-3d4f-46a8-9b0c-1d2e3f4a5b6c",
        "hook": HOOK,
        "preview": {
            "kind": "slideshow",
            "primaryUrl": SLIDE.format(1),
            "thumbnailUrl": SLIDE.format(1),
            "imageUrls": [SLIDE.format(1), SLIDE.format(2), SLIDE.format(3)],
            "aspectRatio": "9:16",
        },
        "assets": [
            {
                "assetId": "ast_01HX9Y6K7EJ4T2ABCDEF",
                "kind": "image",
                "url": SLIDE.format(1),
                "width": 1080,
                "height": 1920,
            }
        ],
        "captions": [{"platform": "tiktok", "text": "..."}],
        "lastError": None,
        "createdAt": "2026-04-18T12:04:11.000Z",
        "updatedAt": "2026-04-18T12:07:33.000Z",
    },
    open=frozenset({"text", "influencerId"}),
)
LIST = Printed(
    f"GET /v1/projects/{PROJECT}/content?status=completed&format=slideshow-builder&limit=25",
    200,
    {"items": [READ.answer], "nextCursor": None},
    open=READ.open,
)
REJECT = Printed(
    f"POST /v1/content/{CONTAINER}/reject",
    200,
    {
        "id": CONTAINER,
        "approvalStatus": "rejected",
        "rejectedAt": "2026-04-18T09:44:50Z",
        "rejectedBy": "api_key_c2037bb9-354d-4662-96b7-97a28ad6b6e1",
        "reason": "Hook is off-brand; want something punchier.",
    },
    {"reason": "Hook is off-brand; want something punchier."},
)
REJECT_AGAIN = replace(
    REJECT,
    status=409,
    answer={
        "error": {
            "code": "CONFLICT",
            "message": "Container is already rejected.",
            "requestId": "req_01HXZ9G7KMV2QX8Y1S5RJW3B7T",
            "details": {"approvalStatus": "rejected"},
        }
    },
)
PROGRESS = Printed(
    f"GET /v1/content/{CONTAINER}/progress",
    200,
    {
        "containerId": CONTAINER,
        "status": "completed",
        "stage": "finalizing",
        "stageProgress": 1.0,
        "etaSeconds": None,
        "updatedAt": "2026-04-18T09:30:04Z",
    },
)
FINISHED = Printed(
    f"GET /v1/jobs/{JOB}",
    200,
    {
        "jobId": JOB,
        "kind": "content_generate",
        "status": "completed",
        "finishedAt": "2026-04-18T12:07:33.000Z",
        "result": {"containerId": CONTAINER, "assets": READ.answer["assets"]},
    },
)
CANCEL = Printed(
    f"POST /v1/jobs/{JOB}/cancel",
    200,
    {"jobId": JOB, "accepted": False, "reason": "ALREADY_COMPLETED"},
)
WHOAMI = Printed(
    "GET /v1/whoami",
    200,
    {
        "organizationId": "org_2481fa5c-a404-44ed-a561-565392499abc",
        "workspaceId": "org_2481fa5c-a404-44ed-a561-565392499abc",
        "organizationName": "Acme Growth",
        "parentOrganizationId": None,
        "scopes": [],
        "rateLimitTier": "standard",
        "apiKeyId": "key_c2037bb9-354d-4662-96b7-97a28ad6b6e1",
        "creditBalance": 2540,
    },
    open=frozenset({"organizationName", "creditBalance"}),
)

_ID = re.compile(r"((?:api_)?[a-z]{3})_[0-9A-Za-z-]{20,}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")


def differences(printed: Any, answer: Any, *, open_: frozenset[str], at: str = "") -> list[str]:
    """Return where *answer* is not what was *printed*, ids, times and hosts aside.

    Fields that no page prints may be there, and longer lists.
    """
    if isinstance(printed, dict) and isinstance(answer, dict):
        missing = [f"{at}.{name} is missing" for name in printed.keys() - answer.keys()]
        return missing + [
            difference
            for name in printed.keys() & answer.keys()
            for difference in (
                _free(printed[name], answer[name], f"{at}.{name}")
                if name in open_
                else differences(printed[name], answer[name], open_=open_, at=f"{at}.{name}")
            )
        ]
    if isinstance(printed, list) and isinstance(answer, list):
        few = [f"{at} has {len(answer)} items"] if len(answer) < len(printed) else []
        return few + [
            difference
            for number, pair in enumerate(zip(printed, answer, strict=False))
            for difference in differences(*pair, open_=open_, at=f"{at}.{number}")
        ]
    return [] if _same(printed, answer) else [f"{at}: {printed!r} is printed, {answer!r} came"]


def _free(printed: Any, answer: Any, at: str) -> list[str]:
    fits = answer is None or type(printed) is type(answer)
    return [] if fits else [f"{at}: {printed!r} is printed, {answer!r} came"]


def _same(printed: Any, answer: Any) -> bool:
    if not (isinstance(printed, str) and isinstance(answer, str)):
        # JavaScript prints 1.0 as 1.
        return isinstance(printed, bool) is isinstance(answer, bool) and bool(printed == answer)
    if printed.startswith("https://"):
        return answer.startswith("http") and answer.endswith(printed.rpartition("/")[2])
    if _MOMENT.fullmatch(printed):
        return _MOMENT.fullmatch(answer) is not None
    return _ID.sub(r"\1_", printed) == _ID.sub(r"\1_", answer)
