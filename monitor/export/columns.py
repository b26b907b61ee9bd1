"""The columns of the exported tables, and the rows that fill them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from monitor.model import KnownEntry, Placed

Row: TypeAlias = Mapping[str, Any]
"""Values by the names of their columns: what each kind says, or None."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    TEXTS = "texts"
    """A sequence of str."""
    NUMBER = "number"
    """An int of 64 bits."""
    FRACTION = "fraction"
    FLAG = "flag"
    MOMENT = "moment"
    """An aware datetime."""
    JSON = "json"
    """What JSON can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    name: str
    kind: Kind


def _columns(**kinds: Kind) -> tuple[Column, ...]:
    return tuple(Column(name=name, kind=kind) for name, kind in kinds.items())


REVISIONS = _columns(
    source=Kind.TEXT,
    source_url=Kind.TEXT,
    live_blog_title=Kind.TEXT,
    entry_id=Kind.TEXT,
    revision=Kind.NUMBER,
    latest=Kind.FLAG,
    deleted=Kind.FLAG,
    first_seen=Kind.MOMENT,
    observed_at=Kind.MOMENT,
    published=Kind.MOMENT,
    updated=Kind.MOMENT,
    url=Kind.TEXT,
    title=Kind.TEXT,
    text=Kind.TEXT,
    html=Kind.TEXT,
    authors=Kind.TEXTS,
    links=Kind.TEXTS,
    images=Kind.TEXTS,
    pinned=Kind.FLAG,
    fingerprint=Kind.TEXT,
)

EVENTS = _columns(
    position=Kind.NUMBER,
    source=Kind.TEXT,
    sequence=Kind.NUMBER,
    id=Kind.TEXT,
    type=Kind.TEXT,
    at=Kind.MOMENT,
    entry_id=Kind.TEXT,
    entry_url=Kind.TEXT,
    title=Kind.TEXT,
    text=Kind.TEXT,
    authors=Kind.TEXTS,
    published=Kind.TEXT,
    revision=Kind.NUMBER,
    previous_title=Kind.TEXT,
    previous_text=Kind.TEXT,
    fields=Kind.TEXTS,
    edits=Kind.TEXTS,
    silent=Kind.FLAG,
    similarity=Kind.FRACTION,
    diff=Kind.JSON,
    reason=Kind.TEXT,
    facts=Kind.JSON,
    lag_s=Kind.FRACTION,
    extractor=Kind.TEXT,
    confidence=Kind.FRACTION,
    live_blog_title=Kind.TEXT,
    live_blog_url=Kind.TEXT,
    live_blog_state=Kind.TEXT,
    source_url=Kind.TEXT,
    labels=Kind.JSON,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source that rows are of."""

    name: str
    url: str
    title: str | None


def revision_row(origin: Origin, known: KnownEntry, *, latest: bool) -> Row:
    """Return one version of an entry; `deleted` says how the entry stands now, whichever version it is."""
    revision, entry = known.revision, known.revision.entry
    return {
        "source": origin.name,
        "source_url": origin.url,
        "live_blog_title": origin.title,
        "entry_id": entry.id,
        "revision": revision.number,
        "latest": latest,
        "deleted": known.deleted,
        "first_seen": known.first_seen,
        "observed_at": revision.observed_at,
        "published": entry.published,
        "updated": entry.updated,
        "url": entry.url,
        "title": entry.title,
        "text": entry.text,
        "html": entry.html,
        "authors": entry.authors,
        "links": entry.links,
        "images": entry.images,
        "pinned": entry.pinned,
        "fingerprint": f"{revision.fingerprint:016x}",
    }


def event_row(placed: Placed) -> Row:
    """Return an event as one row; its columns are those of the event's body that a table can hold."""
    event = placed.event
    told = event.message["data"]
    entry, previous = told.get("entry") or {}, told.get("previous") or {}
    change, observed = told.get("change") or {}, told.get("observed") or {}
    live_blog, source = told.get("live_blog") or {}, told.get("source") or {}
    return {
        "position": placed.position,
        "source": event.source,
        "sequence": event.sequence,
        "id": event.id,
        "type": event.type.value,
        "at": event.at,
        "entry_id": entry.get("id"),
        "entry_url": entry.get("url"),
        "title": entry.get("title"),
        "text": entry.get("text"),
        "authors": entry.get("authors"),
        "published": entry.get("published"),
        "revision": entry.get("revision"),
        "previous_title": previous.get("title"),
        "previous_text": previous.get("text"),
        "fields": change.get("fields"),
        "edits": change.get("edits"),
        "silent": change.get("silent"),
        "similarity": change.get("similarity"),
        "diff": change.get("diff"),
        "reason": told.get("reason"),
        "facts": told.get("facts"),
        "lag_s": observed.get("lag_s"),
        "extractor": observed.get("extractor"),
        "confidence": observed.get("confidence"),
        "live_blog_title": live_blog.get("title"),
        "live_blog_url": live_blog.get("url"),
        "live_blog_state": live_blog.get("state"),
        "source_url": source.get("url"),
        "labels": source.get("labels"),
    }
