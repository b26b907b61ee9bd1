"""What frameworks take apart to write it down is put together again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.values.hydration import (
    MAX_AGAIN,
    flight_rows,
    hydrated,
    is_devalue,
    is_paired,
    put_together,
    resumed,
    unpaired,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


def test_flight_rows_have_the_names_that_others_call_them_by():
    """Text goes by its length in bytes, JSON by its line; modules, hints and broken rows are passed over."""
    rows = flight_rows('1:I[4,["a.js"]]\n2:T7,né\none3:{"text":"$2"}\n:HL["/a.css"]\n4:{"cut\n5:["$3"]')

    assert {"2": "né\none", "3": {"text": "$2"}, "5": ["$3"]} == rows


@pytest.mark.parametrize(
    ("flat", "value"),
    [
        ([{"posts": 1}, [2, 3], {"id": 4}, {"id": 5}, "a", "b"], {"posts": [{"id": "a"}, {"id": "b"}]}),
        ([["Reactive", 1], {"at": 2, "gone": -1}, ["Date", "2024-05-15"]], {"at": "2024-05-15", "gone": None}),
        ([{"kinds": 1}, ["Set", 2, 3], "x", "y"], {"kinds": ["x", "y"]}),
        ([{"self": 0, "b": 1}, "x", "y"], {"self": None, "b": "x"}),
        ([{"none": 1}, [], "x"], {"none": []}),
        ([{"odd": 1, "date": 2}, ["Ref"], ["Date"]], {"odd": None, "date": None}),
    ],
)
def test_a_devalue_list_is_what_its_places_stand_for(flat: list[Any], value: Any):
    """Each number is the place of a value; wrappers go, and a value that holds itself ends there."""
    assert is_devalue(flat)
    assert value == hydrated(flat)


@pytest.mark.parametrize("value", [{}, [], ["a", "b", "c"], [{"a": "b"}, 1, 2], [{}, 1, 2], [{"a": 9}, 1, 2]])
def test_other_values_are_no_devalue(value: Any):
    """A list is only taken apart when its first member points into it."""
    assert not is_devalue(value)


def test_small_numbers_of_an_answer_are_no_places():
    """Only what SvelteKit says that it sent is taken apart within an answer."""
    counted = [{"votes": 1}, {"votes": 2}, {"votes": 0}]

    assert {"data": counted, "type": "poll"} == put_together({"data": counted, "type": "poll"})
    assert {"data": {"votes": {"votes": {"votes": None}}}, "type": "chunk"} == put_together(
        {"data": counted, "type": "chunk"}
    )


def test_nothing_of_devalue_is_made_too_deep():
    """A chain of a thousand places ends at the limit of depth."""
    assert hydrated([[place + 1] for place in range(1_000)])
    assert {"a": None} == hydrated([{"a": 1}, *(["Ref", place + 2] for place in range(5_000)), "x"])


def doublings(count: int) -> list[list[int]]:
    """Return lists of two times the next one, beginning at the second place."""
    return [[place + 2] * 2 for place in range(count)]


def test_what_is_referred_to_twice_is_there_twice():
    """Writers of devalue and Qwik write no value a second time."""
    assert {"a": [["x", "x"], ["x", "x"]]} == hydrated([{"a": 1}, *doublings(2), "x"])
    assert [{"a": ["x", "x"]}] == resumed({"objs": [{"a": "1"}, ["2", "2"], "x"]})


@pytest.mark.parametrize("word", ["x", "x" * 100_000])
def test_what_refers_to_itself_many_times_over_is_not_told_for_ever(word: str):
    """Forty lists of twice the next are some kilobytes, and were a terabyte to whoever wrote them down."""
    devalue = hydrated([{"a": 1}, *doublings(40), word])
    qwik = resumed({"objs": [{"a": "1"}, *([f"{place + 2:x}"] * 2 for place in range(14)), word]})

    for value in (devalue, qwik):
        assert 1_000 < len(json.dumps(value)) < 100 * MAX_AGAIN


def test_the_properties_of_an_island_lose_their_kinds():
    """Pairs of kind and value become the values."""
    props = {"title": [0, "Live"], "posts": [1, [[0, {"id": [0, 7]}], [0, None]]], "odd": [0, {"x": 1}]}

    assert is_paired(props)
    assert {"title": "Live", "posts": [{"id": 7}, None], "odd": {}} == unpaired(props)


@pytest.mark.parametrize("value", [{}, [], {"a": 1}, {"a": ["b", 1]}, {"a": [0, 1, 2]}])
def test_other_objects_are_no_island(value: Any):
    """An object is only unpacked when all of its members are pairs."""
    assert not is_paired(value)


@given(JSON, st.text())
def test_any_value_can_be_put_together(value: Any, text: str):
    """Nothing is raised, whatever is handed in."""
    unpaired(value)
    unpaired([[0, value]] * 2)
    flight_rows(text)
    if isinstance(value, list) and value:
        hydrated(value)


def test_an_island_is_not_unpacked_for_ever():
    """Pairs in pairs end at the limit of depth."""
    value: Any = [0, "x"]
    for _ in range(200):
        value = [0, {"a": value}]

    assert isinstance(unpaired({"a": value}), dict)
