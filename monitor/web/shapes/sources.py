"""Sources, live blogs and their entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.event import entry_shape, rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import KnownEntry, LeftPage, Revision, Snapshot, Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceShape:
    """A source: where it stands, when it is polled, and what is wrong with it if anything is.

    `origin` is `config`, `api` or `found`, and then `finder` the source that found it; only what came in by the API can
    be removed by it. `condition` is `waiting` before the first poll, `well`, `failing`, `degraded` or `paused`.
    """

    name: str
    url: str
    title: str | None
    labels: dict[str, str]
    origin: str
    finder: str | None
    condition: str
    polling: bool
    sequence: int
    extractor: str | None
    polled_at: datetime | None
    next_at: datetime | None
    entry_at: datetime | None
    interval_s: float | None
    failures: int
    outcome: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftPageShape:
    """A page that the watch has gone on from, and that is looked at for late corrections.

    `failures` counts the looks in a row that did not read it, and `reason` says why.
    """

    url: str
    left_at: datetime
    looked_at: datetime | None
    next_at: datetime
    failures: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDetailShape(SourceShape):
    """A source with its settings, and its pace explained in words.

    `followed` is the page that it has gone on to, and `left` are those before that it looks back at, newest first.
    """

    pace: list[str]
    followed: str | None
    left: list[LeftPageShape]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePageShape:
    """A page of sources by name; `next` is the `after` of the next page, null on the last one."""

    sources: list[SourceShape]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShape:
    """An entry as it stands, in the shape that it has in events, and since when."""

    entry: dict[str, Any]
    deleted: bool
    first_seen: str
    observed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPageShape:
    """A page of entries; `next` is the `after` (or, the newest first, `before`) of the next page, null on the last."""

    source: str
    entries: list[EntryShape]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionShape:
    """One revision of an entry; `change` says how it differs from the one before, null for the first."""

    entry: dict[str, Any]
    observed_at: str
    change: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionsShape:
    """A page of an entry's revisions; `next` is the `after` of the next page, null on the last one."""

    source: str
    entry_id: str
    deleted: bool
    revisions: list[RevisionShape]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBlogAtShape:
    """A live blog as it stood at a time: a page of its entries, the newest first.

    `next` is the `before` of the next page, null on the last one.
    """

    at: str
    source: str
    url: str
    title: str | None
    entries: list[EntryShape]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictShape:
    extractor: str
    confidence: float
    entries: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeShape:
    """One reading of a live blog: how it was read and with what confidence, and its newest entries."""

    url: str | None
    title: str | None
    standfirst: str | None
    state: str
    extractor: str
    confidence: float
    window: str
    entries: list[dict[str, Any]]
    total: int
    warnings: list[str]
    verdicts: list[VerdictShape] = field(default_factory=list)


PROBE_ENTRIES = 20


def source_shape(watched: Watched, title: str | None) -> SourceShape:
    return SourceShape(**_source_fields(watched, title))


def source_detail(watched: Watched, title: str | None, pace: Sequence[str]) -> SourceDetailShape:
    source = watched.source
    settings = {
        "interval_s": source.interval.total_seconds() if source.interval else None,
        "min_s": source.min.total_seconds(),
        "max_s": source.max.total_seconds(),
        "timeout_s": source.timeout.total_seconds(),
        "depth": source.depth,
        "render": source.render,
        "robots": source.robots,
        "record": source.record,
        # Values of headers may be secrets.
        "headers": sorted(source.headers),
    }
    left = [_left_page(page) for page in reversed(watched.state.left)]
    return SourceDetailShape(
        **_source_fields(watched, title),
        pace=list(pace),
        followed=watched.state.followed,
        left=left,
        settings=settings,
    )


def _left_page(page: LeftPage) -> LeftPageShape:
    return LeftPageShape(
        url=page.url,
        left_at=page.at,
        looked_at=page.looked_at,
        next_at=page.due,
        failures=page.failures,
        reason=page.reason,
    )


def _source_fields(watched: Watched, title: str | None) -> dict[str, Any]:
    source, state = watched.source, watched.state
    return {
        "name": source.name,
        "url": source.url,
        "title": title,
        "labels": dict(source.labels),
        "origin": "api" if watched.added else "found" if watched.finder else "config",
        "finder": watched.finder,
        "condition": watched.condition,
        "polling": watched.polling,
        "sequence": state.sequence,
        "extractor": state.extractor,
        "polled_at": state.polled_at,
        "next_at": watched.next_at,
        "entry_at": state.entry_at,
        "interval_s": state.interval.total_seconds() if state.interval else None,
        "failures": state.failures,
        "outcome": watched.outcome,
        "reason": watched.reason,
    }


def known_shape(known: KnownEntry) -> EntryShape:
    revision = known.revision
    return EntryShape(
        entry=entry_shape(revision.entry, revision.number),
        deleted=known.deleted,
        first_seen=rfc3339(known.first_seen),
        observed_at=rfc3339(revision.observed_at),
    )


def revision_shape(revision: Revision, change: Mapping[str, Any] | None) -> RevisionShape:
    return RevisionShape(
        entry=entry_shape(revision.entry, revision.number),
        observed_at=rfc3339(revision.observed_at),
        change=dict(change) if change else None,
    )


def probe_shape(snapshot: Snapshot, now: datetime) -> ProbeShape:
    return ProbeShape(
        url=snapshot.url,
        title=snapshot.title,
        standfirst=snapshot.standfirst,
        state=snapshot.state(now).value,
        extractor=snapshot.extractor,
        confidence=snapshot.confidence,
        window=snapshot.window.value,
        entries=[entry_shape(entry, 1) for entry in snapshot.entries[:PROBE_ENTRIES]],
        total=len(snapshot.entries),
        warnings=list(snapshot.warnings),
        verdicts=[
            VerdictShape(extractor=one.extractor, confidence=one.confidence, entries=one.entries, reason=one.reason)
            for one in snapshot.verdicts
        ],
    )
