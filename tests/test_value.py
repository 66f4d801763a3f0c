"""Immutable values: as frozen dataclasses are, and made without them."""

import dataclasses
from collections.abc import Callable
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.value import Value, as_dict, replace


class Place(Value):
    KIND: ClassVar[str] = "place"

    name: str
    rows: tuple[int, ...] = ()
    read: Callable[[str], str] = str.upper

    @property
    def first(self) -> int:
        return self.rows[0]


@dataclasses.dataclass(frozen=True)
class Known:
    name: str
    rows: tuple[int, ...] = ()
    read: Callable[[str], str] = str.upper


class Corner(Place):
    side: str = "left"


words = st.sampled_from(["name", "rows", "read", "side", "other"])
arguments = st.tuples(
    st.lists(st.integers(0, 2), max_size=4), st.dictionaries(words, st.integers(0, 2))
)


@given(arguments)
def test_it_takes_what_a_frozen_dataclass_takes(arguments):
    values, named = arguments
    try:
        known = Known(*values, **named)
    except TypeError:
        with pytest.raises(TypeError):
            Place(*values, **named)
        return
    assert as_dict(Place(*values, **named)) == vars(known)


@given(arguments, arguments)
def test_two_are_equal_as_frozen_dataclasses_are(one, other):
    try:
        known = [Known(*values, **named) for values, named in (one, other)]
    except TypeError:
        return
    ours = [Place(*values, **named) for values, named in (one, other)]

    assert (ours[0] == ours[1]) is (known[0] == known[1])
    assert ours[0] != ours[1] or hash(ours[0]) == hash(ours[1])


def test_a_function_that_is_a_default_stays_a_function():
    assert Place("a").read("b") == "B"


def test_a_copy_has_the_changes_and_the_rest():
    assert replace(Place("a", (1,)), name="b") == Place("b", (1,))


def test_a_copy_takes_no_field_that_there_is_not():
    with pytest.raises(TypeError, match="other"):
        replace(Place("a"), other=1)


def test_it_cannot_be_changed():
    place = Place("a")

    with pytest.raises(AttributeError, match="name"):
        place.name = "b"  # type: ignore[misc]  # the mistake that is tested
    with pytest.raises(AttributeError, match="name"):
        del place.name
    assert place.name == "a"


def test_the_fields_of_a_class_above_come_first():
    assert Corner("a", (1,), str.lower, "right") == Corner(
        side="right", read=str.lower, rows=(1,), name="a"
    )
    assert Corner("a") != Place("a")


def test_it_says_what_it_is():
    assert repr(Corner("a", (1,))).startswith("Corner(name='a', rows=(1,), read=<")
