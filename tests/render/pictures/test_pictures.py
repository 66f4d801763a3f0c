"""What is drawn can be read back as the picture it was; nothing is wider than the window."""

import re

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from rich.cells import cell_len

from layers_cli.render.pictures import block_graphics, grid, pixels
from layers_cli.render.pictures.grid import Tile, Window
from layers_cli.render.pictures.protocols import Protocol, choose, knows_sixel
from layers_cli.render.terminal import Terminal
from tests.render.pictures.decoding import difference, from_iterm2, from_kitty, from_sixel

SHELL = Terminal(is_terminal=True, color=True, live=True)


def picture(wide: int = 90, high: int = 160) -> Image.Image:
    """A slide with a gradient, a shape and an edge."""
    image = Image.linear_gradient("L").resize((wide, high)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((wide // 4, high // 4, wide // 2, high // 2), fill=(200, 30, 60))
    draw.rectangle((0, high - 10, wide, high), fill=(20, 60, 220))
    return image


def sheet(wide: int = 90, high: int = 160) -> Image.Image:
    """Two slides with a transparent gap between them."""
    image = Image.new("RGBA", (2 * wide + 20, high), (0, 0, 0, 0))
    image.paste(picture(wide, high), (0, 0))
    image.paste(picture(wide, high), (wide + 20, 0))
    return image


def test_kitty_gets_the_very_picture_and_is_asked_for_no_answer():
    controls, got = from_kitty(pixels.kitty(sheet(), columns=20, rows=8))

    assert difference(sheet(), got) == 0
    assert {name: controls[name] for name in "qcr"} == {"q": "2", "c": "20", "r": "8"}


def test_iterm2_gets_the_very_picture():
    arguments, got = from_iterm2(pixels.iterm2(sheet(), columns=20, rows=8))

    assert difference(sheet(), got) == 0
    assert (arguments["inline"], arguments["width"], arguments["height"]) == ("1", "20", "8")


@pytest.mark.parametrize("high", [6, 7, 160, 161])
def test_sixels_look_like_the_picture_and_leave_gaps_alone(high):
    before = sheet(high=high)

    got = from_sixel(pixels.sixel(before))

    assert difference(before, got) < 6
    assert got.getchannel("A").tobytes() == before.getchannel("A").tobytes()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 20), st.randoms(use_true_random=False))
def test_any_picture_survives_as_sixels(wide, high, random):
    image = Image.frombytes("RGBA", (wide, high), random.randbytes(wide * high * 4))

    got = from_sixel(pixels.sixel(image))

    assert (
        got.getchannel("A").point(lambda a: a >= 128).tobytes()
        == image.getchannel("A").point(lambda a: a >= 128).tobytes()
    )


def on_screen(lines: list[str], columns: int) -> Image.Image:
    """Let a terminal draw *lines* of half blocks, and read the pixels from it."""
    screen = pyte.Screen(columns, len(lines))
    pyte.Stream(screen).feed("\r\n".join(lines))
    image = Image.new("RGBA", (columns, 2 * len(lines)))
    for y, x in ((y, x) for y in range(len(lines)) for x in range(columns)):
        cell = screen.buffer[y][x]
        upper, lower = {"▀": (cell.fg, cell.bg), "▄": (cell.bg, cell.fg)}.get(
            cell.data, (cell.bg,) * 2
        )
        for row, color in enumerate((upper, lower)):
            if color != "default":
                rgb = tuple(bytes.fromhex(color))
                image.putpixel((x, 2 * y + row), (*rgb, 255))
    return image


@pytest.mark.parametrize(("protocol", "most"), [(Protocol.TRUECOLOR, 0), (Protocol.COLORS_256, 25)])
def test_half_blocks_show_two_pixels_a_cell(protocol, most):
    small = sheet(20, 36)

    lines = list(block_graphics.lines(small, protocol))

    assert difference(small, on_screen(lines, small.width)) <= most


def test_sixteen_colours_use_no_others():
    text = "\n".join(block_graphics.lines(sheet(20, 36), Protocol.COLORS_16))

    codes = {int(code) for run in re.findall(r"\x1b\[([\d;]+)m", text) for code in run.split(";")}
    assert codes <= {0, *range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)}


def test_without_colours_letters_show_light_and_dark():
    lines = list(block_graphics.lines(sheet(20, 36), Protocol.ASCII))

    assert all(line.isascii() and line.isprintable() for line in lines)
    assert len(set("".join(lines))) > 4


@pytest.mark.parametrize("protocol", list(Protocol))
@pytest.mark.parametrize("columns", [1, 7, 40, 80, 400])
@pytest.mark.parametrize("count", [1, 3, 8])
def test_nothing_is_wider_than_the_window(protocol, columns, count):
    tiles = [Tile(f"slide {n} 简单的习惯 \x1b[31m", picture()) for n in range(count)]

    text = "\n".join(grid.drawn(tiles, protocol, Window(columns, 30)))

    if protocol.has_pixels:
        given_columns = [int(n) for n in re.findall(r"[,;](?:c|width)=(\d+)", text)]
        assert all(n < max(columns, 7) for n in given_columns)
        text = re.sub(r"\x1b[_P\]].*?(\x1b\\|\x07)", "", text, flags=re.DOTALL)
    plain = re.sub(r"\x1b\[[\d;]*[mAB]|\x1b[78]", "", text)
    assert "\x1b" not in plain
    assert max(cell_len(line) for line in plain.splitlines()) < max(columns, 7)


def test_slides_stand_side_by_side_with_captions_below():
    tiles = [Tile(f"slide {n} of 6", picture()) for n in range(1, 7)]

    lines = "\n".join(grid.drawn(tiles, Protocol.ASCII, Window(100, 40))).splitlines()

    assert re.findall(r"slide \d of 6", lines[-1]) == [tile.caption for tile in tiles]


def test_missing_picture_keeps_its_place_and_caption():
    tiles = [Tile("slide 1", picture()), Tile("slide 2: not shown"), Tile("slide 3", picture())]

    *_, captions = "\n".join(grid.drawn(tiles, Protocol.ASCII, Window(100, 40))).splitlines()

    assert captions.split("  ")[0] == "slide 1"
    assert "slide 2: not shown" in captions


def never() -> str | None:
    raise AssertionError("the terminal was asked")


@pytest.mark.parametrize(
    ("environ", "protocol"),
    [
        ({"KITTY_WINDOW_ID": "1"}, Protocol.KITTY),
        ({"TERM": "xterm-ghostty"}, Protocol.KITTY),
        ({"TERM_PROGRAM": "iTerm.app"}, Protocol.ITERM2),
        ({"TERM_PROGRAM": "WezTerm"}, Protocol.ITERM2),
        ({"LC_TERMINAL": "iTerm2"}, Protocol.ITERM2),
        ({"KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x", "COLORTERM": "truecolor"}, Protocol.TRUECOLOR),
        (
            {"TERM_PROGRAM": "iTerm.app", "STY": "1.x", "TERM": "screen-256color"},
            Protocol.TRUECOLOR,
        ),
        ({"TERM": "screen"}, Protocol.COLORS_16),
    ],
)
def test_the_environment_decides_without_asking(environ, protocol):
    assert choose(environ, SHELL, never) is protocol


@pytest.mark.parametrize(
    ("answer", "protocol"),
    [
        ("\x1b[?62;4;22c", Protocol.SIXEL),
        ("\x1b[6;20;10t\x1b[?63;1;2;4c", Protocol.SIXEL),
        ("\x1b[?62;22c", Protocol.COLORS_256),
        ("\x1b[?4c", Protocol.COLORS_256),
        ("", Protocol.COLORS_256),
        (None, Protocol.COLORS_256),
    ],
)
def test_otherwise_the_terminals_own_answer_does(answer, protocol):
    assert choose({"TERM": "xterm-256color"}, SHELL, lambda: answer) is protocol


def test_without_colours_or_blocks_it_is_letters():
    assert choose({}, Terminal(is_terminal=True, live=True), lambda: None) is Protocol.ASCII
    assert choose({"TERM": "dumb"}, Terminal(is_terminal=True), never) is Protocol.ASCII
    old = Terminal(is_terminal=True, live=True, color=True, glyphs=False)
    assert choose({}, old, lambda: None) is Protocol.ASCII


@given(st.text())
def test_any_answer_is_read_without_failing(answer):
    assert knows_sixel(answer) in (True, False)
