"""The error codes: which status each has, and what it means. Those no page has are ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One stable error code.

    Args:
        status: the HTTP status it comes with.
        meaning: a sentence for the OpenAPI document.
        ours: not on any page of the vendor's.

    """

    status: int
    meaning: str
    ours: bool = False


CODES = {
    "UNAUTHENTICATED": Code(401, "The key is missing, malformed, unknown or revoked."),
    "BILLING_EXHAUSTED": Code(402, "The available credits do not cover the call."),
    "FORBIDDEN_SCOPE": Code(403, "The key lacks the scope of the route."),
    "FORBIDDEN": Code(403, "The caller may not do this, whatever its key.", ours=True),
    "NOT_FOUND": Code(404, "There is no such thing in the key's organization."),
    "METHOD_NOT_ALLOWED": Code(405, "The path exists, the method on it does not.", ours=True),
    "CONFLICT": Code(409, "The state does not allow it; `details` says which state."),
    "IDEMPOTENCY_CONFLICT": Code(409, "The Idempotency-Key came before with another body."),
    "UPLOAD_INCOMPLETE": Code(409, "Not all files have arrived; `details` names them.", ours=True),
    "MISDIRECTED_REQUEST": Code(421, "The Host header names another server.", ours=True),
    "VALIDATION": Code(422, "The request breaks a rule; `details.issues` has each one."),
    "UNSUPPORTED_FORMAT": Code(422, "The format is unknown, or reserved for later."),
    "MISSING_APP_NAME": Code(422, "`slideshow-builder` needs `appName` on the project."),
    "MISSING_APP_DESCRIPTION": Code(422, "`slideshow-builder` needs `appDescription`."),
    "MISSING_APP_DEMO": Code(422, "`ugc-remix` needs an app-demo clip in the media library."),
    "RATE_LIMITED": Code(429, "Too many calls; `Retry-After` says when to come again."),
    "INTERNAL": Code(500, "The sandbox failed; its log says why.", ours=True),
    "VIDEO_SUPPORT_MISSING": Code(501, "PyAV, which videos need, is not installed.", ours=True),
    "KILL_SWITCH": Code(503, "The key or its organization is suspended."),
    "STORAGE_UNWRITABLE": Code(507, "The data folder is full, read-only or gone.", ours=True),
}
"""By code (errors page, content page, billing page)."""

STARTING = (
    "BILLING_EXHAUSTED",
    "CONFLICT",
    "UNSUPPORTED_FORMAT",
    "MISSING_APP_NAME",
    "MISSING_APP_DESCRIPTION",
    "MISSING_APP_DEMO",
    "VIDEO_SUPPORT_MISSING",
)
"""What only calls that start a generation are refused with (content page, table)."""
