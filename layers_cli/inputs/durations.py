"""Durations as users type them: `90s`, `20m`, `1h30m`."""

import re

from layers_cli.errors.exceptions import UsageError

LONGEST = 5200 * 604_800  # seconds, 100 years: what is longer leaves the calendar
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhdw]?)", re.ASCII)


def parse_duration(text: str, *, param: str = "timeout") -> float:
    """Return the seconds that *text* means; a bare number counts seconds.

    Raises `UsageError`, which names the option *param*, for anything else, and for more than
    `LONGEST`.
    """
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise UsageError(f"`{text}` is not a duration", hint="write 90s, 20m or 1h", param=param)
    seconds = sum(float(number) * _UNITS[unit or "s"] for number, unit in parts)
    if seconds > LONGEST:
        raise UsageError(
            f"`{text}` is longer than {LONGEST // _UNITS['w']} weeks", hint="write 52w", param=param
        )
    return seconds


def starts_like_duration(text: str) -> bool:
    """Return whether *text* begins with a number and ends with a unit, as `24h` does."""
    return bool(_DURATION.match(text)) and text[-1] in _UNITS
