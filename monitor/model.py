"""The values that travel between the stations, named by their stage.

    Page ──extract──▶ Snapshot ──compare──▶ Change ──store──▶ Event ──deliver──▶ Attempt

All are frozen; every datetime is aware UTC; what has no value is None or empty, never a sentinel. The stations
read and make these values and nothing else of each other, so this module imports none of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping  # noqa: TC003  # the store decodes values by their types
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, TypeAlias

# -------------------------------------------------------------------------------------------------- config


@dataclass(frozen=True, slots=True, kw_only=True)
class CssSelectors:
    """Where the entries of an HTML page stand, in CSS: `entry` is the block, the others are looked up inside it.

    `selector@attribute` reads an attribute instead of the words, `@attribute` one of the block itself; see
    `split_selector`.
    """

    entry: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    time: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonPaths:
    """Where the entries of a JSON page stand, in JMESPath: `entries` is the list, the others apply to each item.

    `script` is a CSS selector of the script block that holds the JSON of an HTML page.
    """

    entries: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None
    time: str | None = None
    author: str | None = None
    script: str | None = None


Selectors: TypeAlias = CssSelectors | JsonPaths

_SELECTOR = re.compile(r"(?P<css>.*?)(?:@(?P<attribute>[A-Za-z_:][\w:.-]*))?", re.DOTALL)


def split_selector(selector: str) -> tuple[str, str | None]:
    """Return the CSS and the attribute that a selector names; the CSS is empty for an attribute of the block itself.

    >>> split_selector("time.when@datetime"), split_selector("@data-post-id"), split_selector('a[href*="@desk"]')
    (('time.when', 'datetime'), ('', 'data-post-id'), ('a[href*="@desk"]', None))
    """
    match = _SELECTOR.fullmatch(selector)
    assert match is not None  # its first part takes anything
    return match["css"].strip(), match["attribute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One live blog that we poll, with its settings.

    `interval` None means auto: between `min` and `max`. On the first poll the `on_start` newest entries are told:
    0 for none (a baseline), None for all. `extractor` forces one by name; `selectors` say where the entries are, and
    then no extractor is asked. `zone` is that of times which name none; `render` means that the page is one for a
    browser, which runs its scripts first. `record` keeps each answer on disk, for `replay`.
    """

    name: str
    url: str
    interval: timedelta | None = None
    min: timedelta = timedelta(seconds=5)
    max: timedelta = timedelta(minutes=5)
    timeout: timedelta = timedelta(seconds=15)
    on_start: int | None = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    extractor: str | None = None
    selectors: Selectors | None = None
    zone: tzinfo | None = None
    render: bool = False
    confirm_deletions: int = 2
    backfill: bool = False
    degraded_after: int = 3
    quarantine_after: int = 3
    flap_after: int = 3
    record: bool = False


# --------------------------------------------------------------------------------------------------- fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What lets the next poll recognise a page that did not change (RFC 9110 §8.8, and digests of our own).

    `wire_digest` is xxh3-64 of the body as it came, before decoding; `body_digest` of the decoded body, for servers
    that compress anew each time.
    """

    etag: str | None = None
    last_modified: str | None = None
    wire_digest: int | None = None
    body_digest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One page to fetch. `known` makes the request conditional; `timeout` bounds the whole poll, retries included.

    `render` asks for the page as a browser has it when its scripts have run. `record` names the capture in which the
    answer is kept (None: in none).
    """

    url: str
    known: Validators = field(default_factory=Validators)
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: timedelta = timedelta(seconds=15)
    render: bool = False
    record: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One hop of a redirect chain; permanent ones (301, 308) are remembered by the source."""

    status: int
    url: str
    location: str

    @property
    def permanent(self) -> bool:
        return self.status in (301, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A representation that differs from the known one (RFC 9110 §3.2).

    `url` is where the body came from after redirects; `headers` have lower-case names; `body` is decoded from its
    content codings and within the size limit; `wire_bytes` counts what crossed the network.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    validators: Validators = field(default_factory=Validators)
    redirects: tuple[Redirect, ...] = ()
    wire_bytes: int = 0

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower case; "" when the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The page is the known one: the server said so (304) or the bytes are the same."""

    url: str
    fetched_at: datetime
    validators: Validators
    status: int = 304
    redirects: tuple[Redirect, ...] = ()
    wire_bytes: int = 0


# ------------------------------------------------------------------------------------------------- extract


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


# ------------------------------------------------------------------------------------------------- compare


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


# --------------------------------------------------------------------------------------------------- store


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A change with an id and a sequence per source, as stored and told. `body` is what receivers get, to the byte."""

    id: str
    source: str
    sequence: int
    type: EventType
    entry_id: str | None
    at: datetime
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        """The body as Python values."""
        message: dict[str, Any] = json.loads(self.body)
        return message


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """Where the polling of one source stands; small, and in memory for every source.

    `sequence` is the last one given to an event; `epoch` fences writes once several nodes share a store. `url` is
    where the last permanent redirect led. `entry_at` is when an entry last came or changed. `choice` and `lead` say
    how the live blog is read: a baseline is only as good as the next reading that is done the same way. `freshness` is
    that of the freshest page that was compared; `quarantine` holds what was not.
    """

    source: str
    sequence: int = 0
    epoch: int = 0
    url: str | None = None
    validators: Validators = field(default_factory=Validators)
    polled_at: datetime | None = None
    entry_at: datetime | None = None
    interval: timedelta | None = None
    failures: int = 0
    degraded: bool = False
    conditional_polls: int = 0
    extractor: str | None = None
    choice: str = ""
    lead: Lead | None = None
    relearn: bool = False
    freshness: Freshness = field(default_factory=Freshness)
    quarantine: Quarantine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCommit:
    """All that one poll changed; it is committed together or not at all.

    `entries` are the known entries to write; one whose revision is new brings that revision with it. Events carry
    the sequences `expected_sequence + 1 …` without a hole.
    """

    expected_sequence: int
    state: SourceState
    known: Known
    entries: tuple[KnownEntry, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that was ever seen of one live blog.

    `title` is the newest; `revisions` are those of all its entries, `events` those that no revision stands for
    (deleted, restored, and what befell the live blog or its source); both oldest first.
    """

    source: str
    url: str
    title: str | None = None
    revisions: tuple[Revision, ...] = ()
    events: tuple[Event, ...] = ()


# ------------------------------------------------------------------------------------------------- deliver


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One webhook: where, signed with what (newest secret first), and which events it wants (None: all)."""

    name: str
    url: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    events: frozenset[str] | None = None
    timeout: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The deliveries of one source to one endpoint, sent in sequence.

    `cursor` is the last sequence that was accepted or passed; `attempts` counts the failed tries at the one after it,
    and `next_at` is when to try that one again.
    """

    endpoint: str
    source: str
    cursor: int
    attempts: int = 0
    next_at: datetime | None = None


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """The endpoint answered, but not with 200 to 299."""
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at one event. `number` counts from 1; `answer` is the start of the response body."""

    endpoint: str
    source: str
    sequence: int
    event_id: str
    number: int
    at: datetime
    outcome: Outcome
    duration_s: float
    status: int | None = None
    reason: str | None = None
    retry_after: timedelta | None = None
    answer: bytes = b""
