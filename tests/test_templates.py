"""Templates: what they may say, and that none takes more than it should."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.templates import OUTPUT_LIMIT_CHARS, BadTemplate, compile_template, fill

WORK = "its filters are given more than 20,000,000 characters"
DOUBLING = "{% set x = headline %}" + "{% set x = [x, x] %}" * 40


def refused(template, **variables):
    with pytest.raises(BadTemplate) as caught:
        fill(template, variables)
    return caught.value.line, str(caught.value)


def test_a_template_is_filled_in():
    """Variables, tests, loops and filters do what Jinja says."""
    lines = "{% for e in events if e.type != 'x' %}{{ loop.index }}: {{ e.type | upper }}\n{% endfor %}"
    template = lines + "{{ {'a': 1} | tojson }}"
    assert '1: A\n2: B\n{"a": 1}' == fill(template, {"events": [{"type": "a"}, {"type": "x"}, {"type": "b"}]})


def test_what_is_missing_is_empty():
    """One template can tell events of all types: what one of them lacks is no error."""
    assert "-" == fill("{{ entry.title.nothing }}-{{ change.diff[0][1] }}", {"entry": None})


def test_texts_of_publishers_are_not_templates():
    """What stands in an event is never read as a template."""
    assert "{{ 7 * 7 }}" == fill("{{ headline }}", {"headline": "{{ 7 * 7 }}"})


BAD = [
    ("{{ headline", 1, "unexpected end of template"),
    ("a\n{% if headline %}", 2, "Unexpected end of template"),
    ("\n\n{{ headlin }}", 3, "there is no variable 'headlin'; known: byline, change"),
    ("{{ headline | explode }}", 1, "No filter named 'explode'"),
    ("{{ headline | center(99) }}", 1, "No filter named 'center'"),
    ("{% include 'x' %}", 1, "a template stands alone"),
    ("{% extends 'x' %}", 1, "a template stands alone"),
    ("{% set x %}{{ headline }}{% endset %}", 1, "macros, recursive loops"),
    ("{% macro m() %}{% endmacro %}", 1, "macros, recursive loops"),
    ("{% for e in events recursive %}{% endfor %}", 1, "macros, recursive loops"),
    ("{{ " + "(" * 5_000 + ")" * 5_000 + " }}", None, "is nested too deeply"),
    ("{% for e in events %}" * 25 + "{% endfor %}" * 25, None, "is nested too deeply"),
    ("{% if headline %}" * 150 + "{% endif %}" * 150, None, "is nested too deeply"),
]


@pytest.mark.parametrize(("template", "line", "why"), BAD, ids=range(len(BAD)))
def test_what_is_no_template(template, line, why):
    """What is wrong is found when it is read, with its line."""
    with pytest.raises(BadTemplate) as caught:
        compile_template(template)
    assert line == caught.value.line
    assert why in str(caught.value)


FAILING = [
    ("{{ 1 / 0 }}", 1, "division by zero"),
    ("\n{{ headline.__class__.__mro__ }}", None, None),
    ("{{ headline.ljust(10) }}", 1, "access to attribute 'ljust' of 'str' object is unsafe."),
    ("{{ (5).to_bytes(9) }}", 1, "access to attribute 'to_bytes' of 'int' object is unsafe."),
    ("{{ 'a' * 9 }}", None, "* is for numbers alone"),
    ("{{ '%999d' % 1 }}", None, "% is for numbers alone"),
    ("{{ 2 ** 9 }}", None, "** is not allowed"),
    (
        "{% for i in range(200) %}{% for j in range(200) %}{% endfor %}{% endfor %}",
        None,
        "its loops take more than 20,000 turns",
    ),
    (
        "{% for i in range(20000) %}{{ headline }}{{ headline }}{% endfor %}",
        None,
        "it makes more than 262,144 characters",
    ),
    ("{% set x = headline %}" + "{% set x = x + x %}" * 40 + "{{ x }}", None, "it makes more than 262,144 characters"),
    ("{% set x = headline %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}", None, "it makes more than 262,144 characters"),
    (
        "{% set x = headline %}" + "{% set x = [x, x] | join %}" * 40 + "{{ x }}",
        None,
        "it makes more than 262,144 characters",
    ),
    (DOUBLING + "{{ x }}", None, "it makes more than 262,144 characters"),
    (DOUBLING + "{{ x | upper }}", None, "it makes more than 262,144 characters"),
    (DOUBLING + "{{ {'a': x} | tojson }}", None, "it makes more than 262,144 characters"),
    ("{{ headline | tojson(indent=100000000) }}", None, "tojson indents by 0 to 8"),
    ("{{ headline | tojson(indent='x' * 9) }}", None, "* is for numbers alone"),
    ("{{ headline | truncate(1, end='long') }}", 1, "expected length >= 4, got 1"),
    ("{% for i in range(20000) %}{{ '' if text | sort | length }}{% endfor %}", None, WORK),
    ("{% for i in range(20000) %}{{ '' if text.split('x') | length }}{% endfor %}", None, WORK),
    ("{% for i in range(20000) %}{{ '' if text | map('upper') | join | length }}{% endfor %}", None, WORK),
    ("{% for i in range(20000) %}{{ '' if {'a': text} | tojson | length }}{% endfor %}", None, WORK),
    (DOUBLING + "{% for i in range(20000) %}{{ '' if x | list | length }}{% endfor %}", None, WORK),
    ("{{ headline + 1 }}", 1, 'can only concatenate str (not "int") to str'),
]


@pytest.mark.parametrize(("template", "line", "why"), FAILING, ids=range(len(FAILING)))
def test_what_cannot_be_filled_in(template, line, why):
    """No template takes more than its share of time or memory, and none reaches what is behind a value."""
    if why is None:
        assert "\n" == fill(template, {"headline": "h"})
    else:
        began = process_time()
        assert (line, why) == refused(template, headline="headline", text="word " * 10_000)
        assert process_time() - began < 10


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ events | length }}", "100"),
        ("{{ events | map(attribute='headline') | unique | join(', ') }}", "Dam"),
        ("{{ (events | first).headline }} {{ (events | last | default(1)).headline }}", "Dam Dam"),
        ("{% for e in events | reverse if 'word' in e.text.lower() | trim %}{{ e.headline }}{% endfor %}", "Dam" * 100),
        ("{% for e in events %}{{ (e.text | striptags | truncate(20) | tojson | length) }}{% endfor %}", "19" * 100),
        ("{{ {'a': [1]} | tojson(indent=2) }}", '{\n  "a": [\n    1\n  ]\n}'),
    ],
)
def test_a_batch_of_large_events(template, expected):
    """What is only looked at may be larger than what is written: a hundred events are, each several times over."""
    event = {"headline": "Dam", "text": "word " * 2_000, "type": "entry.created"}
    told = [{**event, "event": {"data": dict(event)}, "data": dict(event), "entry": dict(event)} for _ in range(100)]
    assert expected == fill(template, {"events": told})


def test_numbers_can_be_counted_with():
    """Arithmetic is there."""
    assert "7 1 6" == fill("{{ 3 + 4 }} {{ 7 % 3 }} {{ 2 * 3 }}", {})


@given(
    st.lists(
        st.sampled_from(
            [
                "{{ headline }}",
                "{% for e in events %}",
                "{% endfor %}",
                "{{ e }}",
                "{% if x %}",
                "{{",
                "}}",
                " ",
                "|",
                "tojson",
                "{% set x = [x,x] %}",
            ]
        ),
        max_size=30,
    ).map("".join)
)
@settings(deadline=None)
def test_any_template_ends(template):
    """Whatever is written it is refused or filled in, within bounds."""
    try:
        filled = fill(template, {"headline": "h" * 1_000, "events": [1, 2, 3]})
    except BadTemplate:
        return
    assert len(filled) <= OUTPUT_LIMIT_CHARS
