"""Calendars: every post stands on its day, whatever the window, the clocks and the texts are."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from layers_cli.render.calendar import CalendarEntry, month_lines, week_lines
from layers_cli.render.terminal import Terminal

BERLIN = ZoneInfo("Europe/Berlin")
MONTH = date(2026, 10, 1)
EVE = CalendarEntry(
    datetime(2026, 10, 24, 22, 30, tzinfo=UTC), "queued", "@inboxzen"
)  # 00:30 in Berlin
HOSTILE = CalendarEntry(
    datetime(2026, 10, 5, 8, tzinfo=UTC), "failed", "@x\n\x1b[31m\u202eevil[bold]ゾーン{{7*7}}"
)


PLAIN = Terminal()


def month(*entries, width=80, terminal=PLAIN):
    return list(month_lines(entries, month=MONTH, zone=BERLIN, width=width, terminal=terminal))


def test_post_stands_on_its_local_day():
    lines = month(EVE)

    numbers = next(line for line in lines if " 25" in line)
    assert lines[lines.index(numbers) + 1].find("00:30") > numbers.find("25") - 1
    assert len(numbers[: numbers.find("25")]) <= lines[lines.index(numbers) + 1].find("○")


@pytest.mark.parametrize("width", [20, 55, 62, 80, 137, 200])
def test_lines_fit_the_window(width):
    entries = [
        EVE,
        HOSTILE,
        *(HOSTILE._replace(at=HOSTILE.at + timedelta(hours=n)) for n in range(9)),
    ]

    assert all(cell_len(line) <= max(width, 40) for line in month(*entries, width=width))
    assert any("10:00" in line for line in month(*entries, width=width))


def test_more_posts_than_fit_are_counted():
    crowd = [EVE._replace(at=EVE.at + timedelta(minutes=n)) for n in range(9)]

    assert any("+5 more" in line for line in month(*crowd))


@pytest.mark.parametrize("glyphs", [True, False])
def test_foreign_texts_are_inert(glyphs):
    shown = "\n".join(month(HOSTILE, width=200, terminal=Terminal(glyphs=glyphs)))

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]" in shown
    assert r"@x\n" in shown


def test_week_shows_each_of_its_days_and_their_posts():
    lines = list(
        week_lines(
            [EVE, HOSTILE], day=date(2026, 10, 22), zone=BERLIN, width=60, terminal=Terminal()
        )
    )

    assert [line[:6] for line in lines[1:]] == [f"{day} {19 + n}" for n, day in enumerate(
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])]  # fmt: skip
    assert lines[-1].endswith("00:30 @inboxzen")


def test_status_is_a_colour_where_colours_are_wanted():
    assert any("\x1b[2m" in line for line in month(EVE, terminal=Terminal(color=True)))
