"""Why a source cannot be uploaded; all issues of a command are reported together."""

from typing import Any, NamedTuple


class ValidationIssue(NamedTuple):
    """One reason: *source* is the file or URL, fit to be shown; *code* names the kind of reason."""

    source: str
    code: str
    message: str

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {"source": self.source, "code": self.code, "message": self.message}


class InvalidSourceError(Exception):
    """One file cannot be used."""

    def __init__(self, source: str, code: str, message: str) -> None:
        super().__init__(f"{source} {message}")
        self.issue = ValidationIssue(source, code, message)
