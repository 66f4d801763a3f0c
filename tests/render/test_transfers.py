"""How files on their way are shown, on a terminal and off it."""

import io
from datetime import UTC, datetime

import pytest

from layers_cli.render.output import Output
from layers_cli.render.progress.transfer_bars import TransferBars
from layers_cli.render.terminal import Terminal

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


def bars(clock, *, files=2, size=200 * MB, width=100, glyphs=True):
    return TransferBars(
        files,
        size,
        stream=io.StringIO(),
        terminal=Terminal(is_terminal=True, live=True, glyphs=glyphs),
        environ={"COLUMNS": str(width), "LINES": "24"},
        clock=clock,
        auto_refresh=False,
    )


def test_a_bar_says_how_much_how_fast_and_how_long_yet(clock):
    display = bars(clock)
    display.moved("/out/one.mp4", 0, 100 * MB)
    clock.seconds = 2.0
    display.moved("/out/one.mp4", 20 * MB, 100 * MB)

    first, total = display.frame().plain.splitlines()

    assert first.startswith("one.mp4")
    assert " 20%  20.0 MB of 100 MB  10.0 MB/s, 8s left" in first
    assert (first.count("━"), first.count("─")) == (6, 24)
    assert total == "0 of 2 files, 20.0 MB of 200 MB, 10.0 MB/s, 18s left"


def test_what_was_there_before_counts_as_there_and_not_as_fast(clock):
    display = bars(clock, files=1, size=100 * MB)
    display.moved("/out/one.mp4", 60 * MB, 100 * MB)
    clock.seconds = 1.0
    display.moved("/out/one.mp4", 70 * MB, 100 * MB)

    assert "70.0 MB of 100 MB, 10.0 MB/s, 3s left" in display.frame().plain.splitlines()[-1]


def test_what_is_done_after_the_last_byte_is_said(clock):
    display = bars(clock)
    display.moved("/out/one.mp4", 100 * MB, 100 * MB)
    display.stage("/out/one.mp4", "verifying")
    display.stage("/out/two.mp4", "verifying")

    first, _ = display.frame().plain.splitlines()

    assert first.endswith("100%  100 MB of 100 MB  verifying")


def test_a_file_that_begins_anew_counts_once(clock):
    display = bars(clock, files=1, size=100 * MB)
    display.moved("/out/one.mp4", 90 * MB, 100 * MB)
    display.stage("/out/one.mp4", "verifying")
    display.moved("/out/one.mp4", 10 * MB, 100 * MB)

    first, total = display.frame().plain.splitlines()

    assert "10.0 MB of 100 MB" in first
    assert "verifying" not in first
    assert "10.0 MB of 100 MB" in total


def test_a_file_that_has_ended_leaves_its_line_to_the_next(clock):
    display = bars(clock)
    display.moved("/out/one.mp4", 1, 100 * MB)
    display.ended("/out/one.mp4", "saved", 100 * MB)
    display.ended("/out/two.mp4", "failed", None)

    assert display.frame().plain.startswith("2 of 2 files, 100 MB of 200 MB, 1 failed")


def test_an_unknown_length_has_no_bar(clock):
    display = bars(clock, size=None)
    display.moved("/out/one.mp4", 5 * MB, None)

    first, total = display.frame().plain.splitlines()

    assert "%" not in first
    assert "━" not in first
    assert " of " not in total.partition("files")[2]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("glyphs", [True, False])
def test_no_line_is_wider_than_the_window(clock, width, glyphs):
    display = bars(clock, width=width, glyphs=glyphs)
    display.moved("/out/" + "\u202e漢字" * 40 + ".mp4", 33 * MB, 100 * MB)

    from rich.cells import cell_len

    for line in display.frame().plain.splitlines()[:1]:
        assert cell_len(line) < width
        assert "\u202e" not in line
        assert glyphs or line.replace("漢", "").replace("字", "").isascii()


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
def test_nothing_is_shown_where_nothing_is_wanted(choices):
    out, err = output(**choices)

    with out.transferring(1, 1) as display:
        display.moved("a", 0, 1)
        display.ended("a", "saved", 1)

    assert err.getvalue() == ""
