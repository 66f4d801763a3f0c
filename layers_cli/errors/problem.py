"""What an error tells people and programs (cli-conventions 4c)."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Problem(NamedTuple):
    """What went wrong and how to go on.

    *message* is our sentence; *server_said* is the server's own. *hint* ends with the command that
    fixes it. *retry_after* is in seconds. *submitted* says whether a request was carried out that
    costs something, or would be carried out twice by a repeat: "no", "yes" or "unknown"; None where
    there is none.
    """

    code: str
    message: str
    hint: str | None = None
    server_said: str | None = None
    param: str | None = None
    status: int | None = None
    request_id: str | None = None
    retryable: bool | None = None
    retry_after: float | None = None
    submitted: str | None = None
    safe_to_retry: bool | None = None
    resume: str | None = None
    doc_url: str | None = None
    details: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the JSON object for stderr; every key is always present."""
        return {"error": self._asdict()}
