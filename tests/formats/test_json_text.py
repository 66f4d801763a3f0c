"""All JSON is JSON: a number that it cannot hold becomes null (issue 12, kind 6)."""

import ast
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.formats import json_text
from layers_cli.formats.json_text import dumps
from tests.strict_json import strict_json
from tests.test_structure import sources

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES, st.sampled_from([{}, {"indent": 2}, {"separators": (",", ":")}]))
def test_whatever_is_written_is_json(value, how):
    strict_json(dumps(value, **how))


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_written_as_null(number):
    assert json.loads(dumps({"a": [number, (1.5, number)]})) == {"a": [None, [1.5, None]]}


def test_all_json_is_written_in_one_place():
    """But for the child that reads videos, which has no package of ours."""
    elsewhere = [
        name
        for name, source in sources().items()
        if "dump" in source
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and node.attr in ("dump", "dumps")
        and isinstance(node.value, ast.Name)
        and node.value.id == "json"
    ]

    assert set(elsewhere) <= {
        "layers_cli.formats.json_text",
        "layers_cli.sandbox.media.probing.child",
    }


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_what_people_write_is_read_as_any_json_is(value):
    assert json_text.loads_strictly(json_text.dumps(value)) == value


@pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', "[NaN]", "[-Infinity]", "[1e999]"])
def test_what_programs_read_in_different_ways_is_refused(text):
    with pytest.raises(json_text.OddJsonError):
        json_text.loads_strictly(text)
