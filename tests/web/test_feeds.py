"""Feeds are what readers can read, whatever a publisher writes."""

import asyncio
import base64
import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from web_daemon import READER, TOKENS, daemon

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
    assert ("]]>", 'https://a/"<>') == (first.find(f"{ATOM}content").text, first.find(f"{ATOM}link").get("href"))
    assert ("it does not answer", None) == (second.find(f"{ATOM}content").text, second.find(f"{ATOM}link"))
    told = json.loads(json_feed(Feed(title="t", url="u", events=(hostile, bare))))
    assert ['https://a/"<>', None] == [item.get("url") for item in told["items"]]
    assert (
        "1970-01-01T00:00:00.000Z"
        == ET.fromstring(atom(Feed(title="t", url="u", events=()))).find(f"{ATOM}updated").text
    )


def test_served(tmp_path):
    """Each source and all together have both kinds of feed; a reader may show its token as a password."""

    async def story():
        async with daemon(tmp_path, tokens=TOKENS) as one:
            password = base64.b64encode(f"reader:{READER}".encode()).decode()
            auth = {"headers": {"Authorization": f"Basic {password}"}}
            return [
                await one.ask(path, **auth)
                for path in (
                    "/api/feed.atom",
                    "/api/feed.json",
                    "/api/sources/flood/feed.atom",
                    "/api/sources/flood/feed.json",
                )
            ] + [await one.ask("/api/sources/none/feed.json", **auth)]

    all_atom, all_json, atom_, json_, unknown = asyncio.run(story())
    assert 2 == len(ET.fromstring(all_atom[1]).findall(f"{ATOM}entry"))
    assert ["New · flood: Headline of e1", "New · flood: Headline of e2"] == sorted(
        item["title"] for item in all_json[1]["items"]
    )
    assert (200, "Flood: as it happens", 404) == (atom_[0], json_[1]["title"], unknown[0])
