"""JavaScript literals become the values that a browser would make of them, or none."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.values.literals import MAX_NESTING, NotALiteral, plain_string, read_literal

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ("{a: 1, $b_2: 'x', 3: .5, 0x1F: 1}", {"a": 1, "$b_2": "x", "3": 0.5, "0x1F": 1}),
        ("[undefined, NaN, -Infinity, void 0, null]", [None, None, None, None, None]),
        ("[!0, !1, true, false]", [True, False, True, False]),
        ("[new Date(1715797920000), new Date('2024-05-15'), new Date()]", [1715797920000, "2024-05-15", None]),
        ("[1,,2,]", [1, None, 2]),
        ("[,1]", [None, 1]),
        ("{a: 1, /* why */ b: 2, // because\n}", {"a": 1, "b": 2}),
        (
            r"""['it\'s', "\x41\u0042", `two
lines`, "\u{1F600}", '\ud83d\ude00']""",
            ["it's", "AB", "two\nlines", "😀", "😀"],
        ),
        ("{'true': true, null: null}", {"true": True, "null": None}),
        ("[1., 1e3, +2, -3, 0x10]", [1, 1000.0, 2, -3, 16]),
        (
            r"['a\
b', '\u{999999}', '\0']",
            ["ab", "\ufffd", ""],
        ),
        ("[" + "9" * 5000 + ", 1e999, " + "9" * 400 + "]", [None, None, None]),
    ],
)
def test_a_literal_is_read(literal: str, value: Any):
    """Whatever the quotes, the spare commas and the names of nothing, the value is the browser's."""
    assert (value, len(literal) + 2) == read_literal(f"x={literal};", 2)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "{a: b}",
        "{a: f()}",
        "function () {}",
        "{a: 1",
        "[1}",
        "]",
        "`${a}`",
        "{a: 1 b: 2}",
        "[" * (MAX_NESTING + 2),
        "{a:" * (MAX_NESTING + 2),
        '["\\ud800" "x"]',
        "[" * 100_000,
    ],
    ids=lambda code: code[:12],
)
def test_what_would_have_to_be_run_is_refused(code: str):
    """Names, calls, unfinished or entangled literals are no values; the error counts what it took to see it."""
    with pytest.raises(NotALiteral) as caught:
        read_literal(code, 0)

    assert 0 <= caught.value.read <= 2 * len(code)


@given(JSON.filter(lambda value: isinstance(value, (dict, list))))
def test_json_is_a_literal(value: Any):
    """Any JSON object or list is read as itself, by the scan as well as by the decoder."""
    written = json.dumps(value)
    with_a_gap = f'{{"whole": {written}, gap: undefined}}'

    assert (value, len(written)) == read_literal(written, 0)
    assert ({"whole": value, "gap": None}, len(with_a_gap)) == read_literal(with_a_gap, 0)


@given(st.text())
def test_any_text_is_a_literal_or_refused(text: str):
    """Nothing but NotALiteral is raised, whatever stands there."""
    try:
        _, end = read_literal(text, 0)
    except NotALiteral:
        return
    assert 0 < end <= len(text)


@given(st.text())
def test_a_string_literal_says_what_was_written(words: str):
    """What is escaped in a string is said by it again."""
    whole = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    assert whole == plain_string(json.dumps(words))


def test_the_scan_takes_each_character_once():
    """Ten times the characters take about ten times as long."""
    literal = "{gap:undefined,a:[" + "{b:'c',d:!0}," * 5_000 + "]}"
    start = time.process_time()

    read_literal(literal, 0)

    assert time.process_time() - start < 1
