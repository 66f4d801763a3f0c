"""An error as people and as programs get it (cli-conventions 4c)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from layers_cli.render.text import clean, duration

_SUBMITTED = {
    "no": "Nothing was submitted.",
    "yes": "It was submitted.",
    "unknown": "It may have been submitted; look before you run it again.",
}
# Where everybody can see that nothing was sent, saying so is noise.
_NEVER_SENT = frozenset({"cli_usage", "cli_config", "cli_no_key"})
_REPEATABLE = "It may have been submitted; run again as the hint says, it is not submitted twice."


@dataclass(frozen=True)
class Problem:
    """What went wrong and how to go on.

    *message* is our sentence, or the server's own; *server_said* is the server's where *message* is
    ours. *hint* ends with the command that fixes it. *retry_after* is in seconds, *submitted* says
    whether the request may cost something: "no", "yes" or "unknown"; None where it cannot.
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
        """Return the JSON object for stderr; all keys are always there."""
        return {"error": asdict(self)}

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the lines for people as (label, text); labels may be empty.

        The server's words stand apart and are marked as the server's.
        """
        yield "error", clean(self.message, keep_lines=True)
        if self.server_said and self.server_said != self.message:
            yield "", f"The server said: {clean(self.server_said)}"
        if self.retry_after:
            yield "", f"The server asks to wait {duration(self.retry_after)}."
        if self.submitted and self.code not in _NEVER_SENT:
            sure = self.submitted == "unknown" and self.safe_to_retry
            yield "", _REPEATABLE if sure else _SUBMITTED.get(self.submitted, "")
        if self.request_id:
            yield "", f"Request id: {clean(self.request_id)}"
        if self.doc_url:
            yield "", f"See {clean(self.doc_url)}"
        if self.resume and self.resume not in (self.hint or ""):
            yield "resume", clean(self.resume)
        if self.hint:
            yield "hint", clean(self.hint, keep_lines=True)
