"""The state that Nuxt 2 writes as a call is read without running it, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.extract.values.nuxt import MAX_FILLED_CHARS, nuxt_states


def states(script: str) -> list[Any]:
    return list(nuxt_states(f"<script>{script}</script>".encode()))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('window.__NUXT__=(function(a,b){return {x:a,a:b,"b":"a"}}(true,null));', [{"x": True, "a": None, "b": "a"}]),
        ("window.__NUXT__ = function(a){a.b=1;return [a,1e3]}({});", [[{}, 1000.0]]),
        ('__NUXT__=(function(){return {s:"a)}(\\"",t:[{}]}}())', [{"s": 'a)}("', "t": [{}]}]),
    ],
)
def test_a_call_gives_what_it_returns(script: str, expected: list[Any]):
    """Values stand in the places of their names; keys and strings that look like names stay."""
    assert expected == states(script)


@pytest.mark.parametrize(
    "script",
    [
        "window.__NUXT__={a:1}",
        "__NUXT__=(function(a){var b=1}(2))",
        "__NUXT__=(function(a=1){return {}}(2))",
        "__NUXT__=(function(a){return {b:a}}.call(2))",
        "__NUXT__=(function(a){return {b:a}}(Array(3)))",
        "__NUXT__=(function(a){return {b:a}",
        "__NUXT__=(function(a){return {b:c()}}(2))",
    ],
)
def test_what_would_have_to_be_run_is_left(script: str):
    """Other functions, and states that are broken off, give nothing."""
    assert [] == states(script)


def test_a_state_does_not_grow_beyond_its_limit():
    """A long value in many places is given up."""
    value = "x" * 10_000
    places = ",".join("a" for _ in range(MAX_FILLED_CHARS // len(value) + 1))

    assert [] == states(f'__NUXT__=(function(a){{return [{places}]}}("{value}"))')
