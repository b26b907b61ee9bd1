"""One reading of a live blog: its entries, and how they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta  # likewise
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.model.changes import Known


class IdClass(StrEnum):
    """What the evidence says about an extractor's ids. Only a stable id is trusted alone (DESIGN §4)."""

    STABLE = "stable"
    COUNTER = "counter"
    POSITIONAL = "positional"
    SLUG = "slug"
    UPDATE_TIME = "update-time"
    DERIVED = "derived"
    """The publisher gave none: made by us from time and title, or from the text."""


class Window(StrEnum):
    """How much of the live blog a snapshot shows."""

    WHOLE = "whole"
    NEWEST = "newest"
    """The newest part; what is older may have rolled off."""


class LiveBlogState(StrEnum):
    WAITING = "waiting"
    LIVE = "live"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update of a live blog (Atom entry, RFC 4287; schema.org BlogPosting in `liveBlogUpdate`).

    `text` is plain: NFC, entities resolved, whitespace collapsed, paragraphs separated by one newline. `html` is the
    publisher's markup, untrusted. `links` and `images` are absolute addresses without tracking parameters.
    """

    id: str
    url: str | None = None
    title: str | None = None
    text: str = ""
    html: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A platform's own interface that a page points to, worth fetching instead of the page."""

    url: str
    extractor: str
    reason: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One reading of a live blog. `entries` are newest first, each id once; `confidence` is from 0 to 1.

    `verdicts` says of each extractor that looked at the page how sure it was and why, for `probe`. `older` is the
    address of the next older page, when the page names one. `choice` says which carrier each field was taken from;
    the next reading is asked to make the same one. `unseen` names by entry id the fields that this page could not show,
    because their carrier lists fewer entries than another: they are unknown, not empty.
    """

    title: str | None
    url: str | None
    entries: tuple[Entry, ...]
    extractor: str
    confidence: float
    window: Window = Window.NEWEST
    id_class: IdClass = IdClass.STABLE
    standfirst: str | None = None
    coverage_start: datetime | None = None
    coverage_end: datetime | None = None
    warnings: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    older: str | None = None
    lead: Lead | None = None
    choice: str = ""
    unseen: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def completed(self, known: Known) -> Snapshot:
        """Return the snapshot with what was last seen of the fields that this page could not show."""
        if not self.unseen:
            return self
        entries = tuple(
            replace(
                entry, **{name: getattr(known.entries[entry.id].revision.entry, name) for name in self.unseen[entry.id]}
            )
            if entry.id in self.unseen and entry.id in known.entries
            else entry
            for entry in self.entries
        )
        return replace(self, entries=entries)

    def state(self, now: datetime) -> LiveBlogState:
        """Where the coverage stands at `now`.

        Publishers move `coverageEndTime` with each update, or set it to midnight, so it ends a live blog only when a
        day has passed since then without an entry.
        """
        if self.coverage_start is not None and self.coverage_start > now and not self.entries:
            return LiveBlogState.WAITING
        if self.coverage_end is None:
            return LiveBlogState.LIVE
        stamps = [stamp for entry in self.entries for stamp in (entry.published, entry.updated) if stamp is not None]
        newest = max([*stamps, self.coverage_end])
        return LiveBlogState.ENDED if now - newest > ENDED_AFTER else LiveBlogState.LIVE


ENDED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one extractor made of a page."""

    extractor: str
    confidence: float
    entries: int
    reason: str
