"""What people see on a terminal: whole screens, as text."""

import re
from textwrap import dedent
from unicodedata import category

import pytest
from rich.cells import cell_len

from layers_cli.api.generation import Run
from layers_cli.api.models import Credits
from layers_cli.api.responses import CombinedResult
from layers_cli.render.console import encoded_url
from layers_cli.render.views import account, content
from tests.render.conftest import ID, NOW, Shown, container, listing, row

OTHER = ID.replace("1d", "2e")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def screen(text: str) -> list[str]:
    return [line.rstrip() for line in dedent(text).strip("\n").splitlines()]


def test_a_list_is_a_table_with_words_beside_glyphs_and_a_legend():
    shown = Shown(terminal=True, width=130, color="never")

    shown.out.show_pages(
        [
            listing(
                row(approvalStatus="pending"),
                row(id=OTHER, status="failed", approvalStatus=None, hook=None),
            ),
        ],
        content.content_table,
    )

    assert shown.lines == screen("""
        ID                                        Format             Status        Review          Hook                 Created
        cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d  slideshow-builder  ✓ completed   ● pending       wait for it... …   3 min ago
        cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c2e  slideshow-builder  ✗ failed      -               -                  3 min ago
    """)
    assert shown.messages == [f"1 pending approval: layers content approve {ID}"]


def test_at_80_columns_the_hook_stays_and_the_format_goes():
    shown = Shown(terminal=True, width=80, color="never")

    shown.out.show_pages([listing(row())], content.content_table)

    assert shown.lines == screen("""
        ID                                        Status        Hook
        cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d  ✓ completed   wait for it... …
    """)


def test_at_40_columns_a_row_takes_two_lines_and_the_id_stays_whole():
    shown = Shown(terminal=True, width=40, color="never")

    shown.out.show_pages(
        [listing(row(hook="日本語のフックはとても長いので途中で切れます"))], content.content_table
    )

    assert shown.lines == screen("""
        cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d
          ✓ completed   日本語のフックはとても…
    """)


def test_later_pages_keep_the_widths_and_do_not_repeat_the_header():
    shown = Shown(terminal=True, width=80, color="never")

    shown.out.show_pages([listing(row(status="failed")), listing(row())], content.content_table)

    assert [line.index("wait") for line in shown.lines[1:]] == [56, 56]
    assert sum("Status" in line for line in shown.lines) == 1


def test_an_unknown_status_is_shown_as_it_came():
    shown = Shown(terminal=True, width=80, color="never")

    shown.out.show_pages([listing(row(status="transmogrified"))], content.content_table)

    assert "· transmogrified" in shown.lines[1]


def test_an_empty_list_says_so_beside_the_result():
    shown = Shown(terminal=True)

    shown.out.show_pages([listing()], content.content_table)

    assert (shown.stdout.text, shown.messages) == ("", ["No content found"])


@pytest.mark.parametrize(("width", "first"), [(300, "first 5"), (180, "first 2"), (80, "first")])
def test_a_long_legend_names_five_at_most_and_no_more_than_fit_the_line(width, first):
    shown = Shown(terminal=True, width=width, program="layers --sandbox")

    shown.out.show_pages([listing(*[row(approvalStatus="pending")] * 7)], content.content_table)

    assert shown.messages[0].startswith(
        f"7 pending approval, the {first}: layers --sandbox content approve cnt_"
    )


def test_a_container_shows_everything_whole():
    shown = Shown(terminal=True, width=60, color="never")

    shown.out.show(CombinedResult(row(), container()), content.container_panel)

    assert shown.lines == screen("""
        cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d
        Status   ✓ completed
        Review   ✓ approved
        Hook     wait for it...
                 this habit
        Media    slideshow, 3 slides, 9:16
        Preview  https://media.layers.com/cnt/slide-01.jpg
                 https://media.layers.com/cnt/slide-02.jpg
                 https://media.layers.com/cnt/slide-03.jpg
        Caption  tiktok: One habit
        Assets   1 file, 1080×1920, 400 kB
        Format   slideshow-builder
        Project  prj_1
        Created  2026-04-18 12:04:11 UTC (3 min ago)
    """)


def test_a_url_too_long_for_the_window_is_never_broken():
    shown = Shown(terminal=True, width=40, color="never")

    shown.out.show(CombinedResult(row(), container()), content.container_panel)

    assert "https://media.layers.com/cnt/slide-02.jpg" in shown.lines


def test_a_failed_container_says_why_in_red():
    shown = Shown(terminal=True)
    error = {"code": "RENDER_FAILED", "message": "[/oops] no memory", "stage": "rendering"}

    shown.out.show(
        CombinedResult({}, container(status="failed", lastError=error)), content.container_panel
    )

    assert (
        "\x1b[2mReason   \x1b[0m\x1b[31mRENDER_FAILED: [/oops] no memory (during rendering)\x1b[0m"
        in shown.stdout.text
    )


def test_a_run_shows_what_came_of_each_container_and_what_is_missing():
    shown = Shown(terminal=True, width=100, color="never")
    containers = [
        container(),
        container(id=OTHER, status="failed", preview=None, lastError="No faces found"),
    ]

    shown.out.show(CombinedResult({}, Run([], containers, 2, 1)), content.run_panel)

    assert shown.lines == screen("""
        ID                                        Status       Review      Hook
        cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c1d  ✓ completed  ✓ approved  wait for it... …
        cnt_7d18b9a1-8b2c-4f3e-a4d5-6e7f8a9b0c2e  ✗ failed     ✓ approved  wait for it... …
        Reason  No faces found
    """)
    assert shown.messages == ["warning: asked 2, delivered 1"]


def test_credits_say_what_they_are_enough_for():
    shown = Shown(terminal=True, color="never")
    credits = Credits(available=1_234_567.5, estimated_credits_per_format={"slideshow-builder": 12})

    shown.out.show(CombinedResult({}, credits), account.credits_panel)

    assert shown.lines[1:] == screen("""
        Available  1,234,567.5
        Estimate   slideshow-builder: about 12 credits each, enough for 102,880
                   slideshows
    """)


def test_links_are_osc_8_in_printable_ascii_and_only_where_known():
    url = "https://media.layers.com/bücher \x1b]x.jpg"
    known = Shown(terminal=True, width=130, environ={"FORCE_HYPERLINK": "1"}, color="never")
    unknown = Shown(terminal=True, width=130, color="never")
    for shown in (known, unknown):
        shown.out.show_pages([listing(row(preview={"primaryUrl": url}))], content.content_table)

    links = re.findall(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\", known.stdout.text)

    assert links == ["https://media.layers.com/b%C3%BCcher%20%1B]x.jpg", ""]
    assert "\x1b" not in unknown.stdout.text


@pytest.mark.parametrize("url", ["file:///etc/passwd", "vscode://run", "javascript:alert(1)"])
def test_only_web_addresses_become_links(url):
    shown = Shown(terminal=True, width=130, environ={"FORCE_HYPERLINK": "1"})

    shown.out.show_pages([listing(row(preview={"primaryUrl": url}))], content.content_table)

    assert "\x1b]8;" not in shown.stdout.text


def test_an_encoded_url_is_not_encoded_twice():
    assert encoded_url("https://x/a%20b?c=1&d=%E2%9C%93#f") == "https://x/a%20b?c=1&d=%E2%9C%93#f"


def test_color_only_repeats_what_the_words_say():
    plain = Shown(terminal=True, color="never")
    colored = Shown(terminal=True)
    for shown in (plain, colored):
        shown.out.show_pages([listing(row())], content.content_table)

    assert ESCAPE.sub("", colored.stdout.text) == plain.stdout.text
    assert "\x1b[32m✓ completed" in colored.stdout.text


def test_times_are_told_from_the_time_passed_in():
    shown = Shown(terminal=True, width=130, color="never")

    shown.out.show_pages([listing(row(createdAt=NOW.isoformat()))], content.content_table)

    assert shown.lines[1].endswith("just now")


HOOKS = (
    "क्या आप जानते हैं कि सुबह की शुरुआत कैसे करें, ताकि पूरा दिन अच्छा जाए?",
    "น้ำใจงามของคนไทยที่ทุกคนควรรู้ก่อนจะเริ่มต้นวันใหม่ทุกเช้า",
    "مَرْحَبًا بِكُمْ فِي عَالَمِ الْمُحْتَوَى الْجَدِيدِ وَالْأَفْكَارِ الْجَمِيلَةِ",
    "বাংলা ভাষায় নতুন দিনের শুরু কেমন করে করবেন তা জানুন এখানে",
)


def on_the_linux_console(character: str) -> int:
    return max(1, cell_len(character))


def in_tmux(character: str) -> int:
    return 1 if category(character) == "Mc" else cell_len(character)


@pytest.mark.parametrize(
    ("environ", "cells"),
    [({"TERM": "linux"}, on_the_linux_console), ({"TERM": "tmux-256color"}, in_tmux)],
)
@pytest.mark.parametrize("width", [40, 80, 100, 140])
def test_combining_scripts_wrap_no_row_and_later_columns_stay_in_line(width, environ, cells):
    shown = Shown(terminal=True, width=width, environ=environ, color="never")

    shown.out.show_pages([listing(*(row(hook=hook) for hook in HOOKS))], content.content_table)

    for line in shown.stdout.text.splitlines():
        *_, last = re.split(r"\x1b\[(\d+)G", line)
        begin = int(jumps[-1]) - 1 if (jumps := re.findall(r"\x1b\[(\d+)G", line)) else 0
        assert begin + sum(map(cells, last)) <= width
        assert not jumps or last.endswith(("ago", "…"))
