"""Plan files: written, read, and refused when they are not whole."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.campaigns.errors import PlanError
from layers_cli.campaigns.plan_file import PlanHeader, read_plan, write_plan
from layers_cli.campaigns.records import CellProblem, PlannedRow, RowAction

HEADER = PlanHeader(
    "hooks", "hooks.csv", ("key", "hook"), "sandbox", "0a1b2c", {"encoding": "UTF-8"}
)
BODY = {"format": "slideshow-builder", "variants": 1, "hook": "Wait"}
CREATE = PlannedRow(2, 2, "a", RowAction.CREATE, ("a", "Wait"), "c-1", 1, "prj_1", BODY, 50.0)
INVALID = PlannedRow(
    3, 3, "b", RowAction.INVALID, ("b", ""), problems=(CellProblem("hook", "is empty", "write it"),)
)


def written(rows) -> bytes:
    file = io.BytesIO()
    write_plan(file, HEADER, rows)
    return file.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hooks.plan.jsonl"
    path.write_bytes(written([CREATE, INVALID]))
    return path


def test_plan_is_read_as_it_was_written(path):
    plan = read_plan(path)

    assert plan.header == HEADER
    assert list(plan.rows()) == [CREATE, INVALID]
    assert plan.footer.counts == {RowAction.CREATE: 1, RowAction.INVALID: 1}
    assert plan.footer.credits == CREATE.credits


@pytest.mark.parametrize("lines", range(4))
def test_plan_that_was_cut_short_is_refused(path, lines):
    kept = path.read_bytes().splitlines(keepends=True)[:lines]
    path.write_bytes(b"".join(kept))

    with pytest.raises(PlanError):
        read_plan(path)


@given(data=st.data())
def test_plan_with_another_byte_is_refused_or_reads_alike(tmp_path_factory, data):
    content = bytearray(written([CREATE, INVALID]))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("plans") / "plan.jsonl"
    path.write_bytes(content)

    try:
        plan = read_plan(path)
    except PlanError:
        return
    assert list(plan.rows()) == [CREATE, INVALID]


def test_plan_of_a_newer_version_is_refused(path):
    path.write_bytes(
        path.read_bytes().replace(b'"plan":1', b'"plan":2').replace(b'"plan": 1', b'"plan": 2')
    )

    with pytest.raises(PlanError, match="newer"):
        read_plan(path)


def test_row_with_half_a_character_is_read_as_it_was_written(path):
    odd = replace(INVALID, cells=("\ud83d", ""))
    path.write_bytes(written([odd, CREATE]))

    assert list(read_plan(path).rows()) == [odd, CREATE]


# Issue 12, kind 13: a plan of another version, whole by its checksum


@pytest.mark.parametrize(
    "odd",
    [
        {"name": None},
        {"problems": {}},
        {"replaces": [5]},
        {"body": {}},
        {"body": {**BODY, "hook": [1]}},
        {"body": {**BODY, "variants": "2"}},
    ],
)
def test_row_that_no_plan_has_is_refused(path, odd):
    path.write_bytes(written([replace(CREATE, **odd)]))

    with pytest.raises(PlanError, match="has a row that no plan has"):
        list(read_plan(path).rows())


@pytest.mark.parametrize(
    "odd",
    [
        {"campaign": None},
        {"campaign": "\ud83d"},
        {"prices": {"x": "1"}},
        {"columns": [5]},
        {"read": 5},
    ],
)
def test_first_line_that_no_plan_has_is_refused(path, odd):
    file = io.BytesIO()
    write_plan(file, replace(HEADER, **odd), [CREATE])
    path.write_bytes(file.getvalue())

    with pytest.raises(PlanError, match="first line"):
        read_plan(path)
