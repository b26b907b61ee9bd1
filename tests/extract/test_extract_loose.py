"""JSON that others forgive is forgiven; what nobody can read is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.values.loose import MAX_REPAIRED_BYTES, decode_json


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('{"a": [1, 2,], "b": {"c": ",]",},}', {"a": [1, 2], "b": {"c": ",]"}}),
        ('{"a": "tab\there\nand line"}', {"a": "tab\there\nand line"}),
        ('\ufeff{"a": 1}', {"a": 1}),
        ('<!-- {"a": 1} -->', {"a": 1}),
        ('//<![CDATA[\n{"a": 1};\n//]]>', {"a": 1}),
        (
            '//<![CDATA[\n<!--\n{/* made at 7 */ "a": "x // y /* z", // so\n "b": [1,],}\n//-->\n//]]>',
            {"a": "x // y /* z", "b": [1]},
        ),
        ('{"a": 1} /* without an end', {"a": 1}),
        ('/* <![CDATA[ */ {"a": 1} /* ]]> */', {"a": 1}),
        (r'{"a": "it\'s \d\n"}', {"a": "it's d\n"}),
        ("{&quot;a&quot;: 1}", {"a": 1}),
        ('{"a": NaN}', {"a": None}),
        ('{"a": "b" c"}', {"a": 'b" c'}),
        ('{"a": "He said "no", and "Go: on", so"}', {"a": 'He said "no", and "Go: on", so'}),
        (
            '{"a": ""No", he said", "b": ["x "y" z", "w"], "c": "end "so""}',
            {"a": '"No", he said', "b": ['x "y" z', "w"], "c": 'end "so"'},
        ),
        (
            '[{"a": "x "y\\"", }, // and so on\n {"b": {"c": ""}, "d": [{"e": "", "f": 1}]}]',
            [{"a": 'x "y"'}, {"b": {"c": ""}, "d": [{"e": "", "f": 1}]}],
        ),
        (r'{"a": "\ud83d", "b": "\ud83d\ude00"}', {"a": "\ufffd", "b": "\U0001f600"}),
    ],
)
def test_tolerated(raw: str, expected: Any):
    """Each fault is forgiven, and said to be one."""
    assert (expected, False) == decode_json(raw.encode(), by_template=True)


def test_valid_json_is_called_valid():
    """Strict JSON is read as such."""
    assert ({"a": [1]}, True) == decode_json(b' {"a": [1]} ')


@pytest.mark.parametrize("raw", [b"", b"{", b'{"a": }', b'{"a": "b" c"}', b"[" * 100_000, b'{"a": "\\ud83d"' * 9])
def test_refused(raw: bytes):
    """What cannot be read raises ValueError and nothing else."""
    with pytest.raises(ValueError, match=r"."):
        decode_json(raw)


def test_deep_nesting_that_is_also_broken():
    """Depth is refused by the tolerant reader too."""
    with pytest.raises(ValueError, match="nested too deeply"):
        decode_json(b"[" * 100_000 + b"]" * 100_000 + b",")


def test_long_json_is_not_repaired():
    """Repairing has a limit; reading valid JSON has not."""
    long = b'["' + b"x" * MAX_REPAIRED_BYTES + b'"]'

    assert decode_json(long)[1]
    with pytest.raises(ValueError, match="too long to repair"):
        decode_json(long[:-1] + b",]")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
        st.lists,
        max_leaves=20,
    )
)
def test_any_value_comes_back(value: Any):
    """What is valid comes back as it is."""
    assert (value, True) == decode_json(msgspec.json.encode(value))
