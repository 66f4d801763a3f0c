"""Decides what is sent again after a failure, how often and when (cli-conventions 4f).

Each try has the same key and the same bytes. The loop is ours since it has to remember whether an
earlier try may have been executed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from layers_cli.api.errors import (
    ApiError,
    BillingError,
    ConflictError,
    ConnectError,
    ContractError,
    FinalConnectError,
    InvalidError,
    NetworkError,
    RateLimitError,
    RunStoppedError,
    StatusError,
    SuspendedError,
)

if TYPE_CHECKING:
    from layers_cli.api.responses import RawResponse

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

# A signal that comes right before the system begins to wait interrupts nothing: Python looks for it
# when the wait is over. So long waits are several short ones.
LONGEST_WAIT_AT_ONCE = 1.0  # seconds

# Of a budget of calls: how often a wait looks whether the run is being stopped, and more.
_LOOK_EVERY_SECONDS = 0.2
_FIRST_GAP, _LONGEST_GAP = 0.05, 10.0  # seconds between calls after a 429
_NO_GAP = 0.001
_RECOVERY = 0.9
_WAIT_SECONDS = 1.0  # after a 429 that names no time
_NEARLY_EMPTY = 16  # calls left from which they are spread
_MINUTE = 60.0


def sleep(seconds: float) -> None:
    """Sleep for *seconds*, a second at a time, so that a signal always ends it."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, LONGEST_WAIT_AT_ONCE))


def between(low: float, high: float) -> float:
    """Return a random number between *low* and *high*."""
    from random import uniform  # most runs wait for nothing

    return uniform(low, high)  # noqa: S311 - spreads load, guards nothing


def _silent(exc: ApiError, seconds: float) -> None:
    """Report nothing."""


class Retries(NamedTuple):
    """How often a failed request is sent again, and what is called before each wait.

    *limit* counts the further tries; *longest_retry_after* caps what a server asks for, in
    seconds, None does not. *jitter* draws the wait between its two bounds: full jitter.
    """

    limit: int = 4
    longest_retry_after: float | None = LONGEST_RETRY_AFTER
    pause: Callable[[float], None] = sleep
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


class RateBudget:
    """One budget of calls for all threads that share it, fed by what the server answers.

    It lets them through one after another, *per_minute* at most, None for as fast as they come. A
    429 says that nothing was done (rate-limits page): the caller waits as long as it says, and all
    others slow down until calls go through again.

    *pause* waits for seconds, *clock* counts them. *on_limited* is told of each 429, with the
    seconds that it costs.
    """

    def __init__(
        self,
        per_minute: float | None = None,
        *,
        pause: Callable[[float], None] = sleep,
        clock: Callable[[], float] = time.monotonic,
        on_limited: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._least = _MINUTE / per_minute if per_minute else 0.0
        self._gap = self._least
        self._next = 0.0
        self._pause = pause
        self._clock = clock
        self._on_limited = on_limited
        self._lock, self._turn = Lock(), Lock()
        self.is_stopped = False

    def stop(self) -> None:
        """Let no further call through, also none that waits already."""
        self.is_stopped = True

    def through(self, send: Callable[[], RawResponse]) -> RawResponse:
        """Return what *send* returns once it is let through, however often it ends with a 429."""
        while True:
            self.take()
            try:
                answer = send()
            except RateLimitError as exc:
                self.limited(exc.retry_after)
            else:
                self.answered(dict(answer.headers))
                return answer

    def take(self) -> None:
        """Wait until the next call may be sent; raises `RunStoppedError` if none may any more."""
        with self._turn:  # what was late, as after a stall, does not go all at once
            self._wait(self._next - self._clock())
            with self._lock:
                now = self._clock()
                begun = self._next if now - self._next < self._gap else now
                self._next = begun + self._gap

    def limited(self, seconds: float | None) -> None:
        """Take in a 429, and wait the *seconds* that it says; all calls slow down."""
        wait = _WAIT_SECONDS if seconds is None else seconds
        with self._lock:
            self._gap = min(max(2 * self._gap, _FIRST_GAP), max(self._least, _LONGEST_GAP))
        self._on_limited(wait)
        self._wait(wait)

    def answered(self, headers: Mapping[str, str]) -> None:
        """Take in a success: *headers* may say how many calls are left in this minute."""
        limit = _number(headers, "limit")
        left = _number(headers, "remaining")
        with self._lock:
            if limit and left is not None:
                spread = _MINUTE / limit if left <= _NEARLY_EMPTY else 0.0
                self._gap = max(self._least, spread)
            elif self._gap > self._least:
                gap = self._gap * _RECOVERY
                self._gap = max(self._least, gap if gap > _NO_GAP else 0.0)

    def _wait(self, seconds: float) -> None:
        while seconds > 0 and not self.is_stopped:
            piece = min(seconds, _LOOK_EVERY_SECONDS)
            self._pause(piece)
            seconds -= piece
        if self.is_stopped:
            raise RunStoppedError("It was not sent: the run is being stopped")


def _number(headers: Mapping[str, str], name: str) -> float | None:
    """Return the header *name* of the rate limit; the API's own names are not documented."""
    for prefix in ("x-ratelimit-", "ratelimit-"):
        value = headers.get(prefix + name, "").strip()
        if value.isascii() and value.isdigit():
            return float(value)
    return None
