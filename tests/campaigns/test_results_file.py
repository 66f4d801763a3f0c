"""results.csv: whole, in order, and no formula for a spreadsheet."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.campaigns import results_file
from layers_cli.campaigns.records import PlannedRow, RowAction, RowRecord, RowState


def record(*cells, number=2, take=1, state=RowState.ACCEPTED, **more) -> RowRecord:
    replaces = more.pop("replaces", ())
    row = PlannedRow(
        *(number, number, "a", RowAction.CREATE, cells, f"c-{take}", take),
        credits=50.0,
        replaces=replaces,
    )
    return RowRecord(row, state, **more)


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_file_is_utf8_with_a_mark_and_crlf(tmp_path):
    path = results_file.draw(tmp_path / "r.csv", ("hook",), [record("Café 🧠")])

    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfhook,key,state,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert [each.name for each in tmp_path.iterdir()] == ["r.csv"]


def test_half_a_character_of_a_sheet_stops_no_results(tmp_path):
    """Issue 12, kind 13: JSON lines may have one, in a column that nothing asks for."""
    path = results_file.draw(tmp_path / "r.csv", ("note",), [record("half \ud83d")])

    assert read(path)[0]["note"] == "half ?"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=x", "''@x"])
def test_cell_is_no_formula_and_one_apostrophe_more(tmp_path, text):
    path = results_file.draw(tmp_path / "r.csv", ("hook",), [record(text)])

    assert read(path)[0]["hook"] == f"'{text}"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_what_was_made_safe_can_be_read_back(text):
    shown = results_file.safe(text)

    assert not shown.startswith(("=", "+", "-", "@", "\t"))
    assert (shown[1:] if shown != text else shown) == text


def test_takes_of_a_row_are_one_line_without_what_was_replaced(tmp_path):
    first = record(
        "x", container_ids=("cnt_1", "cnt_2"), statuses={"cnt_1": "completed", "cnt_2": "failed"}
    )
    second = record(
        "x", take=2, container_ids=("cnt_3",), statuses={"cnt_3": "completed"}, replaces=("cnt_2",)
    )

    path = results_file.draw(tmp_path / "r.csv", ("hook",), [first, second])

    [row] = read(path)
    assert (row["containers"], row["status"]) == ("cnt_1 cnt_3", "completed")


def test_columns_of_the_sheet_keep_their_names(tmp_path):
    path = results_file.draw(tmp_path / "r.csv", ("key", "Status"), [record("a", "draft")])

    assert list(read(path)[0])[:5] == ["key", "Status", "state", "job", "containers"]
    assert read(path)[0]["layers_status"] == ""


def test_file_that_excel_holds_gets_a_neighbour(tmp_path, monkeypatch):
    path = tmp_path / "r.csv"
    path.write_text("open")
    replace = type(path).replace

    def held(self, target):
        if target == path:
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(type(path), "replace", held)

    assert results_file.draw(path, ("hook",), [record("a")]).name == "r-new.csv"
    assert path.read_text() == "open"
