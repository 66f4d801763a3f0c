"""Decides what is sent again after a failure, how often and when (cli-conventions 4f).

Each try has the same key and the same bytes. The loop is ours since it has to remember whether an
earlier try may have been executed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from layers_cli.api.errors import (
    ApiError,
    BillingError,
    ConflictError,
    ConnectError,
    ContractError,
    FinalConnectError,
    InvalidError,
    NetworkError,
    StatusError,
    SuspendedError,
)

T = TypeVar("T")

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
LONGEST_RETRY_AFTER = 60.0
_TEMPORARY = frozenset({408, 429, 500, 502, 503, 504})
_TOO_MANY = 429
# "Do the same over there" (RFC 9110, 15.4.2, 15.4.8 and 15.4.9): it was not executed here.
_GO_ELSEWHERE = frozenset({301, 307, 308})
# A server compares a known key before it looks at these (common-patterns page), so a repeat that
# gets one proves that the first try was not accepted.
_CONCLUSIVE = (InvalidError, BillingError, ConflictError)


def between(low: float, high: float) -> float:
    """Return a random number between *low* and *high*."""
    from random import uniform  # most runs wait for nothing

    return uniform(low, high)  # noqa: S311 - spreads load, guards nothing


def _silent(exc: ApiError, seconds: float) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Retries:
    """How often a failed request is sent again, and what is called before each wait.

    *limit* counts the further tries; *longest_retry_after* caps what a server asks for, in
    seconds, None does not. *jitter* draws the wait between its two bounds: full jitter.
    """

    limit: int = 4
    longest_retry_after: float | None = LONGEST_RETRY_AFTER
    pause: Callable[[float], None] = time.sleep
    jitter: Callable[[float, float], float] = between
    on_retry: Callable[[ApiError, float], None] = _silent

    def run(self, send: Callable[[], T], *, repeatable: bool, maybe_executed: bool = False) -> T:
        """Return what *send* returns, after as many tries as it takes.

        *repeatable*: a repeat does no harm, by its method or by its key. Without it only a 429 is
        followed by another try. *maybe_executed*: it may have been executed before.

        Raises the last try's `ApiError`, its `maybe_executed` being true of all tries together.
        """
        tries = 0
        while True:
            try:
                return send()
            except ApiError as exc:
                maybe_executed = may_be_executed(exc) or (
                    maybe_executed and not rules_out_execution(exc)
                )
                exc.maybe_executed = maybe_executed
                if tries >= self.limit or not may_be_repeated(exc, repeatable=repeatable):
                    raise
                seconds = self._wait(exc, tries)
                self.on_retry(exc, seconds)
            tries += 1
            self.pause(seconds)

    def _wait(self, exc: ApiError, tries: int) -> float:
        asked = getattr(exc, "retry_after", None)
        if asked is None:
            return self.jitter(0.0, min(FIRST_WAIT * 2.0**tries, LONGEST_WAIT))
        longest = self.longest_retry_after
        return float(asked if longest is None else min(asked, longest))


def may_be_repeated(exc: ApiError, *, repeatable: bool) -> bool:
    """Whether another try may succeed and does no harm; never after an invalid response."""
    if isinstance(exc, StatusError) and exc.status == _TOO_MANY:
        return True  # the server says that it did nothing
    if not repeatable or isinstance(exc, FinalConnectError | SuspendedError):
        return False
    if isinstance(exc, NetworkError):
        return True
    return isinstance(exc, StatusError) and (exc.status in _TEMPORARY or _is_in_flight(exc))


def may_be_executed(exc: ApiError) -> bool:
    """Whether the request that ended with *exc* may have been executed."""
    if isinstance(exc, ConnectError | SuspendedError):
        return False
    if isinstance(exc, StatusError):
        return exc.status >= 500 or exc.status == 408 or _is_in_flight(exc)
    return not (isinstance(exc, ContractError) and exc.status in _GO_ELSEWHERE)


def rules_out_execution(exc: ApiError) -> bool:
    """Whether *exc*, as the answer to a repeat, says that no earlier try was executed."""
    return isinstance(exc, _CONCLUSIVE) and not _is_in_flight(exc)


def _is_in_flight(exc: StatusError) -> bool:
    """Whether the first call with this key is still running (sandbox-surface 2)."""
    return exc.status == 409 and exc.details.get("subcode") == "IDEMPOTENCY_IN_FLIGHT"
