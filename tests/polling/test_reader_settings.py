"""What a source says of its page holds for each reading of it: selectors, time zone, rendering."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.model import CssSelectors, Known, Lead, Page, Source, Validators
from monitor.polling.reader import Reader
from monitor.polling.requesting import page_request

URL = "https://news.example.org/live"
NOW = datetime(2024, 11, 7, 13, tzinfo=UTC)
SOURCE = Source(
    name="a",
    url=URL,
    selectors=CssSelectors(entry="p", time="time", id="@id"),
    zone=ZoneInfo("America/New_York"),
    render=True,
)
LEAD = Lead(url="https://api.example.org/live.json", extractor="jsonfeed", reason="it says so")


def test_selectors_and_zone_reach_the_page():
    """The entries are those that the selectors name, their times those of the zone."""
    body = b"<p id=k7f2><time datetime='2024-11-07T07:01'>now</time> Doors open</p>"
    page = Page(url=URL, status=200, headers={}, body=body, fetched_at=NOW)

    async def fetch(_request):
        raise AssertionError("nothing else is to be fetched")

    reader = Reader(fetch=fetch, clock=lambda: NOW)
    reading = asyncio.run(reader.read(SOURCE, page, known=Known(), lead=None, choice=""))

    assert [("k7f2", datetime(2024, 11, 7, 12, 1, tzinfo=UTC))] == [
        (entry.id, entry.published) for entry in reading.snapshot.entries
    ]


def test_only_the_page_is_rendered():
    """A platform's interface is no page for a browser."""
    rendered = [page_request(SOURCE, URL, lead, Validators()).render for lead in (None, LEAD)]

    assert [True, False] == rendered


def test_headers_of_the_operator_stay_with_the_live_blog():
    """They go to its host and those below it, whatever page; another host of the publisher gets none."""
    source = replace(SOURCE, url="https://live.example.org/7", headers={"cookie": "k=1"})

    def sent(url: str) -> dict[str, str]:
        return dict(page_request(source, url, None, Validators(), of=source.url).headers)

    assert {"cookie": "k=1"} == sent("https://live.example.org/7?page=2") == sent("https://api.live.example.org/7")
    assert {} == sent("https://api.example.org/7")
