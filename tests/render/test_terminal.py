import pytest

from layers_cli.render.terminal import Terminal
from tests.render.conftest import Stream


def terminal(
    *, is_terminal: bool = True, color: str = "auto", encoding: str = "utf-8", **environ: str
) -> Terminal:
    return Terminal.of(
        Stream(terminal=is_terminal, encoding=encoding), {"TERM": "xterm"} | environ, color
    )


@pytest.mark.parametrize(
    ("environ", "color", "expected"),
    [
        ({}, "auto", True),
        ({"NO_COLOR": ""}, "auto", True),
        ({"NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"FORCE_COLOR": "1"}, "never", False),
        ({"FORCE_COLOR": "0"}, "auto", False),
        ({"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, "auto", False),
        ({"CLICOLOR": "0"}, "auto", False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, "auto", True),
        ({"TERM": "dumb"}, "auto", False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, "auto", True),
    ],
)
def test_the_first_of_the_color_settings_that_speaks_decides(environ, color, expected):
    assert terminal(color=color, **environ).color is expected


def test_a_pipe_has_no_color_unless_forced():
    assert not terminal(is_terminal=False).color
    assert terminal(is_terminal=False, FORCE_COLOR="1").color


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"VTE_VERSION": "7200"}, True),
        ({"VTE_VERSION": "4900"}, False),
        ({"VTE_VERSION": "7200", "TMUX": "/tmp/tmux"}, False),
        ({"VTE_VERSION": "7200", "FORCE_HYPERLINK": "0"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"TERM": "dumb", "WT_SESSION": "1"}, False),
    ],
)
def test_links_are_for_terminals_known_to_have_them(environ, expected):
    assert terminal(**environ).links is expected


def test_links_never_go_into_a_pipe():
    assert not terminal(is_terminal=False, FORCE_HYPERLINK="1").links


def test_glyphs_are_for_encodings_that_have_them():
    assert terminal().glyphs
    assert not terminal(encoding="cp1252").glyphs


def test_a_closed_stream_is_no_terminal():
    stream = Stream(terminal=False)
    stream.close()

    assert not Terminal.of(stream, {}).is_terminal
