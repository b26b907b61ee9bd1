"""What indexes list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discover import listed
from monitor.discover.listing import LINKS_LIMIT, LISTED_LIMIT
from monitor.model import Listed, Page

INDEX = "https://news.example.org/politics"
DATE = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Politics</title><link>https://news.example.org/</link>
<item><title>Flood <b>live</b></title><link>https://news.example.org/live/flood#top</link>
<pubDate>Fri, 02 Jan 2026 09:00:00 +0100</pubDate></item>
<item><title>Nothing</title></item>
<item><title>Budget</title><link>/live/budget</link><pubDate>soon</pubDate></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Politics</title><entry><title>Flood live</title>
<link rel="self" href="https://news.example.org/self"/><link href="https://news.example.org/live/flood"/>
<published>2026-01-02T08:00:00Z</published></entry></feed>"""
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example.org/live/flood</loc>
<news:news><news:publication_date>2026-01-02T08:00:00</news:publication_date><news:title>Flood live</news:title>
</news:news></url></urlset>"""
HTML = b"""<html><body><a href="/live/flood"><img src="x"></a><a href="/live/flood">Flood <em>live</em></a>
<a href="#top">Top</a><a href="mailto:a@b">Write</a><a href="http://[broken">Odd</a>
<a href="http://news.example.org:99999/live">Odd, too</a><a href="/unclosed">Open"""


def read(body: bytes) -> list[Listed]:
    return list(listed(Page(url=INDEX, status=200, headers={}, body=body, fetched_at=DATE)))


@pytest.mark.parametrize(
    ("body", "items"),
    [
        (
            RSS,
            [
                Listed(url="https://news.example.org/live/flood", title="Flood", published=DATE),
                Listed(url="https://news.example.org/live/budget", title="Budget"),
            ],
        ),
        (ATOM, [Listed(url="https://news.example.org/live/flood", title="Flood live", published=DATE)]),
        (SITEMAP, [Listed(url="https://news.example.org/live/flood", title="Flood live", published=DATE)]),
        (
            HTML,
            [
                Listed(url="https://news.example.org/live/flood", title="Flood live"),
                Listed(url="https://news.example.org/unclosed"),
            ],
        ),
        (b"<rss", []),
        (b'<?xml version="1.0"?>', []),
        (b"", []),
    ],
    ids=["rss", "atom", "news sitemap", "page", "broken", "bare", "empty"],
)
def test_lists(body: bytes, items: list[Listed]) -> None:
    """Feeds, sitemaps and pages are read alike: addresses without fragments, titles, dates in UTC, each page once."""
    assert items == read(body)


def test_bounded() -> None:
    """No index is read further than the limit."""
    links = "".join(f'<a href="/live/{number}">x</a>' for number in range(2 * LISTED_LIMIT))
    assert LISTED_LIMIT == len(read(links.encode()))


def test_links_are_bounded() -> None:
    """Links to one page count, too: of a page full of them so many are looked at."""
    links = '<a href="/live/1">x</a>' * LINKS_LIMIT + '<a href="/live/2">x</a>'
    assert ["https://news.example.org/live/1"] == [item.url for item in read(links.encode())]


def test_items_within_items() -> None:
    """What an item names itself is its own; what is nested deeper is read once, not once for each level."""
    body = b"<rss><item><link>/live/1</link>" + b"<item>" * 100 + b"<link>/live/2</link>"
    assert ["https://news.example.org/live/1", "https://news.example.org/live/2"] == sorted(
        {item.url for item in read(body)}
    )


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "Thu, 99 Foo 2026", "soon"])
def test_dates_that_are_none(date: str) -> None:
    """A date that no calendar has leaves its item without one."""
    body = f"<rss><item><link>/live/1</link><pubDate>{date}</pubDate></item></rss>"
    assert [Listed(url="https://news.example.org/live/1")] == read(body.encode())


@given(st.binary(max_size=300), st.sampled_from([b"", RSS[:400], ATOM[:200], HTML[:60]]))
def test_any_bytes(body: bytes, start: bytes) -> None:
    """Whatever the bytes, there is an answer."""
    assert len(read(start + body)) <= LISTED_LIMIT
