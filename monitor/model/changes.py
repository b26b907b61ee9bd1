"""What happened to an entry, and why a snapshot of its live blog was not believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta  # resolved at run time by msgspec
from enum import StrEnum

from monitor.model.snapshots import Entry


class EventType(StrEnum):
    """The type of an event as receivers see it. The list only grows."""

    ENTRY_CREATED = "entry.created"
    ENTRY_UPDATED = "entry.updated"
    ENTRY_DELETED = "entry.deleted"
    ENTRY_RESTORED = "entry.restored"
    LIVE_BLOG_UPDATED = "live_blog.updated"
    LIVE_BLOG_ENDED = "live_blog.ended"
    LIVE_BLOG_MOVED = "live_blog.moved"
    SOURCE_DEGRADED = "source.degraded"
    SOURCE_RECOVERED = "source.recovered"
    SOURCE_GAP = "source.gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One version of an entry as we saw it. Numbers count from 1 per entry; `fingerprint` is xxh3-64."""

    entry: Entry
    number: int
    fingerprint: int
    observed_at: datetime


DiffHunk = tuple[str, str]
"""("=" | "-" | "+", text): joined over "=" and "-" they give the old text, over "=" and "+" the new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """How one revision of an entry differs from the one before it.

    `flapping` says that the entry goes back and forth between the two, and that it is told no more until it settles.
    """

    fields: tuple[str, ...]
    edits: tuple[str, ...]
    silent: bool
    similarity: float
    diff: tuple[DiffHunk, ...]
    flapping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to one entry, or to the live blog or its source when `revision` is None.

    `reason` and `facts` say in words and values what a change without an entry is about.
    """

    kind: EventType
    revision: Revision | None = None
    previous: Revision | None = None
    edit: Edit | None = None
    reason: str | None = None
    facts: Mapping[str, str | int | float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flapping:
    """An entry that goes back and forth between contents that we have seen, comes and goes, or has a number that ticks.

    `at` are the times of the last alternations and ticks, and `returns` those of the last times that it came back after
    it had been withdrawn; `told` is the revision that receivers have, while they are spared all that, else None.
    `parts` are digests of the headlines, lines and links that turn in it, on a page that is served in several forms.
    """

    at: tuple[datetime, ...] = ()
    told: Revision | None = None
    returns: tuple[datetime, ...] = ()
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comings:
    """The last comings and goings of some words, or of a link.

    `at` is the last, `seen` names each way and entry once, the newest first ("+e9", "-e4"), and `again` is how often
    one of them came again, or both ways at once. Of a number between words it is how many readings changed it ("#e9"),
    and of a place in an entry how often it changed again (`compare/slots.py`), where nothing is `seen`.
    """

    at: datetime
    seen: tuple[str, ...]
    again: int


class Suspicion(StrEnum):
    """Why a snapshot is not believed at once (DESIGN §4)."""

    COLLAPSED = "most known entries are gone at once"
    FOREIGN = "another live blog stands at the address"
    REWRITTEN = "most entries say something else at once"
    TRUNCATED = "the page breaks off"
    STALE = "an older copy of the page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """What a page says of itself as a copy: when it was made and last modified, and whether it is whole.

    `last_modified` is the server's word and `modified` that of the page. `closed` says that the body reached its end,
    and `entries` how many the page showed, the first one if several were joined.
    """

    made_at: datetime | None = None
    last_modified: datetime | None = None
    modified: datetime | None = None
    closed: bool = False
    entries: int | None = None

    @property
    def broke_off(self) -> bool:
        """Whether pages were read, and none of them reached its end: the first may have broken off."""
        return self.made_at is not None and not self.closed


@dataclass(frozen=True, slots=True, kw_only=True)
class RollOff:
    """What is thought to have rolled off above entries that may stick to the bottom: `gone`, in so many `times`.

    `size` is the fewest entries that the page has shown since the last of them, `readings` how many have lacked the
    first to go. `refuted` says that nothing sticks there, so that they were taken away.
    """

    gone: tuple[str, ...]
    times: int
    size: int
    readings: int = 1
    refuted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """Suspicious snapshots in a row that agree: how many, since when, and what the last one of them showed.

    So many `times` as many as usual must agree.
    """

    suspicion: Suspicion
    snapshots: int = 1
    made_at: datetime | None = None
    ids: tuple[str, ...] = ()
    since: datetime | None = None
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Retreat:
    """A reading, seen `first` and last `at`, that took back all that had come `since` a time, with nothing else new.

    What it took back came at so many `moments`; `newest` is the entry that came or changed last of all, at `newest_at`.
    `lacks` says that entries are gone, not only edits or withdrawals.
    """

    since: datetime
    at: datetime
    moments: int
    newest: str
    newest_at: datetime
    lacks: bool
    first: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relapse:
    """A retreat that was undone: an older copy that did not say so, `lag` behind, or served for so long.

    `told` says that receivers had been told of it by then.
    """

    newest: str
    at: datetime
    lag: timedelta
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What the readings of a source have taught us of copies that do not say their age.

    `withdrawn` says when the last of its entries were told as that: an older copy has them. `refuted` are the last
    times that a page was as known after one, of whatever kind, that was not believed.
    """

    retreat: Retreat | None = None
    relapses: tuple[Relapse, ...] = ()
    withdrawn: Mapping[str, datetime] = field(default_factory=dict)
    refuted: tuple[datetime, ...] = ()
