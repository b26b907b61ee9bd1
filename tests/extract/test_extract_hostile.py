"""Any bytes: a snapshot or an ExtractError, in bounded time."""

from __future__ import annotations

import json
from time import process_time
from typing import TYPE_CHECKING

import pytest
from extract_pages import LAYOUTS, NOW, jsonld_page, live_blog, page_of
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.errors import ExtractError
from monitor.extract import extract

if TYPE_CHECKING:
    from monitor.model import Page

SECONDS_PER_MEGABYTE = 4
"""About ten times what it takes, for machines that are busy; what grows with the square takes minutes."""

FIXTURES = sorted(file.read_bytes() for file in LAYOUTS.glob("*/*") if file.name != "expected.json")


def survives(page: Page) -> None:
    try:
        snapshot = extract(page, now=NOW)
    except ExtractError:
        return
    ids = [entry.id for entry in snapshot.entries]
    assert len(ids) == len(set(ids))
    json.dumps([entry.text + (entry.title or "") + (entry.html or "") for entry in snapshot.entries]).encode()
    for entry in snapshot.entries:
        # What a database and UTF-8 would refuse must not leave the station.
        told = (entry.id, entry.text, entry.title or "", entry.html or "", *entry.authors, *entry.links, *entry.images)
        assert not any("\x00" in words for words in told)
        assert all(words.encode() is not None for words in told)


@given(st.binary(max_size=300), st.sampled_from(["text/html", "application/json", "text/xml; charset=utf-16", ""]))
@example(b"<\xff\xfe", "text/xml")
@example(b'{"a":1}\xff', "")
def test_any_bytes(body: bytes, content_type: str):
    """Random bytes raise nothing but ExtractError."""
    survives(page_of(body, content_type=content_type))


@given(st.sampled_from(FIXTURES), st.data())
def test_any_damage_to_a_page(body: bytes, data: st.DataObject):
    """A page that is cut, spliced or overwritten anywhere raises nothing but ExtractError."""
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 200)))
    damage = data.draw(
        st.binary(max_size=8) | st.sampled_from([b"\\u0000", b"\\ud800", b"<", b'"', b"&#0;", b"[" * 99])
    )

    survives(page_of(body[:start] + damage + body[end:]))


PIECES = [
    "<div>", '<a "', '<a href="', "<a href='", "<!--", "<svg>", "<script>", "&amp;", "&lt;p&gt;", "<b", "< ", "<a b=",
    '="', "<!", "<p it's>", "&#38;#38;", " \u00a0\n", "<img src=x ", "e\u0301", "\u200b", '<iframe src="a" ', '\\"',
    "x@x (",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_bodies_made_to_be_slow(piece: str):
    """A body that repeats what is hard to parse takes time in proportion to its length."""
    body = json.dumps(live_blog({"headline": piece * 500, "articleBody": piece * (300_000 // len(piece))}))
    page = page_of(f'<script type="application/ld+json">{body}</script>')
    started = process_time()

    survives(page)
    assert process_time() - started < SECONDS_PER_MEGABYTE * max(1, len(page.body) / 1e6)


@pytest.mark.parametrize(
    "piece",
    [
        b"<script ld+json", b'<script type="application/ld+json">LiveBlogPosting', b"LiveBlogPosting<script ",
        b"<link rel=", b"<!---->", b"<?", b'{"a":', b"[", b'{"', b'"\\"', b",", b"<rss><a>", b"<feed><entry>",
        b"<!DOCTYPE a [", b"<item>",
    ],
)  # fmt: skip
def test_pages_made_to_be_slow(piece: bytes):
    """So does a whole page, be it taken for HTML, XML or JSON."""
    for start in (b"", b'[{"LiveBlogPosting":', b"<rss><channel>"):
        started = process_time()

        survives(page_of(start + piece * (500_000 // len(piece))))
        assert process_time() - started < SECONDS_PER_MEGABYTE


@pytest.mark.parametrize(
    "page",
    [
        b"<script>window.__NUXT__=(function(a){return {x:%s}}(1));</script>" % (b'\\"' * 100_000),
        b"<script>window.__NUXT__=(function(a){return {x:%s" % (b"\\'" * 100_000 + b"\\"),
        b'{"posts":[{"body":"%s' % (b'\\"' * 100_000 + b"\\"),
        b'<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":["%s</script>'
        % (b'\\"' * 100_000 + b"\\"),
    ],
    ids=["in a call", "in a call that ends in it", "in JSON", "in JSON-LD"],
)
def test_strings_that_never_end_are_not_slow(page: bytes):
    """A string that never ends is looked through once, not once more from each quote in it."""
    started = process_time()

    survives(page_of(page))
    assert process_time() - started < SECONDS_PER_MEGABYTE


def test_many_equal_entries_are_not_slow():
    """Five thousand entries without ids, all alike, get ids in proportion to their number."""
    page = page_of(
        f'<script type="application/ld+json">{json.dumps(live_blog(*[{"articleBody": "x"}] * 5_000))}</script>'
    )
    started = process_time()

    survives(page)
    assert process_time() - started < SECONDS_PER_MEGABYTE


def test_references_in_circles_are_not_slow():
    """Nodes that point to themselves, many times over, are followed once."""
    circle = {"@id": "#c", "url": [{"@id": "#c"}] * 9, "name": [{"@id": "#c"}] * 9, "articleBody": "<p>x</p>" * 20_000}
    update = {"headline": "One", "author": {"@id": "#c"}, "image": {"@id": "#c"}}
    blog = live_blog(update, *[{"@id": "#c"}] * 4_000)
    page = page_of(f'<script type="application/ld+json">{json.dumps([blog, circle])}</script>')
    started = process_time()

    survives(page)
    assert process_time() - started < SECONDS_PER_MEGABYTE


@pytest.mark.parametrize("number", ["1" * 5_000, "0" * 5_000 + "65"], ids=["none", "A"])
def test_a_character_whose_number_has_thousands_of_digits(number: str):
    """Python reads no such number, and one entry, title or attribute that holds it must not cost the others."""
    body = f"<p title='&#{number};'>Rain &#{number}; fell <a href='/x?&#{number};'>here</a> and <b>there</b>.</p>"
    listed = extract(jsonld_page(live_blog({"headline": f"&#{number};", "articleBody": body})), now=NOW)

    assert ["Rain", "fell"] == listed.entries[0].text.split()[0:3:2]
