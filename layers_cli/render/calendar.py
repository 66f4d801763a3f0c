"""Draws a month or a week with what is planned in it. Imported where a calendar is asked for."""

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from rich.text import Text

from layers_cli.render.console import fitted, most_cells
from layers_cli.render.sanitize import one_line
from layers_cli.render.terminal import Terminal
from layers_cli.render.theme import paint, status_style

_DAYS = 7
_NARROWEST_DAY = 8  # cells: less shows a time of day and nothing else
_MOST_A_DAY = 5


class CalendarEntry(NamedTuple):
    """Something planned *at* a time; *label* may be foreign and is cleaned when it is drawn."""

    at: datetime
    status: str
    label: str


def month_lines(
    entries: Iterable[CalendarEntry],
    *,
    month: date,
    zone: tzinfo,
    width: int,
    terminal: Terminal,
) -> Iterator[str]:
    """Yield the lines of a month's calendar, *width* cells wide, with times in *zone*.

    In a window too narrow for seven days, the days that have something are listed instead.
    """
    by_day = _by_day(entries, zone)
    yield f"{month:%B %Y}, times in {zone}"
    each = (width - (_DAYS - 1)) // _DAYS
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    if each < _NARROWEST_DAY:
        days = [day for week in weeks for day in week if day.month == month.month]
        yield from _listed(days, by_day, width, terminal)
        return
    yield _row([_Cell(day.strftime("%a")) for day in weeks[0]], each, terminal)
    for week in weeks:
        yield from _week(week, by_day, each, terminal, month=month.month)


def week_lines(
    entries: Iterable[CalendarEntry], *, day: date, zone: tzinfo, width: int, terminal: Terminal
) -> Iterator[str]:
    """Yield a line for each post of the week that *day* is in, and one for each day without."""
    by_day = _by_day(entries, zone)
    first = day - timedelta(days=day.weekday())
    days = [first + timedelta(days=number) for number in range(_DAYS)]
    yield f"Week of {first:%d %B %Y}, times in {zone}"
    yield from _listed(days, by_day, width, terminal, with_empty=True)


def _by_day(
    entries: Iterable[CalendarEntry], zone: tzinfo
) -> Mapping[date, Sequence[CalendarEntry]]:
    found: dict[date, list[CalendarEntry]] = {}
    for entry in sorted(entries, key=lambda each: each.at):
        local = entry._replace(at=entry.at.astimezone(zone))
        found.setdefault(local.at.date(), []).append(local)
    return found


def _week(
    week: Sequence[date],
    by_day: Mapping[date, Sequence[CalendarEntry]],
    each: int,
    terminal: Terminal,
    *,
    month: int,
) -> Iterator[str]:
    days = [by_day.get(day, ()) if day.month == month else () for day in week]
    numbers = [str(day.day) if day.month == month else "" for day in week]
    yield _row([_Cell(number) for number in numbers], each, terminal)
    for number in range(min(max(map(len, days)), _MOST_A_DAY)):
        yield _row([_cell(day, number, terminal) for day in days], each, terminal)
    yield ""


class _Cell(NamedTuple):
    """What stands in a cell, in the style of its *status*."""

    text: str
    status: str = ""


def _cell(day: Sequence[CalendarEntry], number: int, terminal: Terminal) -> _Cell:
    if number >= len(day):
        return _Cell("")
    if number == _MOST_A_DAY - 1 and len(day) > _MOST_A_DAY:
        return _Cell(f"+{len(day) - number} more")
    return _entry_cell(day[number], terminal)


def _entry_cell(entry: CalendarEntry, terminal: Terminal) -> _Cell:
    style = status_style(entry.status)
    mark = style.glyph if terminal.glyphs else style.ascii_glyph
    return _Cell(f"{mark} {entry.at:%H:%M} {one_line(entry.label)}", entry.status)


def _row(cells: Sequence[_Cell], each: int, terminal: Terminal) -> str:
    """Return *cells* beside each other, each cut and padded to *each* cells of the terminal."""
    shown = []
    for cell in cells:
        whole = Text(cell.text, overflow="ellipsis" if terminal.glyphs else "crop")
        text = fitted(whole, each).plain
        gap = " " * (each - most_cells(text))
        style = status_style(cell.status).style if terminal.color else ""
        shown.append(paint(text, style) + gap)
    return " ".join(shown).rstrip()


def _listed(
    days: Sequence[date],
    by_day: Mapping[date, Sequence[CalendarEntry]],
    width: int,
    terminal: Terminal,
    *,
    with_empty: bool = False,
) -> Iterator[str]:
    for day in days:
        entries = by_day.get(day, ())
        head = f"{day:%a %d} "
        if not entries and with_empty:
            yield head.rstrip()
        for entry in entries:
            row = _row([_entry_cell(entry, terminal)], max(width - len(head), 1), terminal)
            yield head + row
            head = " " * len(head)
