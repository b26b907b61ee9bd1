"""What the events of a poll say of where they come from."""

from __future__ import annotations

import pytest
from live_blogs import URL, entry, snapshot

from monitor.model import Known, Lead, Source, SourceState
from monitor.polling.standing import origin

FLOOD = Source(name="flood", url=URL)
LEAD = Lead(url="https://news.example.org/wp-json/liveblog/v1/77/get-entries/1/latest", extractor="api", reason="named")
MOVED = "https://api.example.org/v2/77"
CANONICAL = "https://news.example.org/live/flood-day-1"
NEXT = "https://news.example.org/live/flood-day-2"


@pytest.mark.parametrize(
    ("state", "shown", "told"),
    [
        ({}, CANONICAL, CANONICAL),
        ({}, None, URL),
        ({"url": CANONICAL}, None, CANONICAL),
        ({"followed": NEXT}, None, NEXT),
        ({"lead": LEAD}, CANONICAL, CANONICAL),
        ({"lead": LEAD}, LEAD.url, URL),
        ({"lead": LEAD, "url": MOVED}, MOVED, URL),
        ({"lead": LEAD, "followed": NEXT}, LEAD.url, NEXT),
        ({"lead": LEAD, "url": MOVED}, None, URL),
    ],
)
def test_the_address_of_the_live_blog(state: dict, shown: str | None, told: str) -> None:
    """It is the page's, as readers know it: never that of an interface that is polled in its place."""
    reading = snapshot(entry(1), url=shown) if shown else None
    assert told == origin("0f3a", FLOOD, SourceState(source="flood", **state), Known(), reading).live_blog_url
