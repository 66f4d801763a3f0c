"""Texts of the document: introduction, tags, response headers and our own choices."""

INTRODUCTION = """\
What `layers sandbox serve` answers: the documented routes of the Layers Partner API, with state, \
real media and a clock, for tests and offline work. It is not the vendor's document. What the \
vendor's public pages leave open was decided here and is marked **ours**. Do not take it for a \
statement by the vendor.

Ours, throughout:

* **Order of checks**: 401, kill switch 503, scope 403, rate limit 429, not found 404, idempotency \
409, body 422, preconditions 422, credits 402. A refused call changes nothing and bills nothing.
* **Strict bodies**: an unknown key, `id` among them, gives `422 VALIDATION` with \
`details.issues[{path, message}]`.
* **Idempotency**: keys of 1 to 255 printable ASCII characters, for 24 hours; only good answers \
are kept, and repeated byte for byte with `Idempotency-Replayed: true`. While the first call \
runs, a second gets `409 CONFLICT` with `details.subcode` `IDEMPOTENCY_IN_FLIGHT`.
* **Ids**: a UUID may be in upper case. An idempotency key belongs to the resource of the \
path, however its id is written.
* **Headers and bodies**: a header that comes twice is a list. JSON is accepted with \
any `Content-Type`; a hosted server may insist on `application/json`.
* **Lists**: a cursor from elsewhere, a `limit` out of range, or `status[]=…` instead of a \
repeated `status=…` gives 422. Unknown query parameters are ignored.
* **Statuses**: 405 for another method on a known path, 421 for a foreign Host header, 507 when \
the data folder cannot be written, all in the error envelope.
* **Uploads**: `details.code` of a 422 is one of `MEDIA_TYPE_UNSUPPORTED`, `MEDIA_TOO_LARGE`, \
`MEDIA_UNREADABLE`, `MEDIA_FETCH_FAILED`, `MEDIA_URL_FORBIDDEN`, `MEDIA_MIX_FORBIDDEN`.
* **Webhooks**: the envelope's `createdAt`; five attempts, 30 s, 1, 5 and 15 minutes apart on the \
sandbox's clock; a 4xx other than 429 ends them. Signatures carry the machine's real time.
* **Faults**: a rule set on the control surface may give any response; those are not listed here.

Not in this document: `/` (a page to look at), `/media/…` (the files; public, with ranges and \
ETags) and `/store/…` (the signed `uploadUrl` of a reserved upload: a plain `PUT`, \
answered as S3 does).
"""

TAGS = {
    "account": "Whose key this is, and its credits.",
    "projects": "Projects: the brand that content is made for.",
    "review": "The review gate: policy, approve, reject.",
    "content": "Content containers, one creative each: create, read, list.",
    "uploads": "Uploads of your own finished media, by URL.",
    "jobs": "Jobs: work in the background.",
    "library": "The project's media library.",
    "upload_sessions": "Uploads of your own finished media, to signed URLs.",
    "hooks": "Suggested hooks.",
    "influencers": "Influencers that voice content.",
    "keywords": "What a project's audience looks for.",
    "social_accounts": "Accounts on TikTok and Instagram that content can go out to.",
    "posts": "Schedule and publish: what goes out to which account, and when.",
    "webhooks": "Signed events, delivered to receivers on this machine.",
    "control": "Ours: the sandbox's control surface, for this machine only.",
}
"""Description of each tag."""

TAGS_OF_MODULES = {"app_media": "library"}
"""Tags of the route modules whose name differs from their tag."""

_RESERVED = "always 422, as on the content page; newer pages say that it can be called."

OURS = {
    "generateContent": "1 to 10 variants; one job carries all containers; unknown media are named; "
    "the project's first influencer that is ready voices it.",
    "listContainers": "the filter `approvalStatus`.",
    "approveContainer": "only what is `completed` and `pending` can be decided on; a promotion is "
    "made whole or not at all, and has an `error` if it `failed`.",
    "rejectContainerForGood": "only what is `completed` and `pending` can be decided on.",
    "readContainerProgress": "both documented shapes at once; the ETag leaves the estimate out.",
    "cancelJob": "a `reason` for each state a job may have ended in; the credits come back.",
    "readCredits": "all of them are prepaid, and taken when a generation is accepted.",
    "makeProject": "with `appDescription`, keyword research and the first influencer take as long "
    "as any job here, and a slideshow does not wait for them.",
    "changeProject": "a read-only field gives 422; the status `archived` does what DELETE does; a "
    "first `appDescription` starts a first influencer too.",
    "archiveProject": "running jobs and open uploads are canceled, and the credits come back.",
    "readReviewPolicy": "the scope.",
    "setReviewPolicy": "the scope.",
    "makeSlideshow": "every social account is wired to the project's first influencer; an "
    "influencer that is not ready gives 409.",
    "remixAppDemo": "as for slideshows; a `mediaId` that is no demo-video gives 422; 501 where the "
    "video library is not installed.",
    "remixVideoReserved": _RESERVED,
    "remixSlideshowReserved": _RESERVED,
    "readContainer": "the shapes of `lastError` and `platformFit`; `adsEnrollment` is null for "
    "generated content.",
    "readJob": "`result.containerIds`, and the shape of `error`.",
    "deleteAppMedia": "ids are `med_<ULID>`.",
    "makeWebhookEndpoint": "the status 201; receivers on this machine alone; no scope.",
    "rotateSigningSecret": "the words of the warning.",
    "listEndpointDeliveries": "which end is `failed` and which `abandoned`.",
    "deliverEventAgain": "at once, with `replayOf` at the top of the envelope.",
    "scheduleContainer": "the status 201, `scheduledPosts`, that `mode` defaults to `publish`, and "
    "that an account may be named once; an account that is not connected gives 422; 409 while the "
    "container is not completed or the project is archived; a pending container gives 202, as the "
    "page of this call says, and not the 403 of another.",
    "publishContainer": "as for schedule. Posts are scheduled for 30 seconds from now.",
    "readScheduledPost": "all of `lastError` but `message`; `externalUrl` is a page of the "
    "sandbox, which shows the post; drafts have none; a post whose account is no longer connected "
    "fails with `CREDENTIAL_INVALID`.",
    "listScheduledPosts": "an account that there is not has no posts.",
    "cancelScheduledPost": "a post that is `publishing` is always canceled in time.",
    "reschedulePost": "no event tells of it.",
    "listTikTokMusic": "the tracks, which are invented and have nothing to hear.",
    "listSocialAccounts": "no account is leased; the order; tokens are good for 60 days, then "
    "their account is `reauth_required`.",
    "connectSocialAccount": "the link leads to a page of the sandbox with Allow and Deny; "
    "`returnUrl` may be left out, and must lead to this machine, which is the allowlist.",
    "authorizeSocialAccountAgain": "the path after `/v1/projects/{projectId}/so`, and the body.",
    "readAuthorization": "a link that nobody used in time has `failed`; the codes of `error`.",
    "readHealthOfSocialAccount": "all of it but that there is such a call.",
    "disconnectSocialAccount": "a malformed id gives 422, not 400.",
    "killKey": "the scope, the answer, and that a second kill changes nothing.",
    "listCreditEvents": "`workflowId` is the id of the job; a refund for what did not complete.",
    "listAppMedia": "the scope, the rows and that there are pages.",
    "addAppMediaByURL": "the row; SVG and HEIC are refused, since nothing here could draw them.",
    "listHooks": "the brand fields decide the bank, and its frame is English.",
    "readKeywords": "the rows are the project's own words, with invented numbers.",
    "refreshKeywords": "the kind `keyword_refresh` and its stage; 409 while archived.",
    "changeInfluencer": "the portrait stays as it was.",
    "cloneInfluencer": "the kind `influencer_clone`; the same gender and age look the same.",
    "deleteInfluencer": "its job is canceled if it is still running.",
    "makeInfluencer": "the stages `queued` and `training`; the portrait is drawn by the sandbox.",
    "reserveUpload": "the answer's fields; URLs live 15 minutes, sessions 24 hours.",
    "finalizeUpload": "409 `UPLOAD_INCOMPLETE` names the files; a dead session is 409 as well.",
    "changeCaptionOfUploadedContent": "409 while the upload is not finished.",
    "uploadFinishedMediaByURL": "a file is what its bytes say it is; at most three redirects.",
}
"""Our choices for single operations, by operation id (sandbox-surface 1 and 2)."""

HEADERS = {
    "X-Request-Id": {
        "description": "Identifies this response; `error.requestId` repeats it.",
        "required": True,
        "schema": {"type": "string", "pattern": "^req_[0-9A-Z]{26}$"},
    },
    "X-RateLimit-Endpoint-Class": {
        "description": "The limit that the call counts against (rate-limits page).",
        "required": True,
        "schema": {"type": "string", "enum": ["read-light", "write-light", "long-running"]},
    },
    "X-RateLimit-Limit": {
        "description": "Calls a minute. Ours: the name. Absent while limits are off.",
        "schema": {"type": "integer"},
    },
    "X-RateLimit-Remaining": {
        "description": "Calls left. Ours: the name. Absent while limits are off.",
        "schema": {"type": "integer"},
    },
    "X-RateLimit-Reset": {
        "description": "Seconds until the limit is full again. Ours: the name. Absent while off.",
        "schema": {"type": "integer"},
    },
    "Retry-After": {
        "description": "Seconds to wait before the next try.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "Idempotency-Replayed": {
        "description": "`true` if this response is a repetition. Ours.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "ETag": {
        "description": "Changes when the job or the container does (get-job page).",
        "required": True,
        "schema": {"type": "string"},
    },
    "Cache-Control": {
        "description": "Ours: revalidate before using a cached response.",
        "schema": {"type": "string"},
    },
}
"""Response headers by name."""
