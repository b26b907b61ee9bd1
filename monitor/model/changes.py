"""What happened to an entry, and what is known of a live blog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.snapshots import Entry, IdClass


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


PAST_KEPT = 8
"""Fingerprints of earlier revisions that are remembered per entry: a copy that is older than that is no cache's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flapping:
    """An entry that goes back and forth between contents that we have seen.

    `at` are the times of the last alternations; `told` is the revision that receivers have, while they are spared the
    alternations; None as long as each is told.
    """

    at: tuple[datetime, ...] = ()
    told: Revision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry that we have seen: its current revision, and how it stands.

    `missing` counts the good snapshots in a row that lacked it while its place in the window was shown. `past` holds
    the fingerprints of the revisions before the current one, newest last and at most PAST_KEPT.
    """

    revision: Revision
    first_seen: datetime
    missing: int = 0
    deleted: bool = False
    past: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        return self.revision.entry.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What we know of a live blog: every entry ever seen, by id, and the window as last seen.

    `window` holds the ids on the page, newest first; one that is missing but not yet confirmed deleted keeps its
    place. `baseline` is False until the first good snapshot.

    What the page has taught us of itself: `aliases` gives for ids on the page the ones by which we know the entries,
    where they differ; `id_class` is that of the last snapshot with enough ids to tell; `sticky` are entries that stay
    at the bottom while others roll off above them; `oldest_first` says that it adds new entries at its end.
    """

    entries: Mapping[str, KnownEntry] = field(default_factory=dict)
    window: tuple[str, ...] = ()
    title: str | None = None
    standfirst: str | None = None
    baseline: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    id_class: IdClass | None = None
    sticky: tuple[str, ...] = ()
    oldest_first: bool = False
    flapping: Mapping[str, Flapping] = field(default_factory=dict)

    @property
    def pending(self) -> bool:
        """Whether a deletion waits for confirmation, or an entry to settle: the next poll must read the page again."""
        return any(flapping.told for flapping in self.flapping.values()) or any(
            self.entries[id_].missing and not self.entries[id_].deleted for id_ in self.window
        )


class Suspicion(StrEnum):
    """Why a snapshot is not believed at once (DESIGN §4)."""

    COLLAPSED = "most known entries are gone at once"
    TRUNCATED = "the page breaks off"
    STALE = "an older copy of the page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """When a page was made and last modified, by its own word."""

    made_at: datetime | None = None
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """Suspicious snapshots in a row that agree: how many, and what the last one of them showed."""

    suspicion: Suspicion
    snapshots: int = 1
    made_at: datetime | None = None
    ids: tuple[str, ...] = ()
