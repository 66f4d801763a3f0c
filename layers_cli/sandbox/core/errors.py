"""The exception that an endpoint raises for an error response."""

from typing import Any


class HttpError(Exception):
    """An error response.

    Args:
        status: the HTTP status.
        code: the stable code (errors page), or one of ours.
        message: a sentence for people.
        details: machine-readable details, if any.
        headers: extra response headers, such as `Retry-After`.

    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.details, self.headers = details, headers or {}

    def envelope(self, request_id: str) -> dict[str, Any]:
        """Return the response body (errors page)."""
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "requestId": request_id,
        }
        if self.details is not None:
            error["details"] = self.details
        return {"error": error}


def invalid(*issues: tuple[str, str], code: str | None = None) -> HttpError:
    """Build `422 VALIDATION`; each issue is a dotted path and a sentence.

    *code* goes to `details.code` (sandbox-surface 2, upload errors).
    """
    details: dict[str, Any] = {"issues": [{"path": p, "message": m} for p, m in issues]}
    if code is not None:
        details["code"] = code
    path, message = issues[0]
    return HttpError(422, "VALIDATION", f"{path}: {message}" if path else message, details=details)


def not_found(noun: str) -> HttpError:
    """Build `404 NOT_FOUND`, also for objects of another organization."""
    return HttpError(404, "NOT_FOUND", f"{noun} not found.")


def conflict(message: str, **details: Any) -> HttpError:
    """Build `409 CONFLICT`; *details* are written as given."""
    return HttpError(409, "CONFLICT", message, details=details or None)
