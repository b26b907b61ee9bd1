"""The event: a change as receivers get it, serialised once, to the byte (DESIGN §5, `event.schema.json`).

Pure. The id is derived from the database's own name, the source, the sequence and the time, so that two databases never
share one, and a database that is put back to where it stood earlier, by a copy of its files or a standby that lagged
behind, uses none again: receivers that know an id take what comes under it for the event that they have.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from monitor.model import Event, EventType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import Change, Edit, Entry, LiveBlogState, Revision

SOFT_LIMIT_BYTES = 20 * 1024
"""What Standard Webhooks advises bodies to stay below; larger ones are counted, and told whole."""

HARD_LIMIT_BYTES = 64 * 1024
"""No body is larger (CloudEvents' limit): html goes first, then text is cut; an event is never dropped for its size."""

_CUTS = ((8_000, 200), (2_000, 50), (500, 20), (100, 5))
"""Characters that each text keeps and items that each list keeps, tried in turn until the body fits."""
_HUNKS_PER_ITEM = 4
LISTS_CUT_TO = frozenset(items for _, items in _CUTS)
DIFFS_CUT_TO = frozenset(_HUNKS_PER_ITEM * items for _, items in _CUTS)
"""Lengths that a list has, or a diff, if it lost something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where events come from: the source, its live blog as last read, and how it was read.

    `evidence` is the number of the exhibit that proves it, if one is kept.
    """

    instance: str
    source: str
    url: str
    labels: Mapping[str, str]
    title: str | None
    live_blog_url: str | None
    state: LiveBlogState
    extractor: str | None
    confidence: float | None
    evidence: int | None = None


def event_id(instance: str, source: str, sequence: int, at: datetime) -> str:
    """Return the id of a source's event: 26 characters of base32 (128 bits) behind "evt_".

    >>> event_id("0f3a", "ukraine", 812, datetime(2024, 11, 7, tzinfo=UTC))
    'evt_avmjdd2deszwia6olviygrzypi'
    """
    digest = hashlib.blake2b(f"{instance}\n{source}\n{sequence}\n{at.timestamp()}".encode(), digest_size=16).digest()
    return f"evt_{base64.b32encode(digest).decode().rstrip('=').lower()}"


def compose(changes: Sequence[Change], origin: Origin, *, after: int, at: datetime) -> tuple[Event, ...]:
    """Return the events that tell the changes, with the sequences `after + 1 …`."""
    return tuple(_compose(change, origin, after + place, at) for place, change in enumerate(changes, start=1))


def rfc3339(moment: datetime) -> str:
    """Return a moment as in RFC 3339, in UTC with milliseconds.

    >>> rfc3339(datetime(2024, 11, 7, 12, 3, 10, 482000, tzinfo=UTC))
    '2024-11-07T12:03:10.482Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def entry_shape(entry: Entry, revision: int) -> dict[str, Any]:
    """Return an entry as events and `probe --json` show it."""
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "text": entry.text,
        "html": entry.html,
        "authors": list(entry.authors),
        "published": rfc3339(entry.published) if entry.published else None,
        "updated": rfc3339(entry.updated) if entry.updated else None,
        "links": list(entry.links),
        "images": list(entry.images),
        "pinned": entry.pinned,
        "revision": revision,
    }


def edit_shape(edit: Edit) -> dict[str, Any]:
    """Return an edit as events and `history --json` show it."""
    return {
        "fields": list(edit.fields),
        "edits": list(edit.edits),
        "silent": edit.silent,
        "similarity": edit.similarity,
        "diff": [list(hunk) for hunk in edit.diff],
        **({"flapping": True} if edit.flapping else {}),
    }


def _compose(change: Change, origin: Origin, sequence: int, at: datetime) -> Event:
    id_ = event_id(origin.instance, origin.source, sequence, at)
    shape: dict[str, Any] = {
        "id": id_,
        "sequence": sequence,
        "source": {"name": origin.source, "url": origin.url, "labels": dict(origin.labels)},
        "live_blog": {"title": origin.title, "url": origin.live_blog_url, "state": origin.state.value},
    }
    if change.revision is None:
        shape |= {"reason": change.reason, "facts": dict(change.facts)}
    else:
        shape |= _entry_part(change, change.revision)
    shape["observed"] = {
        "at": rfc3339(at),
        "lag_s": _lag_s(change, at),
        "extractor": origin.extractor,
        "confidence": origin.confidence,
        **({"evidence": origin.evidence} if origin.evidence is not None else {}),
    }
    return Event(
        id=id_,
        source=origin.source,
        sequence=sequence,
        type=change.kind,
        entry_id=change.revision.entry.id if change.revision else None,
        at=at,
        body=_serialise({"type": change.kind.value, "timestamp": rfc3339(at), "data": shape}),
    )


def _entry_part(change: Change, revision: Revision) -> dict[str, Any]:
    previous, edit = change.previous, change.edit
    return {
        "entry": entry_shape(revision.entry, revision.number),
        "previous": entry_shape(previous.entry, previous.number) if previous else None,
        "change": edit_shape(edit) if edit else None,
    }


def _lag_s(change: Change, at: datetime) -> float | None:
    """Return the seconds from the publisher's own time of what happened until we saw it, where it gave one."""
    if change.revision is None:
        return None
    stamp: datetime | None = None
    if change.kind is EventType.ENTRY_CREATED:
        stamp = change.revision.entry.published
    elif change.edit is not None and not change.edit.silent:
        stamp = change.revision.entry.updated
    return round((at - stamp).total_seconds(), 3) if stamp else None


# ------------------------------------------------------------------------------------------------- size


def _serialise(body: dict[str, Any]) -> bytes:
    """Return the body as compact JSON in UTF-8, cut to the hard limit where it must be, and then marked so."""
    encoded = _encode(body)
    if len(encoded) <= HARD_LIMIT_BYTES:
        return encoded
    shape = body["data"]
    shape["truncated"] = True
    readings = [shape[name] for name in ("entry", "previous") if shape.get(name)]
    for reading in readings:
        reading["html"] = None
    for limit, items in _CUTS:
        encoded = _encode(body)
        if len(encoded) <= HARD_LIMIT_BYTES:
            return encoded
        for place in (*readings, shape["source"], shape["live_blog"], shape.get("facts", {}), shape):
            _shorten(place, limit, items)
        if shape.get("change"):
            shape["change"]["diff"] = _shorten_diff(shape["change"]["diff"], limit, items)
    return _encode(body)


def _encode(body: dict[str, Any]) -> bytes:
    """Return compact JSON in UTF-8, a question mark for each lone surrogate, which UTF-8 does not know."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _shorten(shape: dict[str, Any], limit: int, items: int) -> None:
    """Cut each text of a shape to `limit` characters, and each of its lists to `items`."""
    for name, value in shape.items():
        if isinstance(value, str) and name not in {"id", "name"}:
            shape[name] = _cut(value, limit)
        elif isinstance(value, list):
            shape[name] = [_cut(item, limit) for item in value[:items]]


def _shorten_diff(diff: Sequence[Sequence[str]], limit: int, items: int) -> list[list[str]]:
    """Return the diff with unchanged and removed words cut first: what is new is what the reader came for."""
    return [
        [
            op,
            _beside(text, limit // 2, place, len(diff))
            if op == "="
            else _cut(text, limit if op == "+" else limit // 2),
        ]
        for place, (op, text) in enumerate(diff[: _HUNKS_PER_ITEM * items])
    ]


def _beside(text: str, limit: int, place: int, places: int) -> str:
    """Return unchanged words at a place of a diff, cut where they are furthest from what changed.

    >>> [_beside("abcdefghi", 5, place, 5) for place in (0, 2, 4)]
    ['…fghi', 'ab…hi', 'abcd…']
    """
    if len(text) <= limit:
        return text
    if place == places - 1:
        return _cut(text, limit)
    after = limit - 1 if place == 0 else limit // 2
    return f"{text[: limit - 1 - after]}…{text[len(text) - after :]}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
