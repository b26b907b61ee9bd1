"""One event of each type, with invented words: to try a webhook or a template with, or write a receiver for. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.event import Origin, compose
from monitor.model import Change, Edit, Entry, EventType, LiveBlogState, Revision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import Event

SOURCE = "test"
"""What samples say they come from: receivers that count per source are not confused by them."""

_URL = "https://news.example.org/live/flood"
_LAG = timedelta(seconds=9)


def samples(instance: str, at: datetime) -> Mapping[EventType, Event]:
    """Return one event of each type as seen at `at`; their ids are those of the database named `instance`."""
    origin = Origin(
        instance=instance,
        source=SOURCE,
        url=_URL,
        labels={"test": "true"},
        title="Flood: live updates",
        live_blog_url=_URL,
        state=LiveBlogState.LIVE,
        extractor="jsonld",
        confidence=1.0,
    )
    events = compose(_changes(at), origin, after=0, at=at)
    return {event.type: event for event in events}


def _changes(at: datetime) -> list[Change]:
    old = Entry(
        id="1404077",
        url=f"{_URL}#1404077",
        title="Dam holds, says ministry",
        text="At least 12 people were brought to safety overnight.\nThe ministry says the dam is intact.",
        authors=("Ann Example",),
        published=at - 5 * _LAG,
    )
    new = replace(
        old,
        text="At least 45 people were brought to safety overnight.\nThe ministry says the dam is not intact.",
        updated=at - _LAG,
    )
    first = Revision(entry=old, number=1, fingerprint=1, observed_at=at - _LAG)
    second = Revision(entry=new, number=2, fingerprint=2, observed_at=at)
    edit = Edit(
        fields=("text",),
        edits=("number", "negation"),
        silent=False,
        similarity=0.912,
        diff=(
            ("=", "At least "),
            ("-", "12"),
            ("+", "45"),
            ("=", " people were brought to safety overnight.\nThe ministry says the dam is "),
            ("+", "not "),
            ("=", "intact."),
        ),
    )
    return [
        Change(kind=EventType.ENTRY_CREATED, revision=first),
        Change(kind=EventType.ENTRY_UPDATED, revision=second, previous=first, edit=edit),
        Change(kind=EventType.ENTRY_DELETED, revision=second),
        Change(kind=EventType.ENTRY_RESTORED, revision=second),
        *_without_entry(),
    ]


def _without_entry() -> list[Change]:
    told: dict[EventType, tuple[str, dict[str, str | int | float | None]]] = {
        EventType.LIVE_BLOG_UPDATED: (
            "the live blog is now called 'Flood: live updates'",
            {"title": "Flood: live updates", "previous_title": "Flood"},
        ),
        EventType.LIVE_BLOG_ENDED: ("the publisher says that the coverage is over", {}),
        EventType.LIVE_BLOG_MOVED: ("the coverage goes on elsewhere", {"url": f"{_URL}-day-2"}),
        EventType.SOURCE_DEGRADED: ("3 polls in a row have failed: answered 503 Service Unavailable", {"failures": 3}),
        EventType.SOURCE_RECOVERED: ("the live blog can be read again", {"failures": 3}),
        EventType.SOURCE_GAP: (
            "nothing on the page was known, and the pages between could not be read",
            {"from": "2026-01-02T11:00:00.000Z", "to": "2026-01-02T12:00:00.000Z"},
        ),
    }
    return [Change(kind=kind, reason=reason, facts=facts) for kind, (reason, facts) in told.items()]
