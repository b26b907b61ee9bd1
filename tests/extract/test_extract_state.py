"""Entries in the state that pages carry for their own scripts, and everything there that only looks like them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from extract_pages import CAPTURED, LAYOUTS, NOW, page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.carriers.state import read_state
from monitor.extract.page.document import Document
from monitor.extract.readings.reading import Absent, Draft, Reading
from monitor.extract.structured.items import digest_of_value, drafts_of
from monitor.extract.structured.jsontree import MAX_VALUES, Graph
from monitor.model import IdClass

LIVE = "https://rail.example/live/night-train"


def updates(count: int = 3, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": f"66c3a9f0{at:02}",
            "headline": f"Stop {at}",
            "body": f"<p>The train has reached stop {at} of the night.</p>",
            "publishedAt": f"2024-05-15T{22 - at:02}:10:00Z",
            **more,
        }
        for at in range(count)
    ]


def answer_of(state: Any, url: str = LIVE) -> Reading | Absent:
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    return read_state(Document(page_of(f"<!doctype html><title>Night train</title>{script}", url=url), now=NOW))


def captured(name: str) -> Reading:
    file = CAPTURED / name
    if not file.exists():
        pytest.skip("the captured pages are not beside the checkout")
    answer = read_state(
        Document(page_of(file.read_bytes(), url="https://saved.example/live"), now=NOW.replace(year=2027))
    )
    assert isinstance(answer, Reading)
    return answer


@pytest.mark.parametrize(
    ("name", "count"),
    [("timesofindia/2026-02-25_modi-israel_128776409.html", 41), ("nytimes/2020-09-25_business-briefing.html", 9)],
)
def test_a_real_page_gives_stable_ids(name: str, count: int):
    """Where the page itself counts by position or names by headline, its state has ids that last."""
    reading = captured(name)

    assert (count, IdClass.STABLE) == (len(reading.entries), reading.id_class)
    assert all(entry.id.isdigit() and entry.published and entry.title for entry in reading.entries)


def test_a_list_that_is_kept_four_times_is_read_once():
    """The copies in the state of the Times of India bring no entry twice, and dropping the newest shifts no id."""
    page = (LAYOUTS / "timesofindia_state" / "page.html").read_text()
    whole = read_state(Document(page_of(page), now=NOW))
    shorter = read_state(Document(page_of(page.replace('"msid": "128792707"', '"id": 1')), now=NOW))

    assert isinstance(whole, Reading)
    assert isinstance(shorter, Reading)
    assert whole.entries[1:] == shorter.entries


@pytest.mark.parametrize(
    ("state", "url"),
    [
        ({"live": updates()}, "https://rail.example/night-train"),
        ({"page": {"data": updates()}}, LIVE),
        ({"entries": updates(url="/live/night-train#stop")}, LIVE),
        ({"entries": updates(url="/live/night-train/stop-1")}, LIVE),
        ({"entries": updates(url="?stop=1")}, LIVE),
        ({"stream": [{"node": update} for update in updates()]}, LIVE),
        ({"stories": updates(6), "live": updates()}, LIVE),
        ({"article": {"liveBlog": {"posts": updates()}}}, "https://rail.example/night-train"),
        ({"ROOT_QUERY": {'story({"id":9})': {"updates": updates()}}}, "https://rail.example/night-train"),
    ],
    ids=range(9),
)
def test_an_unknown_list_is_read_where_live_blogs_stand(state: Any, url: str):
    """By what it or the page is called, when its members lead nowhere else."""
    answer = answer_of(state, url)

    assert isinstance(answer, Reading)
    assert ["66c3a9f000", "66c3a9f001", "66c3a9f002"] == [entry.id for entry in answer.entries]
    assert "Night train" == answer.cover.title


@pytest.mark.parametrize(
    ("state", "url"),
    [
        ({"data": updates()}, "https://rail.example/night-train"),
        ({"live": updates(2)}, LIVE),
        ({"live": updates(url="/news/another")}, LIVE),
        ({"live": updates(slug="another-story")}, LIVE),
        ({"live": {"comments": updates()}}, LIVE),
        ({"live": {"relatedArticles": updates()}}, LIVE),
        ({"live": {"latestArticle": {"items": updates()}}}, LIVE),
        ({"live": {"article": updates()}}, LIVE),
        ({"live": {"mostRead": updates()}}, LIVE),
        ({"live": {"keyEvents": updates()}}, LIVE),
        ({"live": updates(upvotes=3)}, LIVE),
        ({"live": updates(publishedAt="soon")}, LIVE),
        ({"live": updates(body="Stop")}, LIVE),
        ({"live": updates(body=None, summary="What happened elsewhere today", url="/news/x")}, LIVE),
        ({"live": [1, 2, 3], "a": "2024-05-15", "b": "2024-05-16"}, LIVE),
        ({"page": {"story-template": "text", "cards": []}, "dates": ["2024-05-15", "2024-05-16"]}, LIVE),
    ],
    ids=range(16),
)
def test_what_only_looks_like_entries_is_refused(state: Any, url: str):
    """Teasers of other pages, comments, related stories, labels, and too few to tell."""
    assert isinstance(answer_of({**state, "filler": "Words " * 99}, url), Absent)


def test_a_summary_will_do_where_nothing_leads_elsewhere():
    """Entries without a body say what they have to say in a summary."""
    answer = answer_of({"live": updates(body=None, summary="The train waits for the ferry.")})

    assert isinstance(answer, Reading)
    assert {"The train waits for the ferry."} == {entry.text for entry in answer.entries}


def test_a_known_list_without_words_is_no_reading():
    """Where the words of all entries are gone, so is the reading."""
    answer = answer_of({"liveblog": [{"msid": str(n), "timestamp": "2024-05-15", "smalldesc": ""} for n in range(40)]})

    assert Absent(reason="the entries in the data of the page's scripts are empty") == answer


def test_only_html_pages_carry_state():
    """A JSON document is for another reader."""
    document = Document(page_of('{"a": 1}', content_type="application/json"), now=NOW)

    assert Absent(reason="not an HTML page") == read_state(document)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="Q&amp;A &#8211; live"><title>x</title>', "Q&A – live"),
        ("<meta property='og:title' content='It works'>", "It works"),
        ('<meta property="og:title"><title>\n Plain | Site</title>', "Plain | Site"),
        ('<script>var t="og:title";</script><meta property="og:title" content="Rain"><title>x</title>', "Rain"),
        ("<title></title>", None),
        ("", None),
    ],
)
def test_the_page_gives_the_title(head: str, title: str | None):
    """A list that nobody described is called what the page is called."""
    body = f"<!doctype html>{head}<script type='application/json'>{json.dumps({'live': updates()})}</script>"
    answer = read_state(Document(page_of(body, url=LIVE), now=NOW))

    assert isinstance(answer, Reading)
    assert title == answer.cover.title


def test_references_are_followed_and_end():
    """Apollo's in both spellings, React Flight's with dates; one that leads to itself stands for nothing."""
    cache = {"ROOT_QUERY": {}, "Post:1": {"id": 1}, "a": {"__ref": "b"}, "b": {"__ref": "a"}}
    apollo = Graph({"state": cache})
    flight = Graph([], {"1f": {"id": 2}, "2": "$1f"})

    assert [{"id": 1}, {"id": 1}] == [
        apollo.resolve({"__ref": "Post:1"}),
        apollo.resolve({"type": "id", "generated": False, "id": "Post:1", "typename": "Post"}),
    ]
    assert apollo.resolve({"__ref": "a"}) is None
    assert {"__ref": "none"} == apollo.resolve({"__ref": "none"})
    assert [{"id": 2}, {"id": 2}, "2024-05-15", None, "$9", "5 $"] == [
        flight.resolve(value) for value in ("$2", "$L1f", "$D2024-05-15", "$undefined", "$9", "5 $")
    ]


def test_what_stands_at_a_path():
    """Names, whatever they are, lead back to where they were taken; through a list, or a long way, no path leads."""
    value = {"a/b": {"": {"~+;= é": [{"x": {"y": [1]}}]}}, "z" * 300: [2]}
    spots = {id(spot.value): spot for spot in Graph(value).spots()}
    graph = Graph(value)

    for inner in (value, value["a/b"], value["a/b"][""], value["a/b"][""]["~+;= é"]):
        assert (found := graph.at(spots[id(inner)].path())) is not None
        assert (inner, spots[id(inner)].names()) == (found.value, found.names())
    assert ["", ""] == [spots[id(inner)].path() for inner in (value["a/b"][""]["~+;= é"][0]["x"], value["z" * 300])]
    assert [None, None] == [graph.at(path) for path in ("/a", "/a%2Fb//~%2B%3B%3D%20%C3%A9/0")]


def test_items_that_cannot_be_written_are_read():
    """A literal of a script may hold what JSON does not: no such item is taken for another."""
    odd: list[Any] = [{"id": "\ud800"}, {"id": "a"}, {"id": "a"}]
    document = Document(page_of("{}", content_type="application/json"), now=NOW)
    made = [
        drafts_of(odd, lambda item: Draft(keys=(str(item["id"]),)), document, "here", digest_of_value) for _ in (1, 2)
    ]

    assert made[0] == made[1] == [Draft(keys=(str(item["id"]),)) for item in odd]
    assert [False, True, True] == [one is other for one, other in zip(*made, strict=True)]


def test_the_walk_over_a_value_is_bounded():
    """In depth and in breadth."""
    deep: Any = [1]
    for _ in range(500):
        deep = [deep]

    assert [{"x": [{"y": []}]}] == list(list(Graph([{"x": [{"y": []}]}]).spots())[3].ancestors())
    assert ["x"] == list(Graph({"x": [{"y": []}]}).spots())[1].names()
    assert 66 >= sum(1 for _ in Graph(deep).spots())
    assert MAX_VALUES >= sum(1 for _ in Graph([[[1] * 9] * 9] * 9_000).spots())


@given(
    st.recursive(
        st.none() | st.text(max_size=3), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner)
    )
)
def test_any_state_is_read_or_refused(state: Any):
    """Nothing is raised, whatever the state."""
    assert isinstance(
        answer_of({"live": state, "at": "2024-05-15", "to": "2024-05-16", "x": "x" * 300}), (Reading, Absent)
    )


@given(st.binary(max_size=400))
def test_any_page_is_read_or_refused(body: bytes):
    """Nothing is raised, whatever the bytes."""
    page = b"<!doctype html><script>2024-05-15 2024-05-16" + b" " * 300 + body

    assert isinstance(read_state(Document(page_of(page), now=NOW)), (Reading, Absent))
