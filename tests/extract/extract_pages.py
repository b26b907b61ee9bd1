"""Pages for the tests of extraction: from text, from tests/pages, and snapshots as JSON says them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.extract import extract
from monitor.model import Entry, Page, Snapshot

NOW = datetime(2024, 12, 1, 12, tzinfo=UTC)
URL = "https://news.example/live"
TEXTS = (
    "The crews voted by a clear margin to end the stoppage of the ferries.",
    "Two boats left the quay at noon, and a third one is being loaded there.",
    "The harbour master asked the owners to wait until the fog has gone.",
    "Nobody was hurt when a crane touched the roof of the old customs house.",
    "The last passengers of the night were taken to a school in the town.",
    "Divers looked at the hull and found no damage below the water line.",
)
WORDS = TEXTS[0]

# What interfaces of newsrooms' own making tell: ids, headlines, texts, names and times of four entries.
HEADS = ("Ferries sail again", "Third boat loads", "Fog holds the fleet", "Crane meets roof")
TIMES = tuple(f"2024-12-01T11:{40 - 7 * at:02}:00Z" for at in range(4))
NAMES = ("Ann Ode", "Bo Finn", "Ann Ode", "Bo Finn")
IDS = ("66c3a9f0", "66c3a9e1", "66c3a9d2", "66c3a9c3")
TOLD = list(zip(IDS, HEADS, TEXTS, NAMES, TIMES, strict=False))
ALL = [(head, text, (name,), at) for _, head, text, name, at in TOLD]

LAYOUTS = Path(__file__).parents[1] / "pages"
CAPTURED = Path(__file__).parents[3] / "shared" / "pages"

CONTENT_TYPES = {".html": "text/html", ".xml": "application/xml", ".json": "application/json", ".txt": "text/plain"}


def page_of(body: str | bytes, *, url: str = URL, content_type: str = "text/html") -> Page:
    return Page(
        url=url,
        status=200,
        headers={"content-type": content_type},
        body=body.encode() if isinstance(body, str) else body,
        fetched_at=NOW,
    )


def jsonld_page(*blocks: Any, url: str = URL) -> Page:
    """Return a page with a JSON-LD block for each value; strings are blocks as they are."""
    scripts = (block if isinstance(block, str) else json.dumps(block) for block in blocks)
    return page_of("".join(f'<script type="application/ld+json">{script}</script>' for script in scripts), url=url)


def live_blog(*updates: Any, **fields: Any) -> dict[str, Any]:
    return {"@type": "LiveBlogPosting", "url": URL, "headline": "Live", "liveBlogUpdate": list(updates), **fields}


def read(page: Page, *, now: datetime = NOW) -> Snapshot:
    return extract(page, now=now)


def entries_of(*bodies: str, title: str = "Harbour live", before: str = "", beside: str = "") -> tuple[Entry, ...]:
    """Return the entries of a page with one for each body, the first at 11:09, the next at 11:08, and so on."""
    blocks = (
        f'<div class="live-post" id="p-{9_000_300 - 7 * at}"><time datetime="2024-12-01T11:{9 - at:02d}:00Z"></time>'
        f"{body}</div>{beside}"
        for at, body in enumerate(bodies)
    )
    page = f"<!doctype html><title>{title}</title><body>{before}<main><div>{''.join(blocks)}</div></main>"
    return read(page_of(page)).entries


def as_json(snapshot: Snapshot) -> dict[str, Any]:
    """Return what a snapshot says, as tests/pages/*/expected.json writes it; empty fields are left out."""
    told = {
        "extractor": snapshot.extractor,
        "confidence": snapshot.confidence,
        "id_class": snapshot.id_class.value,
        "window": snapshot.window.value,
        "title": snapshot.title,
        "url": snapshot.url,
        "standfirst": snapshot.standfirst,
        "coverage_start": _time(snapshot.coverage_start),
        "coverage_end": _time(snapshot.coverage_end),
        "warnings": list(snapshot.warnings),
        "entries": [_entry(entry) for entry in snapshot.entries],
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _entry(entry: Entry) -> dict[str, Any]:
    told = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "text": entry.text,
        "html": entry.html,
        "authors": list(entry.authors),
        "published": _time(entry.published),
        "updated": _time(entry.updated),
        "links": list(entry.links),
        "images": list(entry.images),
        "pinned": entry.pinned,
    }
    return {name: value for name, value in told.items() if value not in (None, [], "", False)}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
