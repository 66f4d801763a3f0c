"""Whatever the server sends and wherever it is shown: no traceback, no damage, no broken table."""

import json
import re
from pathlib import Path

import httpx
import pyte
import pytest
from rich.cells import cell_len

from tests.conftest import Layers, Result

HOOKS = {
    "plain": "Wait for it...",
    "cjk": "日本語のフック、とても長いので途中で切れるはずです" * 3,
    "emoji": "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿❤️🇩🇪👍🏽" * 8,
    "rtl": "مرحبا بالعالم، שלום עולם " * 9,
    "colour": "\x1b[31mred\x1b[0m \x1b[2J\x1b[1;1H\x1bc",
    "clipboard": "\x1b]52;c;aGVsbG8=\x07\x1b]0;title\x1b\\",
    "bidi": "\u202egnp.exe\u2066\u200f\u061c",
    "markup": "[red]no[/] [link=file:///etc]x[/link] {{ 7 * 7 }} %s {0}",
    "long": "x" * 10_000,
    "lines": "a\r\nb\tc\vd\u2028e\x85f\0g",
    "lone": "half \ud83d and \udc00",
}
IDS = [f"cnt_{number:08x}-0000-4000-8000-000000000000" for number in range(3)]
SHORT = [name[:12] for name in IDS]  # as terminals show them
# What a terminal may be told: to colour, to link, and where a cell begins.
HARMLESS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[!-~]*\x1b\\")
TO_COLUMN = re.compile(r"\x1b\[([0-9]+)G")


def server(hook: str):
    """A server that has containers with *hook*, before a sane one, or an error that says it."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/nothing"):
            error = {"code": "NO", "message": hook, "requestId": hook[:200]}
            return httpx.Response(404, content=json.dumps({"error": error}).encode())
        rows = [
            {"id": name, "status": "failed", "hook": text, "lastError": text, "format": text}
            for name, text in zip(IDS, (hook, "sane", hook), strict=True)
        ]
        single = re.search(r"/v1/content/(cnt_\S+)", request.url.path)
        body = rows[IDS.index(single[1])] if single else {"items": rows, "nextCursor": None}
        return httpx.Response(200, content=json.dumps(body).encode())

    return httpx.MockTransport(answer)


def shown(
    hook: str,
    *argv: str,
    terminal: bool = False,
    columns: int = 80,
    encoding: str = "utf-8",
    **more,
) -> Result:
    """Run a command line against that server, and return what was written."""
    environ = {
        "LAYERS_API_KEY": "k",
        "LAYERS_BASE_URL": "http://127.0.0.1",
        "LAYERS_PROJECT": "p",
        "LAYERS_CONFIG_DIR": "/nonexistent",
        "LAYERS_STATE_DIR": "/nonexistent",
        "TERM": "xterm-kitty",
        "COLUMNS": str(columns),
        **more,
    }
    layers = Layers(environ, Path.cwd(), server(hook), [])
    return layers(*argv, terminal=terminal, encoding=encoding)


def screen(text: str, columns: int) -> list[str]:
    """Return the lines that a terminal emulator shows."""
    emulated = pyte.HistoryScreen(columns, 200, history=1000)
    pyte.Stream(emulated).feed(text.replace("\n", "\r\n"))
    return [line.rstrip() for line in emulated.display if line.strip()]


def width(text: str) -> int:
    """Return the cells that *text* takes, which may say in which column a cell of it begins."""
    _, *moves = TO_COLUMN.split(text)
    return int(moves[-2]) - 1 + cell_len(moves[-1]) if moves else cell_len(text)


@pytest.mark.parametrize("columns", [40, 80, 400])
@pytest.mark.parametrize("name", HOOKS)
def test_server_text_cannot_break_a_table_or_control_the_terminal(name, columns):
    result = shown(HOOKS[name], "content", "list", terminal=True, columns=columns)

    assert result.code == 0, result.err
    rest = HARMLESS.sub("", result.out)
    unplaced = TO_COLUMN.sub("", rest)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", unplaced)
    lines = rest.splitlines()
    assert all(width(line) <= columns for line in lines)
    assert sum(any(each in line for each in SHORT) for line in lines) == 3
    places = {width(line.partition("failed")[0]) for line in lines if "failed" in line}
    assert len(places) == 1  # the column stands straight


@pytest.mark.parametrize("name", [name for name in HOOKS if name != "emoji"])
def test_a_terminal_emulator_shows_each_row_on_its_own_line(name):
    """Emulators disagree with each other about emoji that are made of several."""
    result = shown(HOOKS[name], "content", "list", terminal=True, columns=120)

    lines = screen(result.out, 120)
    assert [line[: len(SHORT[0])] for line in lines[1:]] == SHORT
    assert lines[0].startswith("ID ")


@pytest.mark.parametrize("name", HOOKS)
def test_a_panel_and_an_error_show_server_text_whole_and_sanitized(name):
    got = shown(HOOKS[name], "content", "get", IDS[0], terminal=True, columns=40)
    failed = shown(HOOKS[name], "api", "GET", "/nothing", terminal=True, columns=40)

    assert (got.code, failed.code) == (0, 9)
    for text in (got.out, failed.err):
        rest = HARMLESS.sub("", text.replace("\r\x1b[2K", "").replace("\r", ""))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest)


@pytest.mark.parametrize("encoding", ["cp1252", "cp950", "ascii", "utf-8"])
@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize(
    "form", [[], ["--json"], ["--jsonl"], ["--csv"], ["--template", "{{ hook }}"], ["-q"]]
)
@pytest.mark.parametrize("name", ["cjk", "emoji", "rtl", "lone", "colour"])
def test_any_stream_encoding_gives_valid_json_and_no_traceback(name, form, terminal, encoding):
    result = shown(HOOKS[name], "content", "list", *form, terminal=terminal, encoding=encoding)

    assert (result.code, "Traceback" in result.err) == (0, False), result.err
    if form == ["--json"]:
        assert result.json["items"][0]["hook"] == HOOKS[name]
    if form == ["-q"]:
        assert result.out.split() == IDS


def test_characters_missing_from_an_encoding_become_ascii():
    result = shown("hi", "content", "list", terminal=True, encoding="cp1252", NO_COLOR="1")

    assert "x failed" in result.out
    assert result.out.isascii()


@pytest.mark.parametrize(
    ("environ", "colour"),
    [
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"CLICOLOR": "0"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colors_follow_the_environment_and_text_stays_the_same(environ, colour):
    given = {"FORCE_HYPERLINK": "0", **environ}
    out = shown("hi", "content", "list", terminal=True, **given).out

    assert ("\x1b[" in out, "failed" in out) == (colour, True)


def test_accessible_output_never_redraws():
    flag = shown("hi", "content", "list", "--accessible", terminal=True)
    variable = shown("hi", "content", "list", terminal=True, ACCESSIBLE="1")

    for result in (flag, variable):
        assert result.code == 0
        assert "\r" not in result.err
        assert result.err.startswith("Asking ")
        assert "✗ failed" in result.out
