"""What a check found. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - a word, not a password
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One check: what was found, and where it is not well, the way out."""

    name: str
    state: State
    message: str
    fix: str | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {**asdict(self), "state": self.state.value}


def passed(name: str, message: str) -> Finding:
    """Say that *name* is well."""
    return Finding(name, State.PASS, message)


def warned(name: str, message: str, fix: str | None = None) -> Finding:
    """Say that *name* works, with something to know about it."""
    return Finding(name, State.WARN, message, fix)


def failed(name: str, message: str, fix: str | None = None) -> Finding:
    """Say that *name* does not work."""
    return Finding(name, State.FAIL, message, fix)
