"""Events as pages tell them. Pure.

A body is read leniently: what an older version wrote is shown as far as it goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.model import EventType
from monitor.web.pages.markup import web_address
from monitor.web.pages.wording import Hunk, around, clipped
from monitor.web.shapes.events import message_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Event, Placed

TEXT_SHOWN = 420
"""Characters of an entry's text in a list."""
AROUND = 90
"""Characters of what stayed, beside each change in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Events that are looked for together: what they are called, what each one is said to be, and their types."""

    name: str
    label: str
    verbs: Mapping[EventType, str]


KINDS = (
    Kind(name="new", label="New entries", verbs={EventType.ENTRY_CREATED: "New"}),
    Kind(name="edited", label="Edits", verbs={EventType.ENTRY_UPDATED: "Edited"}),
    Kind(name="gone", label="Withdrawn", verbs={EventType.ENTRY_DELETED: "Withdrawn"}),
    Kind(name="back", label="Restored", verbs={EventType.ENTRY_RESTORED: "Restored"}),
    Kind(
        name="blog",
        label="Live blog",
        verbs={
            EventType.LIVE_BLOG_UPDATED: "Retitled",
            EventType.LIVE_BLOG_ENDED: "Ended",
            EventType.LIVE_BLOG_MOVED: "Moved on",
        },
    ),
    Kind(
        name="trouble",
        label="Trouble",
        verbs={
            EventType.SOURCE_DEGRADED: "Trouble",
            EventType.SOURCE_RECOVERED: "Well again",
            EventType.SOURCE_GAP: "Gap",
        },
    ),
)
_KIND_OF = {type_: kind for kind in KINDS for type_ in kind.verbs}
SIGNS = {"new": "+", "edited": "~", "gone": "\N{MINUS SIGN}", "back": "\N{ANTICLOCKWISE OPEN CIRCLE ARROW}"}
"""Beside the colour of a kind, for who sees none."""


def types_of(kinds: Iterable[str]) -> frozenset[str]:
    """Return the event types that the kinds of these names stand for."""
    wanted = set(kinds)
    return frozenset(type_.value for kind in KINDS if kind.name in wanted for type_ in kind.verbs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event with what a page shows of it; the texts are the publisher's, and are escaped where they are shown.

    `diff` is whole, `hunks` what a list shows of it. `lag` is from the publisher's date to our seeing it.
    """

    event: Event
    position: int | None
    kind: str
    sign: str
    verb: str
    source: str
    blog: str
    entry_id: str | None
    title: str | None
    text: str
    html: str | None
    authors: tuple[str, ...]
    url: str | None
    reason: str | None
    diff: tuple[Hunk, ...]
    hunks: tuple[Hunk, ...]
    edits: tuple[str, ...]
    fields: tuple[str, ...]
    silent: bool
    flapping: bool
    similarity: float | None
    lag: timedelta | None
    extractor: str | None
    confidence: float | None
    revision: int | None
    published: str | None
    previous: Mapping[str, Any] | None

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def short(self) -> str:
        return clipped(self.text, TEXT_SHOWN)

    @property
    def name(self) -> str:
        """What it is about, in a few words."""
        return clipped(self.title or self.text or self.reason or self.blog, 90)


def tell(placed: Placed) -> Told:
    """Return an event with its position as pages tell it."""
    return tell_event(placed.event, placed.position)


def tell_event(event: Event, position: int | None = None) -> Told:
    """Return an event as pages tell it."""
    data = _part(message_of(event), "data")
    source, blog, entry = _part(data, "source"), _part(data, "live_blog"), _part(data, "entry")
    change, observed = _part(data, "change"), _part(data, "observed")
    kind = _KIND_OF[event.type]
    diff = tuple((str(op), str(text)) for op, text in change.get("diff") or ())
    lag_s = observed.get("lag_s")
    return Told(
        event=event,
        position=position,
        kind=kind.name,
        sign=SIGNS.get(kind.name, "!" if kind.name == "trouble" else "\N{BULLET}"),
        verb=kind.verbs[event.type],
        source=event.source,
        blog=str(blog.get("title") or source.get("name") or event.source),
        entry_id=event.entry_id,
        title=entry.get("title"),
        text=str(entry.get("text") or ""),
        html=entry.get("html"),
        authors=tuple(map(str, entry.get("authors") or ())),
        url=web_address(entry.get("url") or blog.get("url") or source.get("url")),
        reason=data.get("reason"),
        diff=diff,
        hunks=tuple(around(diff, AROUND)),
        edits=tuple(map(str, change.get("edits") or ())),
        fields=tuple(map(str, change.get("fields") or ())),
        silent=bool(change.get("silent")),
        flapping=bool(change.get("flapping")),
        similarity=change.get("similarity"),
        lag=None if lag_s is None else timedelta(seconds=lag_s),
        extractor=observed.get("extractor"),
        confidence=observed.get("confidence"),
        revision=entry.get("revision"),
        published=entry.get("published"),
        previous=data.get("previous"),
    )


def _part(shape: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = shape.get(name)
    return part if isinstance(part, Mapping) else {}
