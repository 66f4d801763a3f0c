"""Times to publish at: the instant that is sent is the one that was meant, or there is an error."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.schedule_times import Spacing, parse_schedule_time, slots, utc_text

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)  # a Sunday
ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "UTC",
        "Pacific/Apia",
    ]
).map(ZoneInfo)
# Around both changes of the clocks in the north and the south, a leap day and the end of a year.
DAYS = st.one_of(
    st.datetimes(datetime(2026, 3, 7), datetime(2026, 4, 6)),
    st.datetimes(datetime(2026, 10, 2), datetime(2026, 11, 3)),
    st.datetimes(datetime(2028, 2, 28), datetime(2028, 3, 2)),
    st.datetimes(datetime(2026, 12, 30), datetime(2027, 1, 3)),
).map(lambda each: each.replace(second=0, microsecond=0))


def parsed(text, zone=BERLIN, now=NOW):
    return parse_schedule_time(text, zone=zone, now=now, hint_without_zone=lambda: "say --timezone")


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("2026-04-18T09:00:00Z", "2026-04-18T09:00:00Z"),
        ("2026-04-18t09:00z", "2026-04-18T09:00:00Z"),
        ("2026-04-18T09:00+05:30", "2026-04-18T03:30:00Z"),
        ("2026-04-18 09:00", "2026-04-18T07:00:00Z"),
        ("2026-03-28T09:00", "2026-03-28T08:00:00Z"),
        ("tomorrow 9:00", "2026-03-02T08:00:00Z"),
        ("Today 18:30", "2026-03-01T17:30:00Z"),
        ("monday 07:15", "2026-03-02T06:15:00Z"),
        ("sunday 9:00", "2026-03-08T08:00:00Z"),  # today's has passed
        ("+2h", "2026-03-01T14:00:00Z"),
        ("+1d30m", "2026-03-02T12:30:00Z"),
    ],
)
def test_time_is_the_instant_that_was_meant(text, sent):
    assert utc_text(parsed(text)) == sent


@pytest.mark.parametrize(
    "text", ["", "soon", "tomorrow", "2026-04-18", "9:00", "tomorrow 25:00", "2026-02-30 09:00",
             "+", "+soon", "-2h", "2026-04-18T09:00:00+99:00", "+9000000w", "9999-12-31 23:59:59"]
)  # fmt: skip
def test_what_is_no_time_is_refused(text):
    with pytest.raises(UsageError):
        parsed(text, zone=ZoneInfo("America/New_York"))


@pytest.mark.parametrize("text", ["2026-03-01T11:00Z", "2026-03-01 12:59", "today 9:00", "+0s"])
def test_time_that_has_passed_is_refused(text):
    with pytest.raises(UsageError, match="has passed"):
        parsed(text)


@pytest.mark.parametrize("text", ["2026-04-18 09:00", "tomorrow 9:00"])
def test_local_time_without_a_zone_offers_one(text):
    with pytest.raises(UsageError, match="names no time zone") as caught:
        parsed(text, zone=None)
    assert caught.value.problem.hint == "say --timezone"


def test_skipped_time_is_refused_with_the_next_one():
    with pytest.raises(UsageError, match="does not exist") as caught:
        parsed("2026-03-29 02:30")
    assert "2026-03-29T03:30" in (caught.value.problem.hint or "")


def test_time_that_comes_twice_is_refused_with_both_instants():
    with pytest.raises(UsageError, match="comes twice") as caught:
        parsed("2026-10-25 02:30")
    hint = caught.value.problem.hint or ""
    first, second = hint.removeprefix("write ").split(" or ")
    assert parsed(second) - parsed(first).astimezone(UTC) == timedelta(hours=1)


@given(local=DAYS, zone=ZONES)
def test_local_time_is_shown_as_it_was_written_or_refused(local, zone):
    try:
        found = parse_schedule_time(
            f"{local:%Y-%m-%d %H:%M}", zone=zone, now=NOW, hint_without_zone=str
        )
    except UsageError:
        folds = [local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)]
        assert folds[0] != folds[1]
        return
    sent = datetime.fromisoformat(utc_text(found))
    assert sent.astimezone(zone).replace(tzinfo=None) == local


@given(
    local=DAYS,
    zone=ZONES,
    count=st.integers(1, 40),
    spacing=st.one_of(
        st.sampled_from(["1d", "12h", "90m", "1w", "1s", "36h"]).map(
            lambda each: Spacing(every=each)
        ),
        st.sampled_from(["09:00", "09:00,18:00", "0:30,2:30,23:59"]).map(
            lambda each: Spacing(times=each)
        ),
        st.sampled_from(["2w", "1h", "40s"]).map(lambda each: Spacing(spread=each)),
    ),
)
def test_slots_are_never_early_and_never_twice(local, zone, count, spacing):
    start = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    try:
        found = slots(start, count, spacing)
    except UsageError:
        return
    sent = [datetime.fromisoformat(utc_text(each)) for each in found]
    assert len(sent) == count
    assert sent[0] >= start.astimezone(UTC)
    assert all(first < second for first, second in itertools.pairwise(sent))


def test_days_keep_the_time_of_day_when_clocks_change():
    start = parsed("2026-03-28 09:00")

    found = slots(start, 3, Spacing(every="1d"))

    assert [f"{each:%d. %H:%M}" for each in found] == ["28. 09:00", "29. 09:00", "30. 09:00"]
    assert [utc_text(each)[11:16] for each in found] == ["08:00", "07:00", "07:00"]


def test_slot_that_the_clocks_skip_is_refused():
    with pytest.raises(UsageError, match="2026-03-29 02:30"):
        slots(parsed("2026-03-28 02:30"), 3, Spacing(every="1d"))


@pytest.mark.parametrize(
    ("count", "spacing"),
    [
        (2, Spacing()),
        (2, Spacing(every="1d", spread="2w")),
        (2, Spacing(every="0s")),
        (2, Spacing(times="")),
        (2, Spacing(times="9")),
        (5, Spacing(spread="3s")),
        (90, Spacing(every="5200w")),
    ],
)
def test_spacing_that_is_none_is_refused(count, spacing):
    with pytest.raises(UsageError):
        slots(parsed("+2h"), count, spacing)


@given(
    st.datetimes() | st.sampled_from([datetime.min, datetime.max]),
    st.sampled_from(["Z", "+14:00", "-12:00"]),
    ZONES,
)
def test_a_time_at_the_edge_of_the_calendar_is_an_instant_or_an_error(moment, offset, zone):
    """Issue 12, kind 6: dates at the edge of the calendar."""
    text = moment.replace(microsecond=0).isoformat() + offset
    try:
        found = parse_schedule_time(text, zone=zone, now=NOW, hint_without_zone=str)
    except UsageError:
        return
    assert found == datetime.fromisoformat(text)
