"""Rate limits (rate-limits page): token buckets on the sandbox's clock, in memory, off by default.

Buckets are counted for each key and class. That, and that a restart fills them again, is ours.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from layers_cli.sandbox.core.errors import HttpError

DAY = 24 * 3_600_000
_MINUTE = 60_000


class Tier(NamedTuple):
    """Calls a minute by class, and `write-light` calls a day (UTC)."""

    read_light: int
    write_light: int
    long_running: int
    daily_writes: int

    def per_minute(self, rate_class: str) -> int:
        """Return the limit of a class such as `read-light`."""
        limit: int = getattr(self, rate_class.replace("-", "_"))
        return limit


TIERS = {
    "standard": Tier(120, 60, 20, 10_000),
    "pilot": Tier(1_200, 600, 60, 100_000),
    "partner": Tier(6_000, 3_000, 300, 500_000),
}
"""By name (rate-limits page)."""


@dataclass
class _Bucket:
    """A token bucket: full at first, refilled evenly within a minute."""

    size: int
    tokens: float
    at: int

    def refill(self, now: int) -> None:
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.size / _MINUTE)
        self.at = now

    def seconds_until(self, tokens: float) -> int:
        return max(0, math.ceil((tokens - self.tokens) * 60 / self.size))


@dataclass
class RateLimits:
    """The remaining calls of each key.

    Args:
        tier: a name of `TIERS`; `None` means no limits.
        creates: calls a minute of the class `long-running`, whatever the tier allows (ours).

    """

    tier: str | None = None
    creates: int | None = None
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)
    _writes: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, key_id: str, rate_class: str, *, now: int) -> dict[str, str]:
        """Count a call at *now* (ms) and return its headers, or raise HttpError (429) uncounted."""
        size = self._per_minute(rate_class)
        if size is None:
            return {}
        bucket = self._buckets.setdefault((key_id, rate_class), _Bucket(size, size, now))
        bucket.refill(now)
        headers = {"X-RateLimit-Limit": str(bucket.size)}
        if bucket.tokens < 1:
            raise _limited(headers, bucket, bucket.seconds_until(1), rate_class)
        if rate_class == "write-light" and self.tier is not None:
            self._count_write(key_id, TIERS[self.tier].daily_writes, now, headers, bucket)
        bucket.tokens -= 1
        return headers | _state(bucket)

    def clear(self) -> None:
        """Reset all counters."""
        self._buckets.clear()
        self._writes.clear()

    def _per_minute(self, rate_class: str) -> int | None:
        if rate_class == "long-running" and self.creates is not None:
            return self.creates
        return None if self.tier is None else TIERS[self.tier].per_minute(rate_class)

    def _count_write(
        self, key_id: str, cap: int, now: int, headers: dict[str, str], bucket: _Bucket
    ) -> None:
        day, used = self._writes.get(key_id, (0, 0))
        today = now // DAY
        used = used if day == today else 0
        if used >= cap:
            tomorrow = math.ceil(((today + 1) * DAY - now) / 1000)
            raise _limited(headers, bucket, tomorrow, "write-light", daily=True)
        self._writes[key_id] = (today, used + 1)


def too_many_jobs(limit: int) -> HttpError:
    """Return the error where *limit* jobs of an organization run (rate-limits page).

    Its details, and the second to wait, are ours.
    """
    return HttpError(
        429,
        "RATE_LIMITED",
        f"The organization's {limit} concurrent jobs are all running.",
        details={"endpointClass": "long-running", "concurrentJobs": limit},
        headers={"Retry-After": "1"},
    )


def _state(bucket: _Bucket) -> dict[str, str]:
    return {
        "X-RateLimit-Remaining": str(int(bucket.tokens)),
        "X-RateLimit-Reset": str(bucket.seconds_until(bucket.size)),
    }


def _limited(
    headers: dict[str, str], bucket: _Bucket, wait: int, rate_class: str, *, daily: bool = False
) -> HttpError:
    retry = {"Retry-After": str(max(1, wait))}
    return HttpError(
        429,
        "RATE_LIMITED",
        f"Too many {rate_class} calls {'today' if daily else 'this minute'}.",
        details={"endpointClass": rate_class, "window": "day" if daily else "minute"},
        headers=headers | _state(bucket) | retry,
    )
