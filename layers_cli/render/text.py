"""Foreign and our own text made fit to be shown: cleaned, measured, cut, and times in words.

Pure: the clock is an argument. The rules on foreign text are cli-conventions 4c and 4h.
"""

from datetime import UTC, datetime

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Take out of *text* whatever could steer, reorder or hide something on a terminal.

    Control characters, escape sequences, bidi controls and zero-width characters go; emoji
    sequences stay whole. Tabs and line breaks become spaces; *keep_lines* keeps line feeds.
    """
    if text.isascii() and text.isprintable():
        return text
    from layers_cli.render.sanitize import cleaned

    return cleaned(text, keep_lines=keep_lines)


def one_line(text: str) -> str:
    r"""Return *text* for a line that a program reads: breaks and tabs are shown as `\n`, `\t`."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\t", "\\t")
    return clean(text.replace("\r", "\\r"))


def first_line(text: str) -> str:
    """Return the first line of *text* with something on it."""
    head = text.partition("\n")[0]
    if head.isprintable() and (first := clean(head).strip()):
        return first
    lines = (line.strip() for line in clean(text, keep_lines=True).split("\n"))
    return next((line for line in lines if line), "")


def duration(seconds: float) -> str:
    """Return a span of *seconds* in words: `42s`, `1m 23s`, `1h 02m`."""
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m {whole % _MINUTE:02d}s"
    return f"{whole // _HOUR}h {whole % _HOUR // _MINUTE:02d}m"


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
    return moment.astimezone(UTC)
