"""One reading of a live blog: its entries, and how they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, make_dataclass
from datetime import datetime, timedelta  # likewise
from enum import StrEnum
from typing import Any, ClassVar

import msgspec

from monitor.model.tail import Tail, Ways


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
    PART = "part"
    """A part further down: what is above and below it is on other pages."""
    REST = "rest"
    """A part further down, with all that is older."""


class LiveBlogState(StrEnum):
    WAITING = "waiting"
    LIVE = "live"
    QUIET = "quiet"
    """No entry for hours; it may go on at any time."""
    ENDED = "ended"
    RETIRED = "retired"
    """Ended for so long that even corrections are not to be expected."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One update of a live blog (Atom entry, RFC 4287; schema.org BlogPosting in `liveBlogUpdate`).

    A struct, for pages are read into hundreds: one is made in 0.15 µs, in 1.5 as a frozen dataclass, and with another
    value in 0.1 instead of 3 (`msgspec.structs.replace`). What `dataclasses` do for a dataclass they do for it, too.

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
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def _fields_of(struct: type[msgspec.Struct]) -> dict[str, Field[Any]]:
    """Return the fields of a struct as those of a dataclass."""
    defaults = {one.name: {} if one.required else {"default": one.default} for one in msgspec.structs.fields(struct)}
    made = make_dataclass(
        struct.__name__, [(name, Any, field(**given)) for name, given in defaults.items()], kw_only=True
    )
    return {one.name: one for one in fields(made)}


Entry.__dataclass_fields__ = _fields_of(Entry)


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
    address of the next older page, when the page names one, and `barred` says why older entries that it offers could
    not be asked for. `choice` says which carrier each field was taken from;
    the next reading is asked to make the same one. `unseen` names by entry id the fields that this page could not show,
    because their carrier lists fewer entries than another: they are unknown, not empty. Where this reading is the first
    to take fields from another carrier, `stayed` has by entry id what the one before says. `modified` is the page's own
    date of modification; `closed` says that the body reached its end, `upwards` that the oldest entry stands first in
    it, `ways` where such a page leads, `tail` where its newest entries were found, and `on_first` how many of the
    entries were on the first page, if several were joined. A page of what was touched last, whatever its date, shows
    all that was touched since `touched_since`, and of the rest nothing for sure; `touched` says when each was.
    `withdrawn` are ids of which the page itself says that they are gone, `aged` those whose publication it tells as an
    age, roughly and anew in each reading, `dayless` those of which it tells a clock and no day; `beside` are entries
    that it shows pinned, and not among the others: one that we know is still there, one that we do not may be of any
    page.
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
    barred: str | None = None
    lead: Lead | None = None
    choice: str = ""
    unseen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stayed: Mapping[str, Entry] = field(default_factory=dict)
    modified: datetime | None = None
    closed: bool = True
    upwards: bool = False
    ways: Ways = field(default_factory=Ways)
    tail: Tail | None = None
    on_first: int | None = None
    touched_since: datetime | None = None
    touched: Mapping[str, datetime] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    aged: frozenset[str] = frozenset()
    dayless: frozenset[str] = frozenset()
    beside: tuple[Entry, ...] = ()

    def state(self, now: datetime) -> LiveBlogState:
        """Where the coverage stands at `now`, by this page alone."""
        if self.coverage_start is not None and self.coverage_start > now and not self.entries:
            return LiveBlogState.WAITING
        over_at = self.over_at
        return LiveBlogState.ENDED if over_at is not None and now > over_at else LiveBlogState.LIVE

    @property
    def over_at(self) -> datetime | None:
        """When the announced end of the coverage counts as one, if nothing comes; None if none is announced.

        Publishers move `coverageEndTime` with each update, or set it to midnight, so it ends a live blog only when a
        day has passed since then without an entry.
        """
        if self.coverage_end is None:
            return None
        stamps = [stamp for entry in self.entries for stamp in (entry.published, entry.updated) if stamp is not None]
        return max([*stamps, self.coverage_end]) + ENDED_AFTER


ENDED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one extractor made of a page."""

    extractor: str
    confidence: float
    entries: int
    reason: str
