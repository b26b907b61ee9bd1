"""Feeds are what readers can read, whatever a publisher writes."""

import asyncio
import base64
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from web_daemon import PATIENCE_S, READER, TOKENS, daemon

from monitor.model import Event, EventType
from monitor.web.feeds import Feed, atom, json_feed

AT = datetime(2026, 11, 7, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def event(**told):
    body = {"type": "entry.updated", "data": {"source": {"name": "flood"}, **told}}
    return Event(
        id="evt_1",
        source="flood",
        sequence=1,
        type=EventType.ENTRY_UPDATED,
        entry_id="e",
        at=AT,
        body=json.dumps(body).encode(),
    )


def test_hostile_words():
    """Markup and characters that XML forbids are text, long headlines are cut, and empty feeds have a date."""
    hostile = event(
        entry={"title": "<script>&\x00\ud800" + "x" * 300, "text": "]]>", "url": 'https://a/"<>', "authors": ["A & B"]}
    )
    bare = event(reason="it does not answer")
    root = ET.fromstring(atom(Feed(title="<b>", url="https://m/?a&b", events=(hostile, bare))))
    first, second = root.findall(f"{ATOM}entry")
    assert ("<b>", "https://m/?a&b") == (root.find(f"{ATOM}title").text, root.find(f"{ATOM}id").text)
    assert first.find(f"{ATOM}title").text.startswith("Edited · flood: <script>&")
    assert ("]]>", "https://a/%22%3C%3E") == (first.find(f"{ATOM}content").text, first.find(f"{ATOM}link").get("href"))
    assert ("it does not answer", None) == (second.find(f"{ATOM}content").text, second.find(f"{ATOM}link"))
    told = json.loads(json_feed(Feed(title="t", url="u", events=(hostile, bare))))
    assert ["https://a/%22%3C%3E", None] == [item.get("url") for item in told["items"]]
    assert (
        "1970-01-01T00:00:00.000Z"
        == ET.fromstring(atom(Feed(title="t", url="u", events=()))).find(f"{ATOM}updated").text
    )


async def test_served(tmp_path):
    """Each source and all together have both kinds of feed; a reader may show its token as a password."""
    async with daemon(tmp_path, tokens=TOKENS) as one:
        password = base64.b64encode(f"reader:{READER}".encode()).decode()
        auth = {"headers": {"Authorization": f"Basic {password}"}}
        all_atom, all_json, atom_, json_, unknown = [
            await one.ask(path, **auth)
            for path in (
                "/api/feed.atom",
                "/api/feed.json",
                "/api/sources/flood/feed.atom",
                "/api/sources/flood/feed.json",
            )
        ] + [await one.ask("/api/sources/none/feed.json", **auth)]
    assert 2 == len(ET.fromstring(all_atom[1]).findall(f"{ATOM}entry"))
    assert ["New · flood: Headline of e1", "New · flood: Headline of e2"] == sorted(
        item["title"] for item in all_json[1]["items"]
    )
    assert (200, "Flood: as it happens", 404) == (atom_[0], json_[1]["title"], unknown[0])


TEXTS = st.text(max_size=40) | st.sampled_from(["\x00", "\ud800", "]]>", "<b>&amp;", "  ", "\u0085\ufffe"])
ADDRESSES = (
    st.none()
    | TEXTS
    | st.sampled_from(
        [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://a.example/ä b|c{d}\\^`",
            "HTTP://a.example/%zz#x",
            " https://a/",
        ]
    )
)


@st.composite
def events(draw):
    entry = {
        "title": draw(st.none() | TEXTS),
        "text": draw(TEXTS),
        "url": draw(ADDRESSES),
        "authors": draw(st.lists(TEXTS)),
    }
    told = draw(st.sampled_from([{"entry": entry}, {"reason": draw(TEXTS)}, {"live_blog": {"url": entry["url"]}}, {}]))
    number = draw(st.integers(0, 10**6))
    return replace(event(**told), id=f"evt_{number}", at=AT - timedelta(milliseconds=number))


def checked_atom(told):
    """Return the entries of a feed that keeps the rules of RFC 4287."""
    root = ET.fromstring(told)
    assert f"{ATOM}feed" == root.tag
    assert [1, 1, 1] == [len(root.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")]
    assert ["self"] == [link.get("rel") for link in root.findall(f"{ATOM}link")]
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        assert [1, 1, 1, 1] == [len(entry.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "content")]
        assert len(entry.findall(f"{ATOM}link")) <= 1  # at most one alternate
        assert entry.findall(f"{ATOM}author")
        assert all(author.find(f"{ATOM}name").text.strip() for author in entry.findall(f"{ATOM}author"))
        assert RFC3339.fullmatch(entry.find(f"{ATOM}updated").text)
        for link in entry.findall(f"{ATOM}link"):
            assert re.fullmatch(r"(?i)https?://[^\s<>\"{}|\\\\^`]*", link.get("href"))
        assert {"text"} == {content.get("type") for content in entry.findall(f"{ATOM}content")}
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == len(entries)
    return entries


RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@given(st.lists(events(), unique_by=lambda one: one.id, max_size=4))
def test_any_words(told):
    """Whatever is told, both feeds keep their formats' rules, and no address but the web's can be followed."""
    feed = Feed(title="t", url="https://m.example/api/feed", events=told)
    assert len(told) == len(checked_atom(atom(feed)))
    shape = json.loads(json_feed(feed))
    assert ("https://jsonfeed.org/version/1.1", "t", len(told)) == (
        shape["version"],
        shape["title"],
        len(shape["items"]),
    )
    for item in shape["items"]:
        assert {"id", "title", "content_text", "date_published", "tags"} <= item.keys() <= {*ITEM_KEYS}
        assert all(isinstance(item[key], str) for key in ("id", "title", "content_text"))
        assert RFC3339.fullmatch(item["date_published"])
        assert item.get("url", "https://").lower().startswith(("https://", "http://"))
        assert all(author["name"].strip() for author in item.get("authors", ()))


ITEM_KEYS = ("id", "title", "content_text", "date_published", "tags", "url", "authors")


async def test_not_modified(tmp_path):
    """Who has a feed is told 304, by its ETag or by its date; a date alone is not believed within its second."""
    async with daemon(tmp_path) as one:
        statuses = []
        for path in (
            "/api/feed.atom",
            "/api/feed.json",
            "/api/sources/flood/feed.atom",
            "/api/sources/flood/feed.json",
        ):
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    async with one.session.get(one.url + path) as answer:
                        tag, date = answer.headers["ETag"], answer.headers.get("Last-Modified")
                    if date is not None:
                        break
            for headers in (
                {"If-None-Match": tag},
                {"If-Modified-Since": date},
                {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
                {"If-Modified-Since": "yesterday"},
                {"If-None-Match": '"other"', "If-Modified-Since": date},
            ):
                status, _ = await one.ask(path, headers=headers)
                statuses.append(status)
    assert [304, 304, 200, 200, 200] * 4 == statuses
