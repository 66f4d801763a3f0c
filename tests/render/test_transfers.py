"""How files on their way are shown, on a terminal and off it."""

import io
from datetime import UTC, datetime

import pytest

from layers_cli.render.output import Output
from layers_cli.render.progress.transfer_bars import TransferBars
from layers_cli.render.terminal import Terminal
from tests.render.conftest import Stream, on_screen

NOW = datetime(2026, 4, 18, 12, 0, 5, tzinfo=UTC)
MB = 1_000_000


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


def bars(clock, *, files=2, size=200 * MB, width=100, encoding="utf-8"):
    stream = Stream(terminal=True, encoding=encoding)
    stream.reconfigure(errors="replace")
    environ = {"COLUMNS": str(width), "LINES": "24"}
    return stream, TransferBars(
        files,
        size,
        stream=stream,
        terminal=Terminal.of(stream, {"TERM": "xterm"}, "never"),
        environ=environ,
        clock=clock,
        auto_refresh=False,
    )


def lines_of(clock, *steps, **how):
    """Return what stands on the screen after *steps*, of which numbers set the clock."""
    stream, display = bars(clock, **how)
    with display:
        for step in steps:
            if isinstance(step, float):
                clock.seconds = step
            else:
                name, *told = step
                getattr(display, name)(*told)
        return on_screen(stream.text, width=how.get("width", 100))


def test_a_bar_says_how_much_how_fast_and_how_long_yet(clock):
    one = "/out/one.mp4"
    moves = [(float(n), ("moved", one, n * 10 * MB, 100 * MB)) for n in range(1, 3)]

    first, total = lines_of(
        clock, ("moved", one, 0, 100 * MB), *(x for each in moves for x in each)
    )

    assert first.startswith("one.mp4")
    assert first.endswith(" 20% 20.0/100.0 MB 10.0 MB/s 00:08")
    assert first.count("━") == 4
    assert total.startswith("0 of 2 files")
    assert total.endswith(" 10% 20.0/200.0 MB 10.0 MB/s 00:18")


def test_bytes_of_an_earlier_run_do_not_count_as_speed(clock):
    one = "/out/one.mp4"
    *_, total = lines_of(
        clock,
        ("moved", one, 60 * MB, 100 * MB),
        1.0,
        ("moved", one, 70 * MB, 100 * MB),
        2.0,
        ("moved", one, 80 * MB, 100 * MB),
        files=1,
        size=100 * MB,
    )

    assert total.endswith("80.0/100.0 MB 10.0 MB/s 00:02")


def test_the_stage_after_the_last_byte_is_shown(clock):
    first, _ = lines_of(
        clock,
        ("moved", "/out/one.mp4", 100 * MB, 100 * MB),
        ("stage", "/out/one.mp4", "verifying"),
        ("stage", "/out/two.mp4", "verifying"),
    )

    assert "100% 100.0/100.0 MB verifying" in first


def test_a_file_that_begins_anew_counts_once(clock):
    first, total = lines_of(
        clock,
        ("moved", "/out/one.mp4", 90 * MB, 100 * MB),
        ("stage", "/out/one.mp4", "verifying"),
        ("moved", "/out/one.mp4", 10 * MB, 100 * MB),
        files=1,
        size=100 * MB,
    )

    assert "10.0/100.0 MB" in first
    assert "verifying" not in first
    assert "10.0/100.0 MB" in total


def test_a_file_that_has_ended_leaves_its_line_to_the_next(clock):
    (total,) = lines_of(
        clock,
        ("moved", "/out/one.mp4", 1, 100 * MB),
        ("ended", "/out/one.mp4", "saved", 100 * MB),
        ("ended", "/out/two.mp4", "failed", None),
    )

    assert total.startswith("2 of 2 files, 1 failed")
    assert "100.0/200.0 MB" in total


def test_an_unknown_length_has_no_percent(clock):
    first, total = lines_of(clock, ("moved", "/out/one.mp4", 5 * MB, None), size=None)

    assert "5.0/? MB" in first
    assert "%" not in first + total


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_file_keeps_to_its_line_at_any_width(clock, width, encoding):
    name = "/out/" + "\u202e漢字" * 40 + ".mp4"

    lines = lines_of(clock, ("moved", name, 33 * MB, 100 * MB), width=width, encoding=encoding)

    assert len(lines) == 2
    assert "33%" in lines[0]
    assert "\u202e" not in lines[0]


def output(**choices):
    err = io.StringIO()
    out = Output(stdout=io.StringIO(), stderr=err, environ={}, now=lambda: NOW)
    out.choices = type(out.choices)(**choices)
    return out, err


def test_off_a_terminal_each_file_that_ended_is_a_line():
    out, err = output()

    with out.transferring(2, None) as display:
        display.moved("out/a.jpg", 5, 10)
        display.ended("out/a.jpg", "saved", 1_400_000)
        display.ended("out/\u202eb.jpg", "failed", None)

    assert err.getvalue() == (
        "12:00:05 1/2 saved out/a.jpg 1.4 MB\n12:00:05 2/2 failed out/b.jpg\n"
    )


@pytest.mark.parametrize("choices", [{"quiet": True}, {"progress": "none"}])
def test_progress_is_hidden_where_it_is_not_wanted(choices):
    out, err = output(**choices)

    with out.transferring(1, 1) as display:
        display.moved("a", 0, 1)
        display.ended("a", "saved", 1)

    assert err.getvalue() == ""
