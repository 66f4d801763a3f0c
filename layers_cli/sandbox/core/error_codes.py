"""The error codes with status and meaning; codes that no page documents are ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorCode:
    """One stable error code.

    Args:
        status: the HTTP status it comes with.
        meaning: a sentence for the OpenAPI document.
        ours: not on any page of the vendor's.

    """

    status: int
    meaning: str
    ours: bool = False


ERROR_CODES = {
    "UNAUTHENTICATED": ErrorCode(401, "The key is missing, malformed, unknown or revoked."),
    "BILLING_EXHAUSTED": ErrorCode(402, "The available credits do not cover the call."),
    "FORBIDDEN_SCOPE": ErrorCode(403, "The key lacks the scope of the route."),
    "FORBIDDEN": ErrorCode(403, "The caller may not do this, whatever its key.", ours=True),
    "APPROVAL_REQUIRED": ErrorCode(403, "The container waits for approval; nothing is kept."),
    "RETURN_URL_NOT_ALLOWED": ErrorCode(
        403, "The host of `returnUrl` is not on the key's allowlist."
    ),
    "NOT_FOUND": ErrorCode(404, "There is no such thing in the key's organization."),
    "METHOD_NOT_ALLOWED": ErrorCode(405, "The path exists, but not with this method.", ours=True),
    "CONFLICT": ErrorCode(409, "The state does not allow it; `details` says which state."),
    "CONTENT_REJECTED": ErrorCode(409, "The container was rejected; it can never go out."),
    "IDEMPOTENCY_CONFLICT": ErrorCode(
        409, "The Idempotency-Key was used before, with another body."
    ),
    "UPLOAD_INCOMPLETE": ErrorCode(
        409, "Not all files have arrived; `details` names them.", ours=True
    ),
    "MISDIRECTED_REQUEST": ErrorCode(421, "The Host header names another server.", ours=True),
    "VALIDATION": ErrorCode(422, "The request breaks a rule; `details.issues` has each one."),
    "UNSUPPORTED_FORMAT": ErrorCode(422, "The format is unknown, or reserved for later."),
    "MISSING_APP_NAME": ErrorCode(422, "`slideshow-builder` needs `appName` on the project."),
    "MISSING_APP_DESCRIPTION": ErrorCode(422, "`slideshow-builder` needs `appDescription`."),
    "MISSING_APP_DEMO": ErrorCode(422, "`ugc-remix` needs an app-demo clip in the media library."),
    "RATE_LIMITED": ErrorCode(429, "Too many calls; `Retry-After` says when to try again."),
    "INTERNAL": ErrorCode(500, "The sandbox failed; its log says why.", ours=True),
    "VIDEO_SUPPORT_MISSING": ErrorCode(
        501, "PyAV, which videos need, is not installed.", ours=True
    ),
    "KILL_SWITCH": ErrorCode(503, "The key or its organization is suspended."),
    "STORAGE_UNWRITABLE": ErrorCode(507, "The data folder is full, read-only or gone.", ours=True),
}
"""By code (errors page, content page, billing page)."""

GENERATION_ERRORS = (
    "BILLING_EXHAUSTED",
    "CONFLICT",
    "UNSUPPORTED_FORMAT",
    "MISSING_APP_NAME",
    "MISSING_APP_DESCRIPTION",
    "MISSING_APP_DEMO",
    "VIDEO_SUPPORT_MISSING",
)
"""Codes that only calls which start a generation return (content page, table)."""
