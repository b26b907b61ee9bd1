"""Events → Atom (RFC 4287) and JSON Feed 1.1. Pure.

Only words go into them: a publisher's markup is another site's, and readers show it as if it were ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from monitor.event import rfc3339
from monitor.web.answers import json_bytes
from monitor.web.shapes.events import message_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.model import Event

TITLE_LIMIT_CHARS = 120
EPOCH = "1970-01-01T00:00:00.000Z"
VERBS = {
    "entry.created": "New",
    "entry.updated": "Edited",
    "entry.deleted": "Withdrawn",
    "entry.restored": "Back",
}

_NOT_IRI = re.compile("[^!#-;=?-\\[\\]_a-z~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]")
"""Spaces, quotes, brackets, control characters, half surrogates; what is beyond the basic plane is encoded, too."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The newest events, the newest first, under the address at which they are asked for."""

    title: str
    url: str
    events: Sequence[Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    id: str
    title: str
    url: str | None
    type: str
    at: datetime
    text: str
    authors: tuple[str, ...]


def atom(feed: Feed) -> bytes:
    """Return the feed as Atom."""
    updated = rfc3339(feed.events[0].at) if feed.events else EPOCH
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{_xml(feed.url)}</id><title>{_xml(feed.title)}</title><updated>{updated}</updated>",
        f'<link rel="self" href={quoteattr(_allowed(feed.url))}/><generator>liveblog-monitor</generator>',
    ]
    for item in _items(feed):
        link = f"<link href={quoteattr(item.url)}/>" if item.url else ""
        kind = f"<category term={quoteattr(item.type)}/>"
        names = item.authors or ("liveblog-monitor",)
        authors = "".join(f"<author><name>{_xml(name)}</name></author>" for name in names)
        parts.append(
            f"<entry><id>{_xml(item.id)}</id><title>{_xml(item.title)}</title>{link}{kind}"
            f'<updated>{rfc3339(item.at)}</updated>{authors}<content type="text">{_xml(item.text)}</content></entry>'
        )
    parts.append("</feed>\n")
    return "\n".join(parts).encode()


def json_feed(feed: Feed) -> bytes:
    """Return the feed as a JSON Feed."""
    shape: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "feed_url": feed.url,
        "items": [
            {
                "id": item.id,
                "title": item.title,
                "content_text": item.text,
                "date_published": rfc3339(item.at),
                "tags": [item.type],
                **({"authors": [{"name": name} for name in item.authors]} if item.authors else {}),
                **({"url": item.url} if item.url else {}),
            }
            for item in _items(feed)
        ],
    }
    return json_bytes(shape)


def _items(feed: Feed) -> Iterator[_Item]:
    for event in feed.events:
        told = message_of(event).get("data", {})
        entry = told.get("entry") or {}
        verb = VERBS.get(event.type.value, event.type.value)
        words = entry.get("title") or entry.get("text") or told.get("reason") or ""
        source = (told.get("source") or {}).get("name", event.source)
        yield _Item(
            id=f"urn:liveblog-monitor:{event.id}",
            title=f"{verb} · {source}: {_short(str(words))}",
            url=_link(entry.get("url")) or _link((told.get("live_blog") or {}).get("url")),
            type=event.type.value,
            at=event.at,
            text=str(entry.get("text") or told.get("reason") or ""),
            authors=tuple(str(name) for name in entry.get("authors") or () if str(name).strip()),
        )


def _link(url: Any) -> str | None:
    """Return an address that a reader may open, as an IRI (RFC 3987); None for one that is not of the web.

    >>> _link('https://a.example/x y?"<>#ü'), _link("javascript:alert(1)")
    ('https://a.example/x%20y?%22%3C%3E#ü', None)
    """
    if not isinstance(url, str) or not url.lower().startswith(("https://", "http://")):
        return None
    return _NOT_IRI.sub(lambda found: quote(found[0], errors="replace"), url)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LIMIT_CHARS else line[: TITLE_LIMIT_CHARS - 1] + "…"


def _xml(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    """Return the text without what no XML document may hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
