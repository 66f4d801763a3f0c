"""The month of posts that the page shows, in UTC as all its times are. Pure functions."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from layers_cli.sandbox.core.timestamps import LATEST
from layers_cli.sandbox.store import Row

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Month:
    """One month of one year, from 1970 to 9999."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: int) -> "Month":
        """Return the month of a moment (milliseconds since 1970)."""
        at = _EPOCH + timedelta(milliseconds=moment)
        return cls(at.year, at.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """Read `2026-11`; `None` if it is no month from 1970 to 9999."""
        year, _, month = text.partition("-")
        if not (len(text) == 7 and text.isascii() and year.isdigit() and month.isdigit()):
            return None
        found = cls(int(year), int(month))
        return found if found.year >= 1970 and 1 <= found.month <= 12 else None

    def __str__(self) -> str:
        """Write it as `read` reads it."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def name(self) -> str:
        """Its name and year."""
        return f"{calendar.month_name[self.month]} {self.year}"

    def moved(self, by: int) -> "Month | None":
        """Return the month so many months later; `None` outside of 1970 to 9999."""
        years, month = divmod(self.year * 12 + self.month - 1 + by, 12)
        return Month(years, month + 1) if 1970 <= years <= 9999 else None

    @property
    def bounds(self) -> tuple[int, int]:
        """Its first and its last millisecond."""
        following = self.moved(1)
        last = LATEST if following is None else following.bounds_start - 1
        return self.bounds_start, last

    @property
    def bounds_start(self) -> int:
        """Its first millisecond."""
        return (datetime(self.year, self.month, 1, tzinfo=UTC) - _EPOCH) // timedelta(
            milliseconds=1
        )


@dataclass(frozen=True)
class Day:
    """One day in the grid: those of the months before and after are there, and empty."""

    number: int
    name: str
    is_inside: bool
    is_today: bool
    posts: list[Row]


def weeks(month: Month, posts: Iterable[Row], *, now: int) -> list[list[Day]]:
    """Return the weeks of *month*, which begin on Mondays, with its *posts* in order of time."""
    by_day: dict[date, list[Row]] = {}
    for post in sorted(posts, key=lambda row: (row["scheduled_for"], row["seq"])):
        by_day.setdefault(_day(post["scheduled_for"]), []).append(post)
    grid = calendar.Calendar().monthdayscalendar(month.year, month.month)
    return [[_cell(month, number, by_day, _day(now)) for number in week] for week in grid]


def _cell(month: Month, number: int, by_day: dict[date, list[Row]], today: date) -> Day:
    if number == 0:
        return Day(0, "", is_inside=False, is_today=False, posts=[])
    day = date(month.year, month.month, number)
    name = f"{calendar.day_name[day.weekday()]} {number}"
    return Day(number, name, is_inside=True, is_today=day == today, posts=by_day.get(day, []))


def _day(moment: int) -> date:
    return (_EPOCH + timedelta(milliseconds=moment)).date()
