"""Durations, times, sizes and counts in words. Pure: the clock is an argument."""

from datetime import UTC, datetime

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_LONGEST = 36_500 * _DAY  # what is infinite has no words


def duration(seconds: float) -> str:
    """Return a span of *seconds* in words: `42s`, `1m 23s`, `1h 02m`, `3d 04h`."""
    whole = int(max(0, min(seconds, _LONGEST)))
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m {whole % _MINUTE:02d}s"
    if whole < _DAY:
        return f"{whole // _HOUR}h {whole % _HOUR // _MINUTE:02d}m"
    return f"{whole // _DAY}d {whole % _DAY // _HOUR:02d}h"


def relative_time(moment: datetime, now: datetime) -> str:
    """Return how far *moment* is from *now*: `3 min ago`, `in 2 h`; a date from 30 days on."""
    if now.tzinfo is None or moment.tzinfo is None:
        now, moment = _aware(now), _aware(moment)
    seconds = (now - moment).total_seconds()
    distance = abs(seconds)
    if distance < 5:
        return "just now"
    if distance >= 30 * _DAY:
        return _aware(moment).date().isoformat()
    if distance >= _HOUR:
        size, unit = (_DAY, "d") if distance >= _DAY else (_HOUR, "h")
    else:
        size, unit = (_MINUTE, "min") if distance >= _MINUTE else (1, "s")
    words = f"{int(distance // size)} {unit}"
    return f"{words} ago" if seconds > 0 else f"in {words}"


def absolute_time(moment: datetime) -> str:
    """Return *moment* for people: `2026-04-18 12:04:11 UTC`."""
    return _aware(moment).strftime("%Y-%m-%d %H:%M:%S UTC")


def iso_time(moment: datetime) -> str:
    """Return *moment* for programs, as the API writes it: `2026-04-18T12:04:11.000Z`."""
    return _aware(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def byte_count(count: int) -> str:
    """Return *count* bytes for people: `812 B`, `1.4 MB`."""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def counted(count: int, noun: str) -> str:
    """Return *count* with its *noun*: `1 slide`, `3 slides`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _aware(moment: datetime) -> datetime:
    """Return *moment* in UTC; a time without zone is one of the API's, which are UTC."""
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # at the edge of the calendar
        return moment.replace(tzinfo=UTC)
