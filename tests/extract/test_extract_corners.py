"""What no page that we have shows, and a page may: sources of videos, walls of elements, values that are none."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from extract_pages import NOW, URL, jsonld_page, live_blog, page_of, read
from selectolax.lexbor import LexborHTMLParser

from monitor.extract import Recall, extract
from monitor.extract.page import kinds
from monitor.extract.page.document import Document
from monitor.extract.page.outline import MAX_ABOVE, Outline, Seal
from monitor.extract.page.trails import follow, parse_trail, trail_of
from monitor.extract.prose.lines import lines_of_page
from monitor.extract.values.nuxt import nuxt_states

if TYPE_CHECKING:
    import pytest

    from monitor.model import Page, Snapshot

UPDATE = {"@type": "BlogPosting", "headline": "One", "datePublished": "2024-07-18T11:00:00Z", "articleBody": "First."}


def entry(number: int, *, minute: str = "", inside: str = "") -> str:
    stamp = (NOW - timedelta(hours=2) + timedelta(minutes=number)).isoformat()
    words = f"The words of number {number}, which are many enough to be those of an entry in a live blog."
    told = f"<span>{minute}</span>" if minute else f'<time datetime="{stamp}"></time>'
    return f'<article class="live-post" id="post-{70_000 + number}">{told}<p>{words}</p>{inside}</article>'


def page(*entries: str, around: str = "main", after: str = "") -> Page:
    listed = f'<{around} class="live-blog">{"".join(entries)}</{around}>'
    return page_of(f"<html><head><title>Live blog</title></head><body>{listed}{after}</body></html>")


def reads_as_fresh(*pages: Page) -> Snapshot:
    """Return the last of the readings, each with the recall of those before, and equal to one without."""
    recall, choice = Recall(), None
    for one in pages:
        fresh = extract(one, now=NOW, remembered=choice)
        again = extract(one, now=NOW, remembered=choice, recall=recall)
        assert fresh == again
        choice = again.choice
    return again


# -------------------------------------------------------------------------------------------------------------- markup


def test_the_source_of_a_video_is_no_picture_in_another_size():
    """Of a picture in several sizes one is taken; what a video plays is none of them."""
    video = '<video><source src="https://news.example/v.mp4"></video>'
    picture = '<picture><source srcset="https://news.example/p-2x.jpg"><img src="https://news.example/p.jpg"></picture>'
    first, *_ = read(page(entry(3, inside=video + picture), entry(2), entry(1))).entries
    assert ("https://news.example/p.jpg",) == first.images
    assert "v.mp4" in (first.html or "")
    assert "p-2x.jpg" not in (first.html or "")


def test_entries_in_a_headline_are_read_again_whole():
    """Of a headline every word counts, so nothing in it stays closed."""
    entries = [entry(number) for number in (5, 4, 3, 2, 1)]
    assert 6 == len(reads_as_fresh(page(*entries, around="h1"), page(entry(6), *entries, around="h1")).entries)


def test_a_page_that_grows_beyond_its_outline(monkeypatch: pytest.MonkeyPatch):
    """Where the elements of a page are too many to be read, nothing is taken from the last reading."""
    monkeypatch.setattr("monitor.extract.page.outline.FEW_PARTS", 60)
    monkeypatch.setattr("monitor.extract.page.outline.BYTES_PER_PART", 10**6)
    entries = [entry(number) for number in (5, 4, 3, 2, 1)]
    grown = reads_as_fresh(page(*entries), page(*entries, after="<i></i>" * 100))
    assert (5, ("only the first 60 elements of the page are read",)) == (len(grown.entries), grown.warnings)


def test_the_minutes_of_a_match_are_looked_at_again():
    """An entry that is new among those told by the minute is told by its own."""
    entries = [entry(number, minute=f"{number}'") for number in (50, 41, 33, 20, 7)]
    found = reads_as_fresh(page(*entries), page(entry(61, minute="61'"), *entries))
    assert 6 == len(found.entries)


def test_entries_without_times_are_looked_at_again():
    """An entry that is new among those told by their ids alone is told by its own."""
    entries = [re.sub(r"<time.*?</time>", "", entry(number)) for number in range(7)]
    found = reads_as_fresh(page(*entries[1:]), page(*entries))
    assert [f"{70_000 + number}" for number in range(7)] == [one.id for one in found.entries]


def test_what_is_called_otherwise_first_is_not_on_the_trail():
    """The first class tells what an element is; the others tell of states."""
    html = '<ul><li class="post">a</li><li class="ad post">b</li><li class="post key">c</li></ul>'
    outline = Outline(LexborHTMLParser(html), len(html))
    posts = outline.select("li")
    place = parse_trail(trail_of(posts[0], "marks", ("class", "post"), reach=1))
    assert place is not None
    assert ["a", "c"] == [node.text() for node in follow(place, outline.tree)]


def test_a_page_that_is_closed_as_a_whole():
    """An outline whose root stays closed has that one part, and its words."""
    seal = Seal(attributes={}, kinds=0, words=("Words",), size=5, parts=7, texts=0)
    outline = Outline(
        LexborHTMLParser("<p>Words</p>"), 100, lambda _node, tag, _holder: seal if tag == "html" else None
    )
    assert (["html"], "Words") == ([part.tag for part in outline.parts], outline.parts[0].text())


def test_what_stands_deep_in_a_page_is_climbed_out_of_to_a_limit():
    """Pages nest less deep than that; what is nested ten thousand times must not cost the square of it."""
    html = f"{'<i>' * (MAX_ABOVE + 9)}<b>deep</b>"
    outline = Outline(LexborHTMLParser(html), len(html))
    assert [("i",) * MAX_ABOVE] == [tuple(around.tag for around in part.above()) for part in outline.select("b")]


def test_a_page_of_more_lines_than_are_read(monkeypatch: pytest.MonkeyPatch):
    """A flat page is read to a limit."""
    monkeypatch.setattr("monitor.extract.prose.lines.MAX_LINES", 5)
    outline = Document(page_of("".join(f"<p>{at}</p>" for at in range(30))), now=NOW).outline
    assert outline is not None
    assert ["0", "1", "2", "3", "4"] == [line.text for line in lines_of_page(outline).lines][:5]


# ---------------------------------------------------------------------------------------------------- structured data


def test_what_is_not_read_may_be_broken():
    """A value that holds no live blog is looked into for the sake of a reference alone, and may then be no value."""
    desk = {"@type": "Person", "@id": "#desk", "name": "Ada Desk"}
    graph = json.dumps({"@graph": [live_blog(UPDATE | {"author": {"@id": "#desk"}}), {"about": {"n": "?"}}, desk]})
    broken = read(jsonld_page(graph.replace('"?"', "1e999")))
    assert [("One", ("Ada Desk",))] == [(one.title, one.authors) for one in broken.entries]


def test_an_update_with_a_page_of_its_own():
    """The address of an entry is its page's, unless that is the live blog's."""
    updates = [UPDATE | {"url": "https://news.example/story-7"}, UPDATE | {"headline": "Two", "url": URL}]
    assert ["https://news.example/story-7", None] == [one.url for one in read(jsonld_page(live_blog(*updates))).entries]


def test_a_page_of_more_states_than_are_read(monkeypatch: pytest.MonkeyPatch):
    """States are read to a limit."""
    monkeypatch.setattr("monitor.extract.values.nuxt.MAX_STATES", 1)
    state = b"<script>window.__NUXT__=(function(a){return {n:a}}(1));</script>"
    assert [{"n": 1}] == list(nuxt_states(state * 2))


def test_each_kind_of_elements_has_a_bit_of_its_own():
    """What is told of one kind is told of no other: a button with an address to load is no caption."""
    limits = {"KEPT", "MAX_KEPT_CHARS", "MAX_SPOKEN_CHARS", "MAX_CLASS_CHARS"}
    bits = [value for name, value in vars(kinds).items() if type(value) is int and name not in limits]
    assert [1 << at for at in range(len(bits))] == sorted(bits)


def test_an_element_with_an_address_to_load_keeps_its_words():
    """A paragraph that names in its data what a script loads of it is read as all others."""
    entries = "".join(
        f'<article class="live-post" id="post-{at}"><time datetime="2024-12-01T11:{at}:00Z"></time>'
        f'<p data-url="/live/{at}">The mayor opened the bridge, number {at}, at noon.</p><p>Many came.</p></article>'
        for at in range(10, 20)
    )
    snapshot = extract(page_of(f"<title>Live</title><h1>Live</h1>{entries}"), now=NOW)
    assert {f"The mayor opened the bridge, number {at}, at noon.\nMany came." for at in range(10, 20)} == {
        entry.text for entry in snapshot.entries
    }
