"""Templates: what they may say, and that none takes more than it should."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.templates import OUTPUT_LIMIT_CHARS, BadTemplate, compile_template, fill

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
    ("{{ headline + 1 }}", 1, 'can only concatenate str (not "int") to str'),
]


@pytest.mark.parametrize(("template", "line", "why"), FAILING, ids=range(len(FAILING)))
def test_what_cannot_be_filled_in(template, line, why):
    """No template takes more than its share of time or memory, and none reaches what is behind a value."""
    if why is None:
        assert "\n" == fill(template, {"headline": "h"})
    else:
        assert (line, why) == refused(template, headline="headline")


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
