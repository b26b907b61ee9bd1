"""What the tests' live blogs are made of: entries, snapshots, pages that show them, and strategies for any of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from monitor.compare import Comparison, Rules, compare
from monitor.compare.quarantine import believed, judge
from monitor.model import Copies, Entry, Freshness, IdClass, Known, Page, Snapshot, SourceState, Validators

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
URL = "https://news.example.org/live/flood"


def entry(number: int, **fields) -> Entry:
    """Return entry `e1`, `e2` …, published so many minutes after noon."""
    published = NOON + timedelta(minutes=number)
    given = {
        "id": f"e{number}",
        "title": f"Headline {number}",
        "text": f"Words of the update with the number {number}.",
        "published": published,
        "updated": published,
    }
    return Entry(**given | fields)


def entries(*numbers: int) -> list[Entry]:
    return [entry(number) for number in numbers]


def snapshot(*shown: Entry, **fields) -> Snapshot:
    """Return a reading of the newest part of a live blog with stable ids."""
    return Snapshot(
        **{"title": "Flood", "url": URL, "extractor": "jsonld", "confidence": 1.0, "entries": shown} | fields
    )


class Held:
    """What the pipeline holds between readings: one that is not believed leaves no trace but its quarantine."""

    def __init__(self, *, patience: int = 3, **rules) -> None:
        self.known = Known()
        self.state = SourceState(source="flood")
        self.patience = patience
        self.rules = Rules(**rules)

    def takes(self, found: Comparison, fresh: Freshness, *, at: datetime, copies: Copies | None = None):
        """Return what a reading tells, or why it is not believed."""
        held = judge(self.known, found, fresh, self.state, patience=self.patience, at=at, copies=copies)
        if held is not None:
            self.state = replace(self.state, quarantine=held)
            return held.suspicion
        self.state = replace(self.state, quarantine=None, freshness=believed(self.state, fresh))
        self.known = found.known
        return [(change.kind.value, change.revision and change.revision.entry.id) for change in found.changes]


class Reader:
    """Compares one snapshot after the other, as the pipeline does; says of each what happened to which entry."""

    def __init__(self, *shown: Entry, id_class: IdClass = IdClass.STABLE, **rules) -> None:
        """Begin with a baseline of the entries shown."""
        self.rules = Rules(**rules)
        self.id_class = id_class
        self.known = Known()
        self.at = NOON + timedelta(hours=1)
        self.baseline = self.sees(*shown)

    def sees(self, *shown: Entry, **fields) -> list[tuple[str, str | None]]:
        found = self.compared(*shown, **fields)
        return [(change.kind.value, change.revision and change.revision.entry.id) for change in found.changes]

    def compared(self, *shown: Entry, **fields) -> Comparison:
        self.at += timedelta(seconds=10)
        reading = snapshot(*shown, **{"id_class": self.id_class} | fields)
        found = compare(self.known, reading, at=self.at, rules=self.rules)
        self.known = found.known
        return found

    def says(self) -> dict[str, tuple[str | None, str]]:
        """Return headline and text of each entry that stands, as far as we know."""
        known = self.known.entries.values()
        return {
            seen.id: (seen.revision.entry.title, seen.revision.entry.text)
            for seen in known
            if not seen.deleted and not seen.missing
        }


# -------------------------------------------------------------------------------------------------- pages


def page(*shown: Entry, etag: str | None = None, title: str = "Flood", **fields) -> Page:
    """Return a page that carries the entries as a schema.org LiveBlogPosting."""
    posting = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": title,
        "url": URL,
        "coverageStartTime": NOON.isoformat(),
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "@id": f"{URL}#{item.id}",
                "headline": item.title,
                "articleBody": item.text,
                "datePublished": item.published.isoformat(),
                "dateModified": item.updated.isoformat(),
            }
            for item in shown
        ],
    }
    body = f'<html><head><script type="application/ld+json">{json.dumps(posting)}</script></head></html>'
    return html(body, validators=Validators(etag=etag), **fields)


def html(body: str, **fields) -> Page:
    """Return a page with this body, good until told otherwise."""
    given = {"url": URL, "status": 200, "headers": {"content-type": "text/html"}, "fetched_at": NOON}
    return Page(**given | {"body": body.encode()} | fields)


# --------------------------------------------------------------------------------------------- strategies

words = st.text(alphabet=st.sampled_from("ab1 .,é\u0301字\n"), max_size=12)
any_text = st.text(alphabet=st.characters())
"""Any code point at all, control characters and lone surrogates with them."""


_phrases = st.sampled_from(
    ["", "Goal!", "Goal! ", "Zürich 12", "Zu\u0308rich 12", "Zürich 45", "字 a", "a b c", "a\nb"]
)
_beside = st.sampled_from(
    [
        {},
        {"pinned": True},
        {"links": ("https://a.example/", "https://b.example/")},
        {"links": ("https://b.example/", "https://a.example/")},
        {"images": ("https://i.example/1.jpg?w=1",)},
        {"images": ("https://i.example/1.jpg?w=2", "https://i.example/2.jpg")},
        {"authors": ("Ann", "")},
        {"authors": (" Ann", "Bo"), "pinned": True},
    ]
)


def _entry(number: int, title: str, text: str, published: int | None, beside: Mapping[str, object]) -> Entry:
    date = None if published is None else NOON + timedelta(minutes=published)
    return entry(number, title=title or None, text=text, published=date, updated=date, **beside)


def readings(least: int = 0) -> st.SearchStrategy[tuple[Entry, ...]]:
    """Return readings of a few entries, each id once, many of them alike."""
    one = st.builds(_entry, st.integers(0, 7), _phrases, _phrases, st.none() | st.integers(0, 4), _beside)
    return st.lists(one, min_size=least, max_size=6, unique_by=lambda item: item.id).map(tuple)
