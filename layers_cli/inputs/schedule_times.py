"""Times to publish at, as users type them, and slots for several posts.

    2026-12-01T09:00:00Z   2026-12-01 09:00   tomorrow 9:00   monday 18:30   +2h

The API takes a literal UTC instant (api-rest 8.1), so a local time needs a zone, and one that the
clocks skip or show twice is refused: nobody can tell which instant is meant.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.durations import parse_duration

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?", re.ASCII)
_ON_A_DAY = re.compile(rf"(?P<day>today|tomorrow|{'|'.join(_WEEKDAYS)})[ T]+(?P<time>\S+)")
_DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[ T]+(?P<time>[\d:]+)", re.ASCII)
_WHOLE_DAYS = re.compile(r"(\d+)([dw])", re.ASCII)
_HINT = "write 2026-12-01T09:00:00Z, '2026-12-01 09:00', 'tomorrow 9:00' or +2h"


def parse_schedule_time(
    text: str, *, zone: tzinfo | None, now: datetime, hint_without_zone: Callable[[], str]
) -> datetime:
    """Return the instant that *text* means, in *zone* or else in the zone that it names itself.

    *now* is when the command runs. *hint_without_zone* returns what to do about a local time that
    names no zone.

    Raises `UsageError` for what is no time, has no zone, is skipped or shown twice by the clocks,
    or has passed.
    """
    given = text.strip()
    try:
        instant = _after_now(given, now) or _instant(given, zone, now, hint_without_zone)
        instant = instant.astimezone(UTC)
        local = instant.replace(microsecond=0).astimezone(zone or UTC)
    except OverflowError:
        raise UsageError(f"`{text}` is beyond the calendar", hint=_HINT, param="at") from None
    if instant <= now:
        raise UsageError(f"`{text}` has passed", hint="name a later time", param="at")
    return local


def _after_now(given: str, now: datetime) -> datetime | None:
    if not given.startswith("+"):
        return None
    return now + timedelta(seconds=parse_duration(given[1:], param="at"))


def _instant(
    given: str, zone: tzinfo | None, now: datetime, hint_without_zone: Callable[[], str]
) -> datetime:
    day = _ON_A_DAY.fullmatch(given.lower())
    dated = _DATED.fullmatch(given)
    if day is None and dated is None:
        return _with_offset(given)
    if zone is None:
        raise UsageError(f"`{given}` names no time zone", hint=hint_without_zone(), param="at")
    if dated is not None:
        return at_wall_time(_date(dated["date"]), _time(dated["time"], "at"), zone, param="at")
    assert day is not None
    clock = _time(day["time"], "at")
    return _next(day["day"], clock, zone, now)


def _with_offset(given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given.upper())
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise UsageError(f"`{given}` is not a time to publish at", hint=_HINT, param="at")


def _next(name: str, clock: time, zone: tzinfo, now: datetime) -> datetime:
    """Return the next *name* at *clock*; a weekday is never further than a week away."""
    today = now.astimezone(zone).date()
    if name in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(name) - today.weekday()) % 7
        found = at_wall_time(today + timedelta(days=ahead), clock, zone, param="at")
        if found > now:
            return found
        return at_wall_time(today + timedelta(days=ahead + 7), clock, zone, param="at")
    return at_wall_time(today + timedelta(days=name == "tomorrow"), clock, zone, param="at")


def at_wall_time(day: date, clock: time, zone: tzinfo, *, param: str) -> datetime:
    """Return the instant when clocks in *zone* show *clock* on *day*.

    Raises `UsageError` if they skip that time, or show it twice.
    """
    first, second = (datetime.combine(day, clock, zone).replace(fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    label = f"{day} {clock:%H:%M} in {zone}"
    later = first.astimezone(UTC).astimezone(zone)
    if later.replace(tzinfo=None, fold=0) != first.replace(tzinfo=None):
        raise UsageError(
            f"{label} does not exist: the clocks are put forward",
            hint=f"write {later:%Y-%m-%dT%H:%M} or another time",
            param=param,
        )
    choices = " or ".join(each.isoformat(timespec="minutes") for each in (first, second))
    raise UsageError(
        f"{label} comes twice: the clocks are put back", hint=f"write {choices}", param=param
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"`{text}` is not a date", hint=_HINT, param="at") from None


def _time(text: str, param: str) -> time:
    found = _TIME.fullmatch(text)
    try:
        if found is not None:
            hour, minute, second = (int(each or 0) for each in found.groups())
            return time(hour, minute, second)
    except ValueError:
        pass
    raise UsageError(f"`{text}` is not a time of day", hint="write 09:00", param=param)


@dataclass(frozen=True)
class Spacing:
    """How several posts follow one another; at most one of these is given.

    *every* is a time from one to the next, *times* are times of day, *spread* is the span that all
    of them lie in.
    """

    every: str | None = None
    times: str | None = None
    spread: str | None = None


def slots(start: datetime, count: int, spacing: Spacing) -> list[datetime]:
    """Return *count* times from *start* on, as *spacing* says; none is before *start* or twice.

    Days and weeks are those of the calendar: every `1d` keeps the time of day when the clocks are
    put forward or back. Raises `UsageError` for a spacing that is none, or a slot that the clocks
    skip or show twice.
    """
    given = [each for each in (spacing.every, spacing.times, spacing.spread) if each is not None]
    if len(given) > 1:
        raise UsageError(
            "--every, --at-times and --spread exclude one another", hint="leave out all but one"
        )
    try:
        if spacing.every is not None:
            return [_after(start, spacing.every, number) for number in range(count)]
        if spacing.times is not None:
            return _at_times(start, count, spacing.times)
        if spacing.spread is not None:
            return _spread(start, count, spacing.spread)
    except OverflowError:
        raise UsageError(
            f"The last of {count} posts would be beyond the calendar", hint="space them closer"
        ) from None
    if count > 1:
        raise UsageError(
            f"{count} containers need a time each",
            hint="space them: --every 1d, --at-times 09:00,18:00 or --spread 2w",
            param="every",
        )
    return [start]


def _after(start: datetime, every: str, number: int) -> datetime:
    zone = start.tzinfo
    seconds = _positive(every, "every") * number
    assert zone is not None
    if not _WHOLE_DAYS.fullmatch(every):
        return (start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(zone)
    if not number:
        return start
    day = start.date() + timedelta(seconds=seconds)
    return at_wall_time(day, start.time(), zone, param="every")


def _at_times(start: datetime, count: int, times: str) -> list[datetime]:
    clocks = sorted({_time(each.strip(), "at-times") for each in times.split(",")})
    zone = start.tzinfo
    assert zone is not None
    found: list[datetime] = []
    day = start.date()
    while len(found) < count:
        wanted = [clock for clock in clocks if day > start.date() or clock >= start.time()]
        found += [at_wall_time(day, clock, zone, param="at-times") for clock in wanted]
        day += timedelta(days=1)
    return found[:count]


def _spread(start: datetime, count: int, spread: str) -> list[datetime]:
    step = _positive(spread, "spread") / count
    if step < 1:
        raise UsageError(
            f"`{spread}` is too short for {count} posts", hint="write 2w", param="spread"
        )
    first = start.astimezone(UTC)
    found = [first + timedelta(seconds=int(step * number)) for number in range(count)]
    return [each.astimezone(start.tzinfo) for each in found]


def _positive(text: str, param: str) -> float:
    seconds = parse_duration(text, param=param)
    if seconds < 1:
        raise UsageError(f"`{text}` is no time at all", hint="write 1d", param=param)
    return seconds


def utc_text(instant: datetime) -> str:
    """Return *instant* as the API takes it: ISO 8601 in UTC with `Z`, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
