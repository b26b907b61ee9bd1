"""A source's next page is read with what its last one taught, within a limit over all sources."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import NotALiveBlog
from monitor.extract import Recall, extract
from monitor.model import Known, Page, Source
from monitor.polling.reader import Reader
from monitor.polling.recalls import Recalls

URL = "https://news.example.org/live"
NOW = datetime(2024, 11, 7, 13, tzinfo=UTC)


def page(*numbers: int) -> Page:
    updates = [
        {
            "@type": "BlogPosting",
            "@id": f"#post-{800_000 + number}",
            "articleBody": f"What there is to say of number {number}.",
            "datePublished": (NOW - timedelta(minutes=60 - number)).isoformat(),
        }
        for number in numbers
    ]
    blog = {"@type": "LiveBlogPosting", "url": URL, "headline": "Flood", "liveBlogUpdate": updates}
    body = f'<script type="application/ld+json">{json.dumps(blog)}</script>'.encode()
    return Page(url=URL, status=200, headers={"content-type": "text/html"}, body=body, fetched_at=NOW)


def recalled(*numbers: int) -> Recall:
    recall = Recall()
    extract(page(*numbers), now=NOW, recall=recall)
    return recall


async def fetch(_request):
    raise AssertionError("nothing else is to be fetched")


def test_what_did_not_change_is_handed_back():
    """Of two readings of one source the entries on both are the same objects; another source has its own."""
    reader = Reader(fetch=fetch, clock=lambda: NOW)
    choice = ""

    def read(name: str, shown: Page):
        nonlocal choice
        source = Source(name=name, url=URL)
        snapshot = asyncio.run(reader.read(source, shown, known=Known(), lead=None, choice=choice)).snapshot
        choice = snapshot.choice
        return snapshot.entries

    first, second, other = read("a", page(3, 2, 1)), read("a", page(4, 3, 2)), read("b", page(4, 3, 2))

    assert [False, True, True] == [entry in first and any(entry is one for one in first) for entry in second]
    assert second == other
    assert not any(entry is one for entry in other for one in second)


def test_a_reading_that_fails_leaves_nothing():
    """Its thread may still be at work when the next one begins: that begins anew."""
    reader = Reader(fetch=fetch, clock=lambda: NOW)
    source = Source(name="a", url=URL)
    empty = Page(url=URL, status=200, headers={}, body=b"", fetched_at=NOW)
    first = asyncio.run(reader.read(source, page(3, 2, 1), known=Known(), lead=None, choice="")).snapshot

    with pytest.raises(NotALiveBlog):
        asyncio.run(reader.read(source, empty, known=Known(), lead=None, choice=""))
    again = asyncio.run(reader.read(source, page(3, 2, 1), known=Known(), lead=None, choice=first.choice)).snapshot

    assert first.entries == again.entries
    assert not any(entry is one for entry in again.entries for one in first.entries)


def test_the_source_that_was_read_least_recently_is_given_up():
    """Over the limit, the oldest go until the rest fits; one that is kept again counts once."""
    size = recalled(3, 2, 1).size
    kept = {name: recalled(3, 2, 1) for name in "abc"}
    recalls = Recalls(2 * size)
    for name in ("a", "b", "b", "c"):
        recalls.keep(name, kept[name])

    assert size > 0
    assert [False, True, True] == [recalls.take(name) is kept[name] for name in "abc"]
    assert 0 == recalls.take("b").size


def test_a_source_beyond_the_limit_is_not_kept():
    """One source alone may be too large, and takes no other's room once it is gone."""
    recalls = Recalls(1)
    recalls.keep("a", recalled(3, 2, 1))

    assert 0 == recalls.take("a").size
