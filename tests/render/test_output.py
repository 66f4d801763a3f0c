"""Output: what stdout holds for programs, and what goes to stderr."""

import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from layers_cli.api.endpoints.lists import PageResponse
from layers_cli.api.generation import Run
from layers_cli.api.models import Container, Credits
from layers_cli.api.responses import ApiResponse, CombinedResult, ListPage
from layers_cli.render.forms.templates import RowTemplate
from layers_cli.render.output import Format, Problem
from layers_cli.render.views import account, content, jobs
from tests.render.conftest import ID, Shown, container, listing, pages, row


def test_a_piped_list_is_tab_separated_whole_and_undecorated(shown):
    out = shown()

    out.out.show_pages([listing(row(hook="a\tb\n\x1b[31m" + "x" * 500))], content.content_table)

    fields = [ID, "slideshow-builder", "completed", "approved", "a\\tb\\n" + "x" * 500]
    assert out.stdout.text == "\t".join([*fields, "2026-04-18T12:04:11.000Z"]) + "\n"
    assert out.messages == []


def test_a_piped_object_is_one_labelled_value_a_line(shown):
    out = shown()

    out.out.show(
        CombinedResult({}, Credits(organization_id="org_1", balance=1_234_567.5)),
        account.credits_panel,
    )

    assert out.lines[:3] == ["ID:\torg_1", "Available:", "Balance:\t1234567.5"]


def test_a_piped_run_is_its_containers(shown):
    out = shown()

    out.out.show(CombinedResult({}, Run([], [container()], 1, 1)), content.run_panel)

    assert out.lines == [
        f"{ID}\tcompleted\tapproved\thttps://media.layers.com/cnt/slide-01.jpg"
        "\twait for it...\\nthis habit"
    ]


def test_only_an_explicit_choice_colors_what_is_piped(shown):
    environment = shown(environ={"FORCE_COLOR": "1"})
    command_line = shown(color="always")
    for out in (environment, command_line):
        out.out.show_pages([listing(row())], content.content_table)

    assert "\x1b" not in environment.stdout.text
    assert "\t\x1b[32mcompleted\x1b[0m\t" in command_line.stdout.text


def test_json_is_the_servers_own_bytes(shown):
    raw = b'{"id" : "cnt_1", "new":1.0,\n "hook":"\xc3\xa9\\u0041"}'
    out = shown(format=Format.JSON)

    out.out.show(ApiResponse(raw, "Container"), content.container_panel)

    assert out.stdout.bytes == raw + b"\n"


def test_an_answer_that_is_no_json_writes_nothing(shown):
    out = shown(format=Format.JSON)

    with pytest.raises(Exception, match="as Container"):
        out.out.show(ApiResponse(b"<html>", "Container"), content.container_panel)

    assert out.stdout.bytes == b""


def test_json_on_a_terminal_is_indented_and_cannot_steer_it(shown):
    out = shown(format=Format.JSON, terminal=True)

    out.out.show(CombinedResult({"hook": "\x9b31m\u202e\x7fé"}, None), content.container_panel)

    assert out.stdout.text == '{\n  "hook": "\\u009b31m\\u202e\\u007fé"\n}\n'


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("status", "id"), {"status": "completed", "id": ID}),
        (
            ("preview.kind", "preview.aspectRatio"),
            {"preview": {"kind": "slideshow", "aspectRatio": "9:16"}},
        ),
        (("assets.width", "assets.assetId"), {"assets": [{"width": 1080, "assetId": "ast_1"}]}),
        (("nothing", "preview.none"), {"nothing": None, "preview": {"none": None}}),
        (("preview", "preview.kind"), {"preview": row()["preview"]}),
    ],
)
def test_fields_keep_what_was_asked_for(shown, fields, expected):
    out = shown(format=Format.JSON, fields=fields)

    out.out.show(CombinedResult(row(), None), content.container_panel)

    assert json.loads(out.stdout.text) == expected


def test_one_page_passes_through_with_its_cursor(shown):
    raw = b'{ "nextCursor":"abc","items":[ ] }'
    out = shown(format=Format.JSON)

    out.out.show_pages([PageResponse(raw, "Page", row_shape="Container")], content.content_table)

    assert out.stdout.bytes == raw + b"\n"


@pytest.mark.parametrize("terminal", [False, True])
def test_several_pages_become_one_document(shown, terminal):
    out = shown(format=Format.JSON, terminal=terminal)

    out.out.show_pages([listing(row(), row()), listing(row())], content.content_table)

    assert json.loads(out.stdout.text) == {"items": [row()] * 3, "nextCursor": None}


def test_no_page_at_all_is_an_empty_list(shown):
    out = shown(format=Format.JSON)

    out.out.show_pages([], content.content_table)

    assert out.stdout.text == '{"items":[],"nextCursor":null}\n'


def test_a_page_that_fails_leaves_no_half_document(shown):
    def failing() -> Iterator[ListPage[Container]]:
        yield listing(row())
        yield listing(row())
        raise ConnectionError

    out = shown(format=Format.JSON)

    with pytest.raises(ConnectionError):
        out.out.show_pages(failing(), content.content_table)

    assert out.stdout.bytes == b""


def test_json_lines_are_the_servers_bytes_unless_they_hold_a_line_feed(shown):
    raw = b'{"items":[{"id" : "cnt_1"},{"id":\n "cnt_2"}]}'
    out = shown(format=Format.JSONL)

    out.out.show_pages([PageResponse(raw, "Page", row_shape="Container")], content.content_table)

    assert out.stdout.bytes == b'{"id" : "cnt_1"}\n{"id":"cnt_2"}\n'


def test_json_lines_with_fields_hold_only_those(shown):
    out = shown(format=Format.JSONL, fields=("id",))

    out.out.show_pages([listing(row(), row())], content.content_table)

    assert out.lines == [f'{{"id":"{ID}"}}'] * 2


def test_an_object_is_one_json_line(shown):
    out = shown(format=Format.JSONL)

    out.out.show(ApiResponse(b'{\n"id": "cnt_1"\n}', "Container"), content.container_panel)

    assert out.stdout.text == '{"id":"cnt_1"}\n'


def test_ids_are_one_a_line(shown):
    out = shown(format=Format.IDS)

    out.out.show_pages([listing(row(), row(id="cnt_2"))], content.content_table)
    out.out.show(CombinedResult({"jobId": "job_1"}, None), jobs.job_panel)

    def made(name: str, status: str = "completed") -> dict[str, Any]:
        address = {"primaryUrl": f"https://cdn.example.com/{name}.jpg"}
        return {"id": name, "status": status, "preview": address}

    out.out.show(
        CombinedResult(
            {"containers": [made("cnt_3"), made("cnt_4"), made("cnt_5", "failed")]}, None
        ),
        content.run_panel,
    )

    assert out.lines == [ID, "cnt_2", "job_1", "cnt_3", "cnt_4"]


@pytest.mark.parametrize(
    ("form", "terminal"), [*((form, False) for form in Format), (Format.HUMAN, True)]
)
def test_memory_does_not_grow_with_a_list(form, terminal, tmp_path):
    template = RowTemplate("{{ id }}") if form is Format.TEMPLATE else None

    # Drawing takes its time under the eyes of tracemalloc.
    rows_each, many = (10, 40) if terminal else (100, 100)

    def peak(page_count: int) -> int:
        with (tmp_path / "out").open("w", encoding="utf-8") as stream:
            stream.isatty = lambda: terminal
            shown = Shown(format=form, template=template)
            out = type(shown.out)(stdout=stream, stderr=stream, environ={})
            out.choices = shown.out.choices
            tracemalloc.start()
            out.show_pages(pages(page_count, rows_each), content.content_table)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return most

    peak(1)  # what is imported at the first use
    assert peak(many) - peak(many // 2) < 200_000


def test_notes_and_hints_are_silent_with_quiet_and_warnings_are_not(shown):
    out = shown(quiet=True)

    out.out.note("going on")
    out.out.hint("do this")
    out.out.warn("mind \x1b[31mthis")

    assert out.messages == ["warning: mind this"]


def test_an_error_says_what_happened_what_it_cost_and_how_to_go_on(shown):
    out = shown()

    out.out.fail(
        Problem(
            "MISSING_APP_NAME",
            "The project has no app name",
            server_said="\x1b]0;x\x07appName is [/required]",
            submitted="no",
            request_id="req_1",
            retry_after=90,
            doc_url="https://developers.layers.com/docs",
            hint="set it: layers project update prj_1 --app-name NAME",
        )
    )

    assert out.stdout.text == ""
    assert out.messages == [
        "error: The project has no app name",
        "The server said: appName is [/required]",
        "The server asks to wait 1m 30s.",
        "Nothing was submitted.",
        "Request id: req_1",
        "See https://developers.layers.com/docs",
        "hint: set it: layers project update prj_1 --app-name NAME",
    ]


@pytest.mark.parametrize(
    ("submitted", "safe", "sentence"),
    [
        ("yes", None, "The request was submitted."),
        ("unknown", False, "The request may have been submitted; check before you run it again."),
        (
            "unknown",
            True,
            "The request may have been submitted. Run it again as the hint says; it is not submitted twice.",
        ),
    ],
)
def test_an_error_says_whether_money_may_have_moved(shown, submitted, safe, sentence):
    out = shown()

    out.out.fail(Problem("cli_x", "No answer came", submitted=submitted, safe_to_retry=safe))

    assert out.messages == ["error: No answer came", sentence]


@pytest.mark.parametrize("form", [Format.JSON, Format.JSONL])
def test_an_error_for_programs_has_every_key(shown, form):
    out = shown(format=form, fields=("id",))

    out.out.fail(Problem("NOT_FOUND", "No such\nthing", status=404, details={"id": "cnt_1"}))

    error = json.loads(out.stderr.text)["error"]
    assert len(out.messages) == 1
    assert error.keys() >= {
        *("code", "message", "hint", "param", "status", "request_id", "retryable", "retry_after"),
        *("submitted", "safe_to_retry", "resume", "doc_url", "details"),
    }
    assert (error["code"], error["hint"], error["details"]) == ("NOT_FOUND", None, {"id": "cnt_1"})


def test_confirm_without_a_terminal_asks_nothing(shown):
    out = shown()

    assert not out.out.interactive
    assert out.out.confirm("Sure?") is None
    assert out.messages == []


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("y\n", True), ("YES\n", True), ("\n", False), ("no\n", False), ("", False)],
)
def test_only_y_or_yes_confirms(shown, typed, agreed):
    out = shown(terminal=True)
    out.stdin.type(typed)

    assert out.out.confirm("Reject \x1b[2Jcnt_1?") is agreed
    assert out.messages == ["Reject cnt_1? [y/N] "]
    assert out.stdout.text == ""


def test_an_error_for_programs_cannot_steer_a_terminal(shown):
    out = shown(terminal=True, format=Format.JSON)

    out.out.fail(Problem("X", "\x9b2J\u202e"))

    assert "\\u009b2J\\u202e" in out.stderr.text
    assert len(out.messages) == 1


def test_a_table_of_one_shows_a_list_as_well_as_an_object(shown):
    out = shown()

    out.out.show(CombinedResult([], [container(), container()]), content.content_table)
    out.out.show(CombinedResult({}, Container(id="cnt_9", status="queued")), content.content_table)

    assert [line.split("\t")[0] for line in out.lines] == [ID, ID, "cnt_9"]


def test_a_page_cut_short_is_not_passed_through(shown):
    page: PageResponse[Container] = PageResponse(
        b'{"items":[{"id":"a"},{"id":"b"}]}', "Page", row_shape="Container"
    )
    page.keep(lambda _: True, most=1)
    out = shown(format=Format.JSON)

    out.out.show_pages([page], content.content_table)

    assert json.loads(out.stdout.text)["items"] == [{"id": "a"}]


def test_a_list_of_our_own_goes_out_as_one_document(shown):
    out = shown(format=Format.JSON)

    out.out.show_pages(
        [ListPage([{"id": "é"}], [Container(id="é", status="x")])], content.content_table
    )

    assert out.stdout.text == '{"items":[{"id":"é"}],"nextCursor":null}\n'
