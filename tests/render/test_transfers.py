"""How files on their way are shown."""

import pyte
import pytest

from layers_cli.render.terminal import Terminal
from layers_cli.render.transfer_bars import TransferBars
from layers_cli.render.transfers import TransferLines
from tests.render.conftest import NOW, Stream


def drawn(tell, *, files=1, size=1000, width=100):
    """Return what a terminal shows while *tell* has told all it has to tell."""
    stream = Stream(terminal=True)
    bars = TransferBars(
        files,
        size,
        stream=stream,
        terminal=Terminal(is_terminal=True, live=True),
        environ={"COLUMNS": str(width), "LINES": "30"},
        auto_refresh=False,
    )
    with bars:
        tell(bars)
        bars._progress.refresh()
        emulated = pyte.Screen(width, 30)
        pyte.Stream(emulated).feed(stream.text.replace("\n", "\r\n"))
    return [line.rstrip() for line in emulated.display if line.strip()]


def test_a_file_has_a_bar_with_its_bytes():
    def tell(bars):
        bars.begin((1, 0), "folder/clip.mp4", 2_000_000)
        bars.sent((1, 0), 1_000_000)

    [line] = drawn(tell)

    assert line.startswith("clip.mp4 ")
    assert "1.0/2.0 MB" in line


@pytest.mark.parametrize("words", ["verifying", "finalizing"])
def test_what_comes_after_the_last_byte_is_said(words):
    def tell(bars):
        bars.begin((1, 0), "clip.mp4", 10)
        bars.sent((1, 0), 10)
        bars.stage((1, 0), words)

    [line] = drawn(tell)

    assert line.endswith(words)


def test_all_files_have_a_bar_together_that_counts_a_repeat_once():
    def tell(bars):
        bars.begin((1, 0), "a.jpg", 600)
        bars.sent((1, 0), 500)
        bars.begin((1, 0), "a.jpg", 600)
        bars.sent((1, 0), 100)
        bars.begin((2, 0), "b.jpg", 400)
        bars.sent((2, 0), 200)

    total, first, second = drawn(tell, files=2, size=1000)

    assert total.startswith("2 files ")
    assert "0.3/1.0 kB" in total
    assert "100/600 bytes" in first
    assert "200/400 bytes" in second


def test_what_has_ended_makes_room():
    def tell(bars):
        bars.begin((1, 0), "a.jpg", 600)
        bars.end([(1, 0)], "a.jpg", "uploaded as cnt_1")
        bars.begin((2, 0), "b.jpg", 400)

    lines = drawn(tell, files=2)

    assert [line.split()[0] for line in lines] == ["2", "b.jpg"]


def test_names_are_text_and_a_narrow_window_keeps_a_line_a_file():
    def tell(bars):
        for number in range(3):
            bars.begin((number, 0), f"[bold]{'long' * 20}[/nothing]{number}.mp4", 10**8)

    assert len(drawn(tell, width=40)) == 3


def test_off_a_terminal_each_post_has_a_line():
    stream = Stream()
    lines = TransferLines(stream, lambda: NOW)

    lines.begin((1, 0), "a.jpg", 1_000_000)
    lines.begin((1, 0), "a.jpg", 1_000_000)
    lines.begin((1, 1), "b.jpg", 1_000_000)
    lines.end([(1, 0), (1, 1)], "a.jpg and 1 more", "uploaded as cnt_1")
    lines.end([], "https://example.com/x\x1b[31m", "failed: \u202eno")

    assert stream.text.splitlines() == [
        f"{NOW:%H:%M:%S} a.jpg and 1 more: uploaded as cnt_1 (2.0 MB, 0s)",
        f"{NOW:%H:%M:%S} https://example.com/x: failed: no",
    ]
