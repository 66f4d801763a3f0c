"""The Retry-After header (RFC 9110, 10.2.3): seconds, or an HTTP date."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 366 * 86_400.0  # seconds; no server means more, and no clock can wait for it
_SECONDS = re.compile(r"\d+(\.\d*)?", re.ASCII)


def retry_after_seconds(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Return for how many seconds the answer with *headers* asks to wait, at most a year.

    None if it does not say so, or in no form that there is: NaN, a negative number, a date that is
    none. A date counts from the answer's own `Date`, since our clock may be wrong; *now* is our
    time, for an answer without one.
    """
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return min(float(value), LONGEST)
    moment, sent = http_date(value), http_date(headers.get("date", ""))
    if moment is None:
        return None
    seconds = (moment - (sent or now or datetime.now(UTC))).total_seconds()
    return min(max(0.0, seconds), LONGEST)


def http_date(text: str) -> datetime | None:
    """Return the time that an HTTP header's *text* says; None if it says none."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
