"""How work under way is shown, with the time passed in."""

import json
from collections.abc import Mapping
from datetime import timedelta
from unicodedata import category

import pytest
from rich.cells import cell_len

from layers_cli.api.polling import Update
from layers_cli.render.output import Format
from layers_cli.render.progress.bars import MOST_ROWS, Bars
from layers_cli.render.progress.updates import PlainLines
from layers_cli.render.terminal import Terminal
from tests.render.conftest import NOW, Shown, Stream, on_screen


def update(name: str = "cnt_1", **state: object) -> Update:
    values = {"status": "processing", "stage": "generating_visuals", "progress": 0.42} | state
    return Update(name, "job_1", "container", **values)  # type: ignore[arg-type]  # a test's freedom


class Time:
    """Tells the time it was set to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self):
        return NOW + timedelta(seconds=self.seconds)

    def clock(self) -> float:
        return self.seconds


def drawn(
    *updates: Update,
    total: int = 1,
    width: int = 100,
    height: int = 30,
    seconds: float = 0,
    window: int | None = None,
    hooks: Mapping[str, str] | None = None,
) -> list[str]:
    """Return what a terminal of that size shows after *updates*; *window* is the size it tells."""
    time = Time()
    stream = Stream(terminal=True)
    bars = Bars(
        total,
        stream=stream,
        terminal=Terminal(is_terminal=True, live=True),
        environ={"COLUMNS": str(window or width), "LINES": str(height)},
        name=lambda name: (hooks or {}).get(name, name),
        clock=time.clock,
        auto_refresh=False,
    )
    with bars:
        for each in updates:
            bars.update(each)
        time.seconds = seconds
    return on_screen(stream.text, width=width, height=height)


def test_a_row_shows_stage_share_time_left_and_the_hook_in_place_of_the_id():
    hooks = {"cnt_1": "Wait for it...\nthe end will surprise you"}

    lines = drawn(update(eta_seconds=83), seconds=61, hooks=hooks)

    assert lines == ["◐ generating visuals  ━━━━━          42%  1m 23s left   Wait for it..."]


def test_what_waits_in_a_queue_tells_no_time_left():
    queued = update(status="running", stage="queued", progress=0.0, eta_seconds=1)

    [line] = drawn(queued, seconds=61)

    assert line == "◐ queued                              0%  1m 01s        cnt_1"


@pytest.mark.parametrize("width", [50, 80, 120])
def test_a_hook_in_a_combining_script_breaks_no_row(width):
    hooks = {"cnt_1": "क्या आप जानते हैं कि सुबह की शुरुआत कैसे करें, ताकि पूरा दिन अच्छा जाए?"}

    [line] = drawn(update(), width=2 * width, seconds=0, window=width, hooks=hooks)

    assert sum(1 if category(each) == "Mc" else cell_len(each) for each in line) <= width


def test_the_end_is_a_word_and_the_total_counts_failures():
    lines = drawn(
        update("cnt_1", status="completed", stage="completed", progress=1.0, finished=True),
        update("cnt_2", status="failed", stage="failed", finished=True),
        update("cnt_3"),
        total=3,
        seconds=5,
    )

    assert [line.split()[:2] for line in lines[:2]] == [["✓", "completed"], ["✗", "failed"]]
    assert [line.split()[-1] for line in lines[:3]] == ["cnt_1", "cnt_2", "cnt_3"]
    assert lines[3:] == ["2 of 3 finished, 1 failed, 5s"]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_window(width):
    long = "cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d"

    lines = drawn(update(long, eta_seconds=5000), update("cnt_2"), total=2, width=width)

    assert len(lines) == 3
    assert lines[0].startswith("◐ generating")


def test_many_rows_leave_those_under_way_and_a_total():
    updates = [update(f"cnt_{n:02}", status="completed", finished=True) for n in range(30)]
    updates += [update(f"cnt_{n:02}") for n in range(30, 45)]

    lines = drawn(*updates, total=50, height=40)

    assert len(lines) == MOST_ROWS + 1
    assert sum(line.startswith("◐") for line in lines) == 15
    assert lines[-1].startswith("30 of 50 finished")


def test_a_low_window_shows_as_many_rows_as_fit():
    assert len(drawn(*[update(f"cnt_{n}") for n in range(9)], total=9, height=6)) == 5


def test_a_missed_reading_shows_in_the_row_until_the_next():
    assert "no answer yet" in drawn(update(failed_poll="503"))[0]
    assert "no answer yet" not in drawn(update(failed_poll="503"), update())[0]


def test_hostile_stages_do_not_steer_the_terminal():
    lines = drawn(update(stage="\x1b[2J\x1b]0;x\x07[red]up"))

    assert "[red]up" in lines[0]


def lines_of(*steps: tuple[float, Update | None]) -> list[str]:
    """Return the plain lines for updates, or for looking at the clock, at given seconds."""
    time = Time()
    stream = Stream()
    plain = PlainLines(stream, 2, time.now)
    for seconds, step in steps:
        time.seconds = seconds
        if step is None:
            plain.heartbeat()
        else:
            plain.update(step)
    return stream.text.splitlines()


def test_off_a_terminal_each_change_of_state_or_stage_is_one_line():
    assert lines_of(
        (0, update(status="running", stage="queued", progress=0.0)),
        (2, update(progress=0.1)),
        (4, update(progress=0.2)),
        (6, update(stage="composing", progress=0.9)),
        (8, update(status="completed", stage="completed", progress=1.0, finished=True)),
    ) == [
        "12:07:11 cnt_1 queued",
        "12:07:13 cnt_1 processing (generating visuals, 10%)",
        "12:07:17 cnt_1 processing (composing, 90%)",
        "12:07:19 cnt_1 completed",
    ]


def test_a_sign_of_life_comes_after_half_a_minute_without_one():
    assert lines_of((0, update()), (29, None), (31, None), (45, None), (62, update())) == [
        "12:07:11 cnt_1 processing (generating visuals, 42%)",
        "12:07:42 still processing: 0 of 2 finished, 31s",
        "12:08:13 still processing: 0 of 2 finished, 1m 02s",
    ]


def test_a_missed_reading_is_told_once_until_one_succeeds():
    failed_poll = update(failed_poll="503 \x1b[31mbusy")

    assert lines_of(
        (0, update()), (2, failed_poll), (4, failed_poll), (6, update()), (8, failed_poll)
    ) == [
        "12:07:11 cnt_1 processing (generating visuals, 42%)",
        "12:07:13 cnt_1 could not be read, trying again: 503 busy",
        "12:07:19 cnt_1 could not be read, trying again: 503 busy",
    ]


def test_json_lines_get_numbered_events_on_stdout():
    shown = Shown(format=Format.JSONL, fields=("id",))

    with shown.out.watching(1) as display:
        display.update(update())
        display.update(update(status="completed", finished=True))

    first, second = map(json.loads, shown.lines)
    assert (
        first.items()
        >= {
            "type": "progress",
            "time": "2026-04-18T12:07:11.000Z",
            "seq": 1,
            "id": "cnt_1",
            "jobId": "job_1",
            "status": "processing",
            "stage": "generating_visuals",
            "progress": 0.42,
            "etaSeconds": None,
        }.items()
    )
    assert (second["seq"], second["status"]) == (2, "completed")
    assert shown.stderr.text == ""


@pytest.mark.parametrize(
    ("how", "drawing"),
    [
        ({"terminal": True}, True),
        ({"terminal": True, "progress": "plain"}, False),
        ({"terminal": True, "accessible": True}, False),
        ({"terminal": True, "environ": {"ACCESSIBLE": "1"}}, False),
        ({"terminal": True, "environ": {"ACCESSIBLE": "0"}}, True),
        ({"terminal": True, "environ": {"TERM": "dumb"}}, False),
        ({}, False),
    ],
)
def test_bars_are_for_terminals_that_can_redraw(how, drawing):
    shown = Shown(**how)

    with shown.out.watching(1) as display:
        display.update(update())

    assert isinstance(display, Bars) is drawing
    assert "generating" in shown.stderr.text
    assert shown.stdout.text == ""


@pytest.mark.parametrize("how", [{"progress": "none"}, {"quiet": True}])
def test_progress_can_be_switched_off(how):
    shown = Shown(terminal=True, **how)

    with shown.out.watching(1) as display:
        display.update(update())

    assert shown.stderr.text == ""


def test_a_warning_while_bars_are_drawn_stands_above_them():
    shown = Shown(terminal=True, color="never")

    def warned() -> None:
        with shown.out.watching(1) as display:
            display.update(update())
            shown.out.warn("the key expires [soon]")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        warned()
    warning, bar = on_screen(shown.stderr.text)

    assert warning == "warning: the key expires [soon]"
    assert bar.startswith("◐ generating")


def test_bars_make_room_for_the_result_and_stay_after_an_error():
    done, failed = Shown(terminal=True), Shown(terminal=True)

    def watch(shown: Shown, error: Exception | None) -> None:
        with shown.out.watching(1) as display:
            display.update(update())
            if error:
                raise error

    watch(done, None)
    with pytest.raises(ConnectionError):
        watch(failed, ConnectionError())

    assert on_screen(done.stderr.text) == []
    assert on_screen(failed.stderr.text)[0].startswith("◐ generating")


def test_the_cursor_comes_back_after_an_interruption():
    shown = Shown(terminal=True)

    def interrupted() -> None:
        with shown.out.watching(1) as display:
            display.update(update())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    written = shown.stderr.text
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")
