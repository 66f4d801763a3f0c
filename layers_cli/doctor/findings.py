"""What a check found."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Result of a check."""

    PASS = "pass"  # noqa: S105 - a word, not a password
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What check *name* found; *fix* says what to do about it."""

    name: str
    state: State
    message: str
    fix: str | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Return the finding as JSON has it."""
        return {**asdict(self), "state": self.state.value}


def passed(name: str, message: str) -> Finding:
    """Return the finding of a check that passed."""
    return Finding(name, State.PASS, message)


def warned(name: str, message: str, fix: str | None = None) -> Finding:
    """Return the finding of a check that passed with a warning."""
    return Finding(name, State.WARN, message, fix)


def failed(name: str, message: str, fix: str | None = None) -> Finding:
    """Return the finding of a check that failed."""
    return Finding(name, State.FAIL, message, fix)
