"""What the address behind a button answers: the markup in JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from extract_pages import page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.structured.fragments import MAX_ENVELOPE_MEMBERS, unwrapped

URL = "https://news.example/live/more?before=7"


@pytest.mark.parametrize(
    ("answer", "markup", "named"),
    [
        ({"html": "<p>a</p>"}, "<p>a</p>", None),
        ({"data": {"html": " <p>a</p>", "next": "?before=4"}}, " <p>a</p>", "https://news.example/live/more?before=4"),
        (
            {"items": ["<li>a</li>", "<li>b</li>"], "links": {"next": {"href": "/x?c=1"}}},
            "<li>a</li>\n<li>b</li>",
            "/x",
        ),
        ({"html": "<p>a</p>", "next": "token"}, "<p>a</p>", None),
        ({"html": "<p>a</p>", "next": "//evil.example/x"}, "<p>a</p>", None),
        ({"a": {"b": {"c": {"d": {"html": "<p>too deep</p>"}}}}}, None, None),
        (["plain"] * MAX_ENVELOPE_MEMBERS + ["<p>too far</p>"], None, None),
        ({"posts": [{"id": 1}]}, None, None),
        ("<p>a string is no envelope</p>", None, None),
    ],
)
def test_the_markup_in_an_answer(answer: Any, markup: str | None, named: str | None):
    """All strings that are markup, in their order, and the next address on the same host."""
    asked = page_of(json.dumps(answer), url=URL, content_type="application/json")

    page, older = unwrapped(asked)

    assert (markup or json.dumps(answer)) == page.body.decode()
    assert (page is asked) is (markup is None)
    assert older == named or (named == "/x" and older == "https://news.example/x?before=7&c=1")


@given(st.binary(max_size=200).map(lambda junk: b"{" + junk))
def test_no_bytes_make_it_fail(body: bytes):
    """What is no JSON comes back as it is."""
    page = page_of(body, url=URL)

    assert page.body in {body, unwrapped(page)[0].body}
