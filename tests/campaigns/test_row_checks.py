"""Rows by what is known without asking anybody."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.campaigns.columns import COLUMNS, cell_text, map_columns, texts_of
from layers_cli.campaigns.comparison import Comparison
from layers_cli.campaigns.keys import digest_of
from layers_cli.campaigns.plan_file import PlanHeader, write_plan
from layers_cli.campaigns.records import RowAction
from layers_cli.campaigns.row_checks import RowRules, checked_row
from layers_cli.campaigns.store import AppliedRow

RULES = RowRules(
    ("slideshow-builder", "ugc-remix"),
    frozenset({"slideshow-builder"}),
    frozenset({"ugc-remix"}),
    "slideshow-builder",
    "prj_1",
)


def wrong(**values):
    return [(each.column, each.reason) for each in checked_row(values, RULES).problems]


def test_row_with_a_hook_alone_has_the_defaults():
    content = checked_row({"hook": " Wait\n"}, RULES)

    assert content.body == {"format": "slideshow-builder", "variants": 1, "hook": " Wait\n"}
    assert (content.project, content.name, content.problems) == ("prj_1", "", ())


@pytest.mark.parametrize("text", ["1", "01", "2.0", " 3 ", "1,0", "0", "-1", "1.5", "x", "９"])
def test_variants_are_a_count(text):
    is_count = text in ("1", "01", "2.0", " 3 ")

    assert bool(wrong(hook="Hi", variants=text)) is not is_count


def test_hook_is_needed_by_slideshows_alone():
    assert wrong(format="ugc-remix") == []
    assert wrong(format="slideshow-builder") == [("hook", "is empty")]


def test_media_ids_stand_in_any_list():
    content = checked_row({"hook": "Hi", "media": "med_1, med_2;med_3\nmed_4"}, RULES)

    assert content.body["media"] == ["med_1", "med_2", "med_3", "med_4"]


def test_influencer_goes_with_the_routes_that_take_one():
    only = {"hook": "Hi", "influencer": "inf_1"}
    both = {**only, "media": "med_1 med_2"}
    content = RowRules(**{**RULES.__dict__, "dialect": "content"})
    by_format = RowRules(**{**RULES.__dict__, "dialect": "per-format"})

    assert wrong(**only) == []
    assert [each.column for each in checked_row(only, content).problems] == ["influencer"]
    assert wrong(**both) == [("media", "has several ids beside an influencer")]
    remix = checked_row({"format": "ugc-remix"}, by_format).problems
    assert [each.reason for each in remix] == ["is empty, and ugc-remix needs one"]


def test_cell_without_a_value_is_wrong_once():
    flaws = {"hook": "is a formula that was never calculated; open the workbook, and save it"}
    [problem] = checked_row({"hook": ""}, RULES, flaws).problems

    assert (problem.column, problem.fix) == ("hook", "open the workbook, and save it")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=1+1", "=1+1"),
        ("''=x", "''=x"),
        ("'tis", "'tis"),
        ("=x", "=x"),
        (1.0, "1"),
        (True, "true"),
        (None, ""),
        (["med_1", "med_2"], "med_1 med_2"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_cells_are_read_as_people_write_them(cell, text):
    assert cell_text(cell) == text


VALUES = st.one_of(st.text(max_size=20), st.sampled_from(["#REF!", "007", "inf_1", "2", "\ud83d"]))


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), VALUES), max_size=6))
def test_any_rows_are_planned_and_planned_again_are_done(rows):
    columns = map_columns(COLUMNS, {})

    def planned(applied):
        comparison = Comparison("hooks", applied)
        found = []
        for number, values in enumerate(rows, 2):
            texts = texts_of(values)
            content = checked_row(columns.asked(texts), RULES)
            cells = columns.cells(texts)
            found.append(comparison.planned(number, number, content, cells=cells, credits_=1.0))
        return found, comparison.removed

    first, _ = planned(())
    asked = [row for row in first if row.is_asked_for]
    applied = [AppliedRow(row.name, digest_of(row), row.take, row.key) for row in asked]
    again, removed = planned(applied)

    assert len({row.key for row in asked}) == len(asked)
    assert [row.action for row in again] == [
        RowAction.DONE if row.action is RowAction.CREATE else row.action for row in first
    ]
    assert removed == []
    write_plan(io.BytesIO(), PlanHeader("hooks", "hooks.csv", COLUMNS, "x", "y"), first)
