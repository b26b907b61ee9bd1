"""Trees of blocks, whoever's editor made them, become the markup of what readers see."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.structured.rich import MAX_NODES, rich_html
from monitor.extract.words.markup import read_html


def itself(value: Any) -> Any:
    return value


@pytest.mark.parametrize(
    ("tree", "markup"),
    [
        ("<p>As it is</p>", "<p>As it is</p>"),
        ("5 < 6 & more", "5 &lt; 6 &amp; more"),
        ("Q&amp;A", "Q&amp;A"),
        (None, ""),
        (7, ""),
        # ProseMirror
        (
            {
                "type": "doc",
                "content": [
                    {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Gauge"}]},
                    {
                        "type": "paragraph",
                        "content": [
                            {"type": "text", "text": "See "},
                            {
                                "type": "text",
                                "text": "here",
                                "marks": [{"type": "link", "attrs": {"href": "https://a.example/?a=1&b=2"}}],
                            },
                            {"type": "hardBreak"},
                            {"type": "text", "text": "and < there"},
                        ],
                    },
                    {"type": "image", "attrs": {"src": "/b.jpg", "alt": "A boat"}},
                ],
            },
            (
                '<h3>Gauge</h3><p>See <a href="https://a.example/?a=1&amp;b=2">here</a><br>and &lt; there</p>'
                '<figure><img src="/b.jpg"></figure>'
            ),
        ),
        # Slate, Lexical
        (
            [{"type": "paragraph", "children": [{"text": "Bold", "bold": True}, {"text": " and plain"}]}],
            "<p>Bold and plain</p>",
        ),
        (
            {"root": {"children": [{"type": "link", "url": "https://a.example/", "children": [{"text": "link"}]}]}},
            '<a href="https://a.example/">link</a>',
        ),
        # EditorJS
        ({"blocks": [{"type": "paragraph", "data": {"text": "With <b>markup</b>"}}]}, "<p>With <b>markup</b></p>"),
        ({"blocks": [{"type": "list", "data": {"items": ["one", "two"]}}]}, "<ul>onetwo</ul>"),
        # Portable Text
        (
            [
                {
                    "_type": "block",
                    "children": [{"_type": "span", "text": "Words"}],
                    "markDefs": [{"_type": "link", "href": "https://a.example/x"}],
                }
            ],
            "<div>Words</div>",
        ),
        # Draft.js
        (
            {"blocks": [{"type": "unstyled", "text": "One"}, {"type": "unstyled", "text": "Two"}]},
            "<p>One</p><p>Two</p>",
        ),
        # Arc
        (
            [
                {"type": "text", "content": "A <i>word</i>"},
                {"type": "list", "items": [{"type": "text", "content": "point"}]},
                {"type": "quote", "content_elements": [{"type": "text", "content": "said"}]},
                {"type": "image", "url": "https://a.example/i.jpg", "caption": "A & B"},
                {"type": "oembed_response", "raw_oembed": {"html": "<blockquote>post</blockquote>"}},
                {"type": "interstitial_link", "content": "Read more", "url": "https://a.example/more"},
                {"type": "divider"},
            ],
            (
                "<div>A <i>word</i></div><ul><div>point</div></ul><blockquote><div>said</div></blockquote>"
                '<figure><img src="https://a.example/i.jpg">A &amp; B</figure><blockquote>post</blockquote>'
            ),
        ),
        # BBC: names in the publisher's own store are no addresses
        (
            {
                "type": "urlLink",
                "model": {"locator": "urn:bbc:x", "blocks": [{"type": "fragment", "model": {"text": "x"}}]},
            },
            "x",
        ),
        ({"type": "image", "model": {"blocks": [{"type": "rawImage", "model": {"locator": "cps/1.jpg"}}]}}, ""),
        ({"type": "advert", "text": "Buy"}, ""),
        ({"type": "text", "marks": "bold", "text": "x"}, "x"),
        ({"type": "text", "marks": ["bold"], "text": "x"}, "x"),
    ],
)
def test_a_tree_becomes_markup(tree: Any, markup: str):
    """Paragraphs, headings, lists, quotes, links and pictures; nothing that stands between or is only a name."""
    assert markup == rich_html(tree, itself)


def test_references_are_followed():
    """Members that only refer to others are rendered as what they refer to."""
    cache = {"p1": {"__typename": "ParagraphBlock", "content@filterEmpty": ["t1"]}, "t1": {"text": "Words"}}

    assert "<p>Words</p>" == rich_html(
        ["p1"], lambda value: cache.get(value, value) if isinstance(value, str) else value
    )


def test_a_tree_is_rendered_within_limits():
    """Trees without end, in depth or in breadth, end."""
    deep: Any = {"text": "deepest"}
    for _ in range(500):
        deep = {"type": "paragraph", "content": [deep]}

    assert "" == rich_html(deep, itself)
    assert MAX_NODES - 1 == rich_html([{"type": "text", "text": "x"}] * (2 * MAX_NODES), itself).count("x")


TREES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "content", "blocks", "model", "marks", "url", "html", "caption", "items"]),
            inner,
            max_size=4,
        )
    ),
)


@given(TREES)
def test_any_tree_becomes_markup(tree: Any):
    """Nothing is raised, and what comes out can be read."""
    read_html(rich_html(tree, itself), "https://news.example/")
