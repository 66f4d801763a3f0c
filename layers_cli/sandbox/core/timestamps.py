"""Timestamps: ISO 8601 in UTC on the wire, integer milliseconds since 1970 inside."""

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHAPE = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
UTC_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$"
"""The same for JSON Schema, which has no ASCII flag."""
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)", re.ASCII)
_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
LATEST = 253_402_300_799_999
"""The last millisecond of the year 9999."""


def format_timestamp(moment: int) -> str:
    """Format *moment* (milliseconds since 1970) as the API does."""
    at = _EPOCH + timedelta(milliseconds=moment)
    return at.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def format_optional_timestamp(moment: int | None) -> str | None:
    """Format *moment*; `None` stays `None`."""
    return None if moment is None else format_timestamp(moment)


def parse_timestamp(text: str, *, round_up: bool = False) -> int:
    """Parse an ISO 8601 time that ends in `Z`, or raise ValueError; no UTC offsets (list pages).

    Fractions of a millisecond are cut off, or rounded up with *round_up*.
    """
    if (found := _SHAPE.fullmatch(text)) is None:
        raise ValueError("must be ISO 8601 in UTC, such as 2026-04-18T12:04:11.000Z")
    day, hour, fraction = found.groups()
    at = datetime.fromisoformat(f"{day}T{hour}+00:00")
    nanoseconds = int((fraction or "").ljust(9, "0"))
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    return (at - _EPOCH) // timedelta(milliseconds=1) + milliseconds + (round_up and rest > 0)


def parse_duration(text: str) -> int:
    """Parse `90s`, `10m` or `1h30m` into milliseconds, or raise ValueError."""
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError("must be a duration such as 90s, 10m or 1h30m")
    return sum(int(float(number) * _UNITS[unit]) for number, unit in parts)
