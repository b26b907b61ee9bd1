"""Where the entries stood on the last page: remembered as text, followed on the next, and searched anew when lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from extract_pages import LAYOUTS, NOW, page_of
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import ExtractError
from monitor.extract import Recall, extract
from monitor.extract.merging.choice import parse_choice
from monitor.extract.page.outline import Outline, Part, Seal
from monitor.extract.page.trails import MAX_TRAIL_CHARS, Trail, follow, parse_trail, trail_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selectolax.lexbor import LexborNode


def entry(number: int, *, name: str = "post", tag: str = "li") -> str:
    stamp = (NOW - timedelta(hours=2) + timedelta(minutes=number)).isoformat()
    words = f"The words of number {number}, which are many enough to be those of an entry in a live blog."
    return f'<{tag} class="{name}" id="post-{70_000 + number}"><time datetime="{stamp}"></time><p>{words}</p></{tag}>'


def listed(numbers: range, *, name: str = "post", place: str = "blog", tag: str = "li") -> str:
    return f'<ul class="{place}">{"".join(entry(number, name=name, tag=tag) for number in numbers[::-1])}</ul>'


def page(*lists: str) -> str:
    return f"<html><head><title>Live</title></head><body><h1>Live blog</h1>{''.join(lists)}</body></html>"


def trail_in(choice: str | None) -> str:
    parsed = parse_choice(choice)
    return parsed.trails.get("container", "") if parsed else ""


def outline_of(html: str) -> Outline:
    return Outline(LexborHTMLParser(html), len(html))


TRAIL = Trail(evidence="marks", tag="li", kind="class", mark="a~b,c+d;e=f%", around="00ff", reach=2)


def test_a_trail_is_told_in_a_choice():
    """Whatever a class is called, the trail in it is read back, in a choice too."""
    assert TRAIL == parse_trail(str(TRAIL))
    told = f"container~8~{TRAIL};ids=container"
    parsed = parse_choice(told)
    assert parsed is not None
    assert (told, TRAIL) == (str(parsed), parse_trail(parsed.trails["container"]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "marks",
        "what,li,class,post,00,1",
        "marks,li,style,post,00,1",
        "marks,l%5Bi,class,p,00,1",
        "marks,li,id,%22,00,1",
    ],
)
def test_what_is_no_trail_leads_nowhere(text: str):
    """Text of another version, or that could not stand in a selector, is no trail."""
    assert parse_trail(text) is None


def test_what_cannot_be_remembered_has_no_trail():
    """A class that is too long or has a quotation mark in it is no way back."""
    item = outline_of(page(listed(range(3)))).select("li")[0]
    marks = ("x" * (MAX_TRAIL_CHARS + 1), 'a"b')
    assert ["", ""] == [trail_of(item, "marks", ("class", mark), reach=1) for mark in marks]


@pytest.mark.parametrize("look", [("class", "post"), ("id", "post"), ("tag", "")])
def test_a_trail_leads_to_what_looks_alike(look: tuple[str, str]):
    """By class, by the start of an id, by the tag alone: the elements of that look in that place, in page order."""
    html = page(listed(range(3)), '<ul class="menu"><li>Home</li><li>News</li></ul>')
    if look == ("tag", ""):
        html = html.replace(' class="post"', "").replace(' id="post-', ' data-n="')
    outline = outline_of(html)
    items = outline.select(".blog > li")
    trail = parse_trail(trail_of(items[0], "marks", look, reach=1))
    assert trail is not None
    assert [item.number for item in items] == [node.mem_id for node in follow(trail, outline.tree)]


def test_entries_of_several_days_are_cousins():
    """Where each day has a list of its own, the trail leads to the entries of all of them."""
    html = page(f"<div class=days>{listed(range(3, 6))}{listed(range(3))}</div>")
    choice = extract(page_of(html), now=NOW, forced="container").choice
    trail = parse_trail(trail_in(choice))
    assert trail is not None
    assert (2, 6) == (trail.reach, len(follow(trail, LexborHTMLParser(html))))


def test_another_list_does_not_take_the_place_of_the_entries():
    """A longer list of other things that appears on the page is not read instead of the entries that were there."""
    first = extract(page_of(page(listed(range(10)))), now=NOW, forced="container")
    other = listed(range(100, 140), name="live-blog-entry", place="liveblog", tag="article")
    both = page_of(page(listed(range(1, 11)), other))
    followed = extract(both, now=NOW, forced="container", remembered=first.choice)
    assert (40, 10) == (len(extract(both, now=NOW, forced="container").entries), len(followed.entries))
    assert trail_in(first.choice) == trail_in(followed.choice)


def test_entries_that_moved_are_searched():
    """Where too few are left, or no time is told any more, the page is searched, and the new place remembered."""
    first = extract(page_of(page(listed(range(10)))), now=NOW, forced="container")
    moved = page_of(page(listed(range(10), name="story", place="stories")))
    timeless = page_of(
        page(listed(range(10), name="story", place="stories"), listed(range(10)).replace("datetime", "x"))
    )
    for now_page in (moved, timeless):
        recall = Recall()
        snapshot = extract(now_page, now=NOW, forced="container", remembered=first.choice, recall=recall)
        assert 10 == len(snapshot.entries)
        assert "story" in trail_in(snapshot.choice)


@pytest.mark.parametrize("layout", sorted(LAYOUTS.iterdir()), ids=lambda layout: layout.name)
def test_what_is_followed_is_what_was_found(layout: Path):
    """The same page read again by the choice that its first reading made gives the same entries."""
    source = next(file for file in layout.iterdir() if file.name != "expected.json")
    if source.suffix != ".html":
        pytest.skip("only pages with a tree are searched")
    one = page_of(source.read_bytes(), url="https://saved.example/page")
    try:
        first = extract(one, now=NOW)
    except ExtractError:
        return
    assert first.entries == extract(one, now=NOW, remembered=first.choice).entries


# ---------------------------------------------------------------------------------------------------- closed elements


def around(number: int, *, menu: str = "", news: range = range(40), query: str = "") -> str:
    links = "".join(f'<a href="/topic/{at}{query}">Topic {at}</a>' for at in range(200))
    return page(f"<nav>{links}{menu}</nav>", listed(range(number, number + 40)), f"<footer>{links}{len(news)}</footer>")


@pytest.mark.parametrize("query", ["", "?ref=menu"])
def test_of_a_page_that_was_read_only_what_is_new_is_walked(monkeypatch: pytest.MonkeyPatch, query: str):
    """When two of forty entries are new, neither the others nor the menu and the footer are looked into."""
    walked: list[str] = []
    recall, choice = Recall(), None
    for number in (0, 2, 4):
        choice = extract(page_of(around(number, query=query)), now=NOW, remembered=choice, recall=recall).choice
    made = Part.__init__

    def counted(part: Part, outline: Outline, node: LexborNode, tag: str, *others: Any) -> None:
        walked.append(tag)
        made(part, outline, node, tag, *others)

    monkeypatch.setattr(Part, "__init__", counted)
    snapshot = extract(page_of(around(6, query=query)), now=NOW, remembered=choice, recall=recall)
    assert (40, True) == (len(snapshot.entries), len(walked) <= 60)


def test_a_closed_element_answers_as_an_open_one():
    """Its size, and whether what is around it is short, are the same; of its words the first are there."""
    html = f"<div><section><p>{'many words ' * 100}</p><b>more</b></section><i>beside</i></div>"
    plain = outline_of(html)
    seal = plain.select("section")[0].seal()

    def seal_of(_node: LexborNode, tag: str, _holder: Part | None) -> Seal | None:
        return seal if tag == "section" else None

    closed = Outline(LexborHTMLParser(html), len(html), seal_of)
    for css in ("div", "section", "i"):
        one, other = plain.select(css)[0], closed.select(css)[0]
        assert (one.size, one.attributes, one.kinds) == (other.size, other.attributes, other.kinds)
        for limit, parts in ((10_000, 5), (10_000, 6), (10_000, 4), (50, 20)):
            assert (one.short_text(limit, parts=parts) is None) == (other.short_text(limit, parts=parts) is None)
    assert plain.select("section")[0].text()[:400] == closed.select("section")[0].text()[:400]
    assert [] == closed.select("section p")


@pytest.mark.parametrize(
    "changed",
    [
        lambda html: html.replace("<nav>", '<nav><span class="date">1 November 2024</span>'),
        lambda html: html.replace("<footer>", '<footer><a rel="next" href="/live?page=2">Older</a>'),
        lambda html: html.replace("<footer>", "<footer><p>12:30 CET</p>"),
        lambda html: html.replace("<body>", "<body><h1>").replace("<h1>Live blog</h1>", ""),
        lambda html: html.replace("<ul", '<ul data-total-pages="1"'),
        lambda html: html.replace("</nav>", "<ul class=pagination>Page 1 of 1</ul></nav>"),
        lambda html: html.replace('class="post"', 'class="post" data-record="9177661"', 1),
        lambda html: html.replace('class="post"', 'class="post promo"', 3),
        lambda html: html.replace("</ul>", '<li class="post">No time, no name, but words that are long.</li></ul>', 1),
        lambda html: html.replace("<ul", "<p>" * 30 + "<ul"),
    ],
)
def test_what_stands_around_the_entries_is_heard(changed: Callable[[str], str]):
    """A date, a way to older pages, a headline around all: said by what was mute before, it is read."""
    recall, choice = Recall(), None
    for html in (around(0), around(1), around(2), changed(around(3)), around(4), changed(around(4))):
        one = page_of(html)
        fresh = extract(one, now=NOW, remembered=choice)
        assert fresh == extract(one, now=NOW, remembered=choice, recall=recall)
        choice = fresh.choice


@pytest.mark.parametrize(
    ("page_url", "href", "older"),
    [
        ("https://news.example/live/vote", "?page=2", "https://news.example/live/vote?page=2"),
        ("https://news.example/live/vote", "/live/vote?page=2", "https://news.example/live/vote?page=2"),
        ("https://news.example/live/vote", "https://www.news.example/live/vote?page=2", None),
        ("https://news.example/live/vote", "http://news.example/live/vote/page/2", None),
        ("https://news.example/live/vote", "/sport/../live/vote?page=2", "https://news.example/live/vote?page=2"),
        ("https://news.example/live/vote", "vote?page=2", "https://news.example/live/vote?page=2"),
        (
            "https://news.example/live/w%C3%A4hlt",
            "/live/w%C3%A4hlt?page=2",
            "https://news.example/live/w%C3%A4hlt?page=2",
        ),
        ("https://news.example/live/vote", "/live/rain?page=2", ""),
        ("https://news.example/live/vote", "https://other.example/live/vote?page=2", ""),
        ("https://news.example/live/vote", "?page=1#top", ""),
        ("https://news.example/live/vote", "", ""),
    ],
)
def test_older_pages_are_of_the_same_live_blog(page_url: str, href: str, older: str | None):
    """However its address is written; a link with a query that leads to another page is none."""
    html = page(listed(range(10)), f'<a href="{href}">Older posts</a>')
    found = extract(page_of(html, url=page_url), now=NOW).older
    assert (href if older is None else older) == (found or "")


# ---------------------------------------------------------------------------------------------------- lists in JSON


def posts(numbers: range) -> list[dict[str, Any]]:
    return [
        {
            "id": f"p{number}",
            "title": f"Headline {number}",
            "body": WORDS.format(number),
            "date": f"2024-11-07T{number:02}:00Z",
        }
        for number in numbers
    ]


WORDS = "<p>The words of number {}, which are many enough to be those of an entry.</p>"


def read_lists(choice: str | None, **lists: Any) -> tuple[list[str], str]:
    """Return the ids of the entries that a document gives by a choice, and the path in the choice that it makes."""
    found = extract(page_of(json.dumps(lists), content_type="application/json"), now=NOW, remembered=choice)
    parsed = parse_choice(found.choice)
    return [entry.id for entry in found.entries], parsed.trails.get("api", "") if parsed else ""


def test_a_list_is_read_where_the_last_document_had_it():
    """A list that was by far the longest is read on, were another longer now; once it is gone another is found."""
    long, short = posts(range(8)), posts(range(10, 13))
    ids, path = read_lists(None, one=long, two=short)
    assert (8, "/one") == (len(ids), path)
    choice = f"api~8~{path};ids=api"
    assert len(long) == len(read_lists(choice, one=long, two=posts(range(20)))[0])
    assert 9 == len(read_lists(choice, two={"inner": posts(range(9))})[0])
    assert 9 == len(read_lists(choice, one=short, two=posts(range(9)))[0])
    assert 8 == len(read_lists(choice, one={"a": 1}, two=posts(range(8)))[0])


@pytest.mark.parametrize("others", [posts(range(10, 15)), posts(range(8))])
def test_a_list_beside_which_another_is_nearly_as_long_is_looked_for_again(others: list[dict[str, Any]]):
    """Which one the live blog is may show with the next entries."""
    ids, path = read_lists(None, one=posts(range(8)), two=others)
    assert (8, "") == (len(ids), path)
