"""The forms of a result for programs: `--csv`, `--query`, `--template`, and what excludes what."""

import csv
import io
import json

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers_cli.render.forms.csv import CsvWriter
from layers_cli.render.forms.templates import RowTemplate
from tests.render.conftest import Stream

GENERATE = ("content", "generate", "--no-watch", "-q", "--hook")


@pytest.fixture
def hooks(layers):
    """Two containers, the newest first."""
    for hook in ("first\nline two", '"second", 🧠'):
        layers(*GENERATE, hook)
    return ['"second", 🧠', "first\nline two"]


def test_csv_has_a_header_and_the_fields_that_were_named(layers, hooks):
    result = layers("content", "list", "--csv", "--fields", "hook,preview.kind,assets.width")

    rows = list(csv.reader(io.StringIO(result.out, newline="")))
    assert rows[0] == ["hook", "preview.kind", "assets.width"]
    assert [row[0] for row in rows[1:]] == hooks
    assert {row[1] for row in rows[1:]} == {"slideshow"}
    assert set(json.loads(rows[1][2])) == {1080}


def test_csv_has_the_same_columns_whether_there_are_rows_or_not(layers, hooks):
    some = layers("content", "list", "--csv").out.partition("\r\n")[0]
    none = layers("content", "list", "--csv", "--status", "canceled").out

    assert none == f"{some}\r\n"
    assert some == "id,format,status,approvalStatus,hook,createdAt"


def test_csv_of_one_object_is_a_table_of_one_row(layers):
    rows = list(csv.DictReader(io.StringIO(layers("whoami", "--csv").out)))

    assert len(rows) == 1
    assert rows[0]["organizationName"] == "Sandbox Organization"


cells = st.one_of(
    st.none(), st.integers(), st.booleans(), st.text(st.characters(exclude_categories=["Cs"]))
)


@given(st.lists(st.fixed_dictionaries({"a": cells, "b": cells}), min_size=1, max_size=5))
@example([{"a": None, "b": "\0"}])
def test_csv_keeps_each_text_and_starts_no_formula(rows):
    stream = Stream()
    CsvWriter(stream, ("a", "b")).rows(rows)

    read = list(csv.DictReader(io.StringIO(stream.text, newline="")))
    assert len(read) == len(rows)
    for row, found in zip(rows, read, strict=True):
        for name, value in row.items():
            text = found[name]
            if isinstance(value, str):
                value = value.replace("\0", "\ufffd")
                assert text in (value, f"'{value}")
                assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))
            elif value is not None:
                assert json.loads(text) == value


def test_query_applies_to_the_whole_document(layers, hooks):
    result = layers("content", "list", "--query", "items[?starts_with(hook, 'first')].hook")

    assert result.json == ["first\nline two"]


def test_query_with_jsonl_applies_to_each_row(layers, hooks):
    lines = layers("content", "list", "--all", "--jsonl", "--query", "hook").out.splitlines()

    assert [json.loads(line) for line in lines] == hooks


def test_invalid_query_is_reported_as_json(layers):
    result = layers("whoami", "--query", "abs(organizationId)")

    assert (result.code, result.out, result.error["code"]) == (2, "", "cli_shaping")


def test_a_template_is_filled_once_for_each_row(layers, hooks):
    result = layers("content", "list", "--template", "{{ status }}: {{ hook.split('\n')[0] }}")

    assert result.out == 'completed: "second", 🧠\ncompleted: first\n'


def test_template_from_a_file_renders_absent_fields_as_nothing(layers):
    (layers.cwd / "t.txt").write_text("{{ organizationName }}|{{ parentOrganizationId }}|\n")

    assert layers("whoami", "--template", "@t.txt").out == "Sandbox Organization||\n"


@pytest.mark.parametrize("form", ["--json", "--jsonl"])
@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_a_body_of_blanks_is_null_in_json(layers, form, body):
    run = layers.against(lambda _: httpx.Response(200, content=body))

    assert run("api", "GET", "/v1/x", form).out == "null\n"


def test_a_container_is_shown_as_json_or_refused_but_never_both(layers):
    odd = {"id": "cnt_1", "status": "completed", "preview": 5}
    run = layers.against(lambda _: httpx.Response(200, json=odd))

    shown, refused = run("content", "get", "cnt_1", "--json"), run("content", "get", "cnt_1")

    assert (shown.code, shown.json, shown.err) == (0, odd, "")
    assert (refused.code, refused.out) == (1, "")


def test_unknown_field_is_rejected_before_any_request(layers):
    result = layers(*GENERATE, "hi", "--template", "{{ bogus }}")

    assert (result.code, result.out) == (2, "")
    assert "There is no field `bogus`" in result.err
    assert layers("content", "list", "-q").out == ""


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ row.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ row.update({'a': 1}) }}",
        "{% for n in range(10**9) %}x{% endfor %}",
    ],
)
def test_template_reads_nothing_but_the_row(source):
    with pytest.raises(ValueError, match="--template does not fit"):
        RowTemplate(source).filled({"a": 1})


def test_template_output_is_not_escaped_as_html():
    row = {"hook": '<b> & "x"', "done": True, "none": None, "list": ["ü"]}

    text = RowTemplate("{{ hook }} {{ done }} {{ none }} {{ list }} {{ row | tojson }}").filled(row)

    assert text.startswith('<b> & "x" true  ["ü"] {"hook": "<b> & ')


@pytest.mark.parametrize(
    "flags",
    [
        ["--json", "--csv"],
        ["--json", "--jsonl"],
        ["--jsonl", "--template", "x"],
        ["--csv", "--query", "x"],
        ["--template", "x", "--fields", "id"],
        ["--template", "x", "--query", "id"],
        ["--fields", "id", "--query", "id"],
        ["--query", "items["],
        ["--template", "{{ id"],
        ["--fields", "bogus", "--csv"],
    ],
)
def test_conflicting_output_options_are_refused_in_any_position(layers, flags):
    """Before the subcommand, after it, or on both sides."""
    cut = next((n for n, word in enumerate(flags[1:], 1) if word.startswith("--")), 0)
    lines = [
        [*flags, "content", "list"],
        ["content", "list", *flags],
        [*flags[:cut], "content", "list", *flags[cut:]],
    ]

    assert {(layers(*line).code, layers(*line).out) for line in lines} == {(2, "")}


@pytest.mark.parametrize(
    ("flags", "start"),
    [
        (["--csv", "--fields", "id"], "id\r\n"),
        (["--fields", "id", "--jsonl"], ""),
        (["--json", "--fields", "id"], '{"items":[]'),
        (["--json", "--query", "items"], "[]"),
        (["-q", "--json"], '{"items":[]'),
        (["-q"], ""),
    ],
)
def test_compatible_output_options_work_in_any_position(layers, flags, start):
    before, after = layers(*flags, "content", "list"), layers("content", "list", *flags)

    assert before == after
    assert (after.code, after.err) == (0, "" if "-q" in flags else after.err)
    assert after.out.startswith(start)


def test_errors_of_text_formats_are_text(layers):
    result = layers("content", "get", "cnt_gone", "--csv")

    assert (result.code, result.out) == (9, "")
    assert result.err.startswith("error: ")
