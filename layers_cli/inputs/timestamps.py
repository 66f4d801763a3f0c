"""Times as people type them: `90s`, `20m`, `2026-04-18`, `24h` ago."""

import re
from datetime import UTC, datetime, timedelta

from layers_cli.errors.exceptions import UsageError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhdw]?)", re.ASCII)


def seconds(text: str, *, param: str = "timeout") -> float:
    """Read a duration such as `90s`, `20m`, `1h` or `1h30m`; a bare number counts seconds.

    Raises `UsageError` for anything else.
    """
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise UsageError(f"`{text}` is not a duration", hint="write 90s, 20m or 1h", param=param)
    return sum(float(number) * _UNITS[unit or "s"] for number, unit in parts)


def moment(text: str, *, param: str, now: datetime) -> str:
    """Read a moment as the API wants it, ISO 8601 in UTC with `Z` (api-core 1.4).

    *text* is an ISO date or time, in UTC where it names no zone, or a duration before *now*.
    Raises `UsageError` for anything else.
    """
    if _DURATION.match(text) and text[-1] in _UNITS:
        return _zulu(now - timedelta(seconds=seconds(text, param=param)))
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
    except ValueError:
        raise UsageError(
            f"`{text}` is not a time",
            hint="write 2026-04-18, 2026-04-18T12:00:00Z, or 24h for a day ago",
            param=param,
        ) from None
    return _zulu(found if found.tzinfo else found.replace(tzinfo=UTC))


def seconds_of(moment: str) -> float:
    """Return a `moment` in seconds since 1970."""
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def _zulu(found: datetime) -> str:
    utc = found.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
