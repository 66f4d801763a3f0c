"""Reports to CI systems survive any server's texts and stay within the systems' limits."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers_cli.ci import github, gitlab
from layers_cli.ci.collector import ResultCollector
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.problem import Problem
from tests.ci.reading import commands, outputs

NASTY = "a | b\n::error::x\n<img src=x> `c` [d](http://e) @you #1 %0A \x1b[31m"


def container(number: int, hook: str = "hi", **more: object) -> dict[str, object]:
    return {
        "id": f"cnt_{number}",
        "status": "completed",
        "approvalStatus": "pending",
        "hook": hook,
        "preview": {"imageUrls": [f"https://media.example/{number}-{n}.jpg" for n in range(8)]},
        **more,
    }


@given(st.text(), st.text())
@example(NASTY, NASTY)
def test_a_command_is_read_back_as_it_was(text, title):
    line = github.command("error", text, title=title)

    assert "\n" not in line
    assert "\r" not in line
    unescaped = line.partition("::error title=")[2]
    got_title, _, got = unescaped.partition("::")
    for escaped, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        got_title = got_title.replace(escaped, character)
    for escaped, character in (("%0D", "\r"), ("%0A", "\n")):
        got = got.replace(escaped, character)
    assert (got.replace("%25", "%"), got_title.replace("%25", "%")) == (text, title)


@given(st.text(alphabet=st.characters(exclude_characters="\r", codec="utf-8")))
@example("x\nEOF\nforged=1\n")
def test_an_output_cannot_forge_another_one(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("out") / "output"
    path.write_text(github.assignment("hook", value), encoding="utf-8", newline="\n")

    assert outputs(path) == {"hook": value}


@given(st.text())
@example(NASTY)
def test_text_in_a_summary_is_text(text):
    written = github.plain(text)

    assert html.unescape(written) == " ".join(text.split()) or "&#" in text
    assert not set("|<>`[]*_@\n") & set(re.sub(r"&#\d+;", "", written))


@pytest.mark.parametrize("room", [0, 300, 5_000, 1_047_552])
@pytest.mark.parametrize("count", [0, 1, 5000])
def test_a_summary_stays_within_its_room_and_counts_the_rest(room, count):
    collector = ResultCollector()
    collector.shown({"items": [container(n, NASTY) for n in range(count)]})

    text = github.summary(collector, ExitCode.OK, called="layers content list", room=room)

    assert len(text.encode()) <= room
    if text:
        rows = text.count("| cnt&#95;")
        rest = re.search(r"and (\d+) more", text)
        assert rows + (int(rest[1]) if rest else 0) == count


def test_a_summary_shows_thumbnails_that_others_can_see():
    collector = ResultCollector()
    local = container(2, preview={"imageUrls": ["http://127.0.0.1:1/a.jpg", 'https://x/"onload=']})
    collector.shown({"items": [container(1), local]})

    text = github.summary(collector, ExitCode.OK, called="layers", room=10_000)

    assert html.unescape(text).count('<img src="https://media.example/1-') == 4
    assert "127" not in text
    assert 'src="https://x/"' not in text


def test_many_warnings_are_one_annotation():
    collector = ResultCollector()
    for number in range(500):
        collector.warned(f"warning {number}")
    collector.failed(Problem("cli_file", "It broke: %\nhere"))

    found = [commands(line)[0] for line in github.annotated(collector, ExitCode.ERROR)]

    assert [name for name, _, _ in found] == ["warning", "error"]
    assert "warning 99" in found[0][2]
    assert found[1][1] == {"title": "layers: cli_file"}
    assert found[1][2].startswith("It broke: %\nhere")


def test_a_run_without_end_is_remembered_within_bounds():
    collector = ResultCollector()
    collector.shown({"items": [container(n) for n in range(7000)]})

    assert len(collector.containers) == 5000
    assert collector.not_kept == 2000


@given(st.lists(st.text()))
@example(["cnt_1", "cnt_2\nFORGED=1"])
def test_a_dotenv_report_has_plain_values_only(names):
    collector = ResultCollector()
    collector.shown({"items": [container(0, id=name) for name in names]})

    text = gitlab.dotenv(collector, ExitCode.PARTIAL)

    assert "LAYERS_EXIT_CODE=6\n" in text
    assert all(
        re.fullmatch(r"LAYERS_[A-Z_]+=[\w -]*", line, re.ASCII) for line in text.splitlines()
    )
    assert len(text.encode()) <= 5000
