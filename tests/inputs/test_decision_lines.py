"""Lines of a decisions file: what each says, or the field that is wrong and how to mend it."""

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.standard_input import StandardInput
from layers_cli.inputs.decision_lines import read_decisions
from layers_cli.inputs.input_files import Inputs
from layers_cli.ledger.decisions import Decision


def read(content, name):
    """Read *content* as the file *name*."""
    with TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(content)
        return read_decisions(Inputs(Path(folder), StandardInput(io.StringIO())), name)


def lines(*rows):
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    return read(text.encode(), "d.jsonl")[0]


def one(**row):
    [found] = lines(row)
    return found


def test_line_as_the_gallery_writes_it_is_a_decision():
    found = one(
        id="cnt_1",
        decision="reject",
        reason="Off-brand",
        note="for us",
        newHook="Try this",
        reviewer="Ada",
        at="2026-04-18T12:00:00Z",
        hook="left alone",
    )

    assert found.decision == Decision(
        "cnt_1", "reject", "Off-brand", "for us", "Try this", "Ada", "2026-04-18T12:00:00Z"
    )


def test_sheet_of_a_spreadsheet_program_is_read_alike():
    sheet = "ID;Decision;Reason;newHook\r\ncnt_1;Reject;Too long, again;\r\n\r\ncnt_2;approve;;\r\n"
    found, note = read(b"\xef\xbb\xbf" + sheet.encode(), "d.csv")

    assert [each.decision for each in found] == [
        Decision("cnt_1", "reject", "Too long, again"),
        Decision("cnt_2", "approve"),
    ]
    assert note == "d.csv is read with semicolons between cells"


@pytest.mark.parametrize(
    ("row", "field", "fix"),
    [
        ({"decision": "approve"}, "id", "write the container's id: cnt_…"),
        ({"id": "cnt 1", "decision": "approve"}, "id", "write the container's id: cnt_…"),
        ({"id": 7, "decision": "approve"}, "id", "put it in quotes"),
        ({"id": "cnt_1"}, "decision", "write approve or reject"),
        ({"id": "cnt_1", "decision": "aprove"}, "decision", "write approve"),
        ({"id": "cnt_1", "decision": "reject"}, "reason", "write why, in 1 to 1024 characters"),
        ({"id": "c", "decision": "reject", "reason": " \u200b"}, "reason", "write why, in 1 to"),
        ({"id": "c", "decision": "reject", "reason": "x" * 1025}, "reason", "shorten it to 1024"),
        ({"id": "c", "decision": "approve", "note": "x" * 1025}, "note", "shorten it to 1024"),
        ({"id": "c", "decision": "approve", "reason": "x"}, "reason", "move it to note"),
        ({"id": "c", "decision": "approve", "newHook": "x"}, "newHook", "leave it out"),
        ({"id": "c", "decision": "reject", "reson": "x"}, "reson", "did you mean reason?"),
        ({"id": "c", "decision": "approve", "at": "noon"}, "at", "write 2026-04-18T12:00:00Z"),
        ({"id": "c", "decision": "approve", "note": ["x"]}, "note", "put it in quotes"),
        ({"id": "c", "decision": "approve", "note": "a\ud83d"}, "note", "type it again"),
    ],
)
def test_wrong_field_is_named_with_its_fix(row, field, fix):
    found = one(**row)

    assert found.decision is None
    assert found.problem.field == field
    assert found.problem.fix.startswith(fix)


def test_broken_line_stops_no_other():
    broken, good = lines('{"id": "cnt_1", "decis', {"id": "cnt_2", "decision": "approve"})

    assert (broken.line, broken.problem.reason) == (1, "it is not a JSON object")
    assert good.decision is not None


def test_lines_that_contradict_each_other_name_each_other():
    first, alike, other = lines(
        {"id": "cnt_1", "decision": "approve"},
        {"id": "cnt_2", "decision": "approve"},
        {"id": "cnt_1", "decision": "reject", "reason": "x"},
    )

    assert alike.decision is not None
    assert first.problem.reason == "it is decided differently in line 3"
    assert other.problem.reason == "it is decided differently in line 1"


def test_lines_that_say_the_same_are_no_contradiction():
    found = lines(*[{"id": "cnt_1", "decision": "approve", "at": f"2026-01-0{n}"} for n in (1, 2)])

    assert all(each.decision for each in found)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("d.jsonl", "", "has no decisions"),
        ("d.csv", "container,verdict\n1,2\n", "does not name the columns id and decision"),
        ("d.jsonl", "[]", "JSON array"),
        ("d.csv", "PK\x03\x04", "workbook"),
    ],
)
def test_what_is_no_list_of_decisions_is_refused(name, text, said):
    with pytest.raises(UsageError, match=said):
        read(text.encode(), name)


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(["id", "decision", "reason", "at", "x"]),
        st.text() | st.none() | st.integers() | st.lists(st.integers(), max_size=1),
    )
)
def test_any_object_is_a_decision_or_names_its_wrong_field(row):
    [found] = lines(row or {"x": 1})

    assert (found.decision is None) != (found.problem is None)
