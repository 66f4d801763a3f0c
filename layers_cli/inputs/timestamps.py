"""Points in time as users type them: `2026-04-18`, `2026-04-18T12:00:00Z`, `24h` for a day ago."""

from datetime import UTC, datetime, timedelta

from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.durations import parse_duration, starts_like_duration


def parse_optional_timestamp(text: str | None, *, param: str, now: datetime) -> str | None:
    """Return what `parse_timestamp` does; None for an option that was not given."""
    return None if text is None else parse_timestamp(text, param=param, now=now)


def parse_timestamp(text: str, *, param: str, now: datetime) -> str:
    """Return *text* as the API wants it, ISO 8601 in UTC with `Z` (api-core 1.4).

    *text* is an ISO date or time, in UTC where it names no zone, or a duration before *now*.
    Raises `UsageError` for anything else.
    """
    if starts_like_duration(text):
        return _format(now - timedelta(seconds=parse_duration(text, param=param)))
    try:
        parsed = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
        return _format(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))
    except (ValueError, OverflowError):  # a zone may lead out of the calendar
        raise UsageError(
            f"`{text}` is not a time",
            hint="write 2026-04-18, 2026-04-18T12:00:00Z, or 24h for a day ago",
            param=param,
        ) from None


def to_epoch_seconds(timestamp: str) -> float:
    """Return an ISO 8601 *timestamp* as seconds since 1970."""
    return datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()


def _format(parsed: datetime) -> str:
    utc = parsed.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
