"""Values to store, each differing from the next in every field that counts."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.model import (
    Attempt,
    Copies,
    Entry,
    Event,
    EventType,
    Freshness,
    Known,
    KnownEntry,
    Lane,
    LaneCommit,
    Outcome,
    PollCommit,
    Quarantine,
    Revision,
    SourceState,
    Suspicion,
    Tail,
    Validators,
    Way,
)
from monitor.store import SqlStore, open_ledger, open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.store.ledger import SqlLedger

NOON = datetime(2024, 11, 7, 12, 3, 10, 482_917, tzinfo=UTC)
LATER = NOON + timedelta(days=400, microseconds=1)


def known_entry(id_: str, *, number: int = 1, text: str = "At least 12 people", **changes: Any) -> KnownEntry:
    entry = Entry(
        id=id_,
        url=f"https://news.example/live#{id_}",
        title="Headline",
        text=text,
        html="<p>At least 12 people</p>",
        authors=("A. Reporter", "B. Editor"),
        published=NOON,
        updated=LATER,
        links=("https://news.example/a",),
        images=("https://news.example/a.jpg",),
        pinned=True,
    )
    revision = Revision(entry=entry, number=number, fingerprint=2**64 - number, observed_at=LATER)
    return KnownEntry(revision=revision, first_seen=NOON, **changes)


def event(source: str, sequence: int, *, entry_id: str | None = "e-1", body: bytes = b'{"a":1}') -> Event:
    return Event(
        id=f"evt_{source}_{sequence}",
        source=source,
        sequence=sequence,
        type=EventType.ENTRY_CREATED,
        entry_id=entry_id,
        at=NOON,
        body=body,
    )


def state(source: str, sequence: int = 0) -> SourceState:
    return SourceState(
        source=source,
        sequence=sequence,
        url="https://news.example/moved",
        validators=Validators(etag='W/"1"', last_modified="Thu", wire_digest=2**64 - 1, body_digest=1),
        polled_at=NOON,
        entry_at=LATER,
        interval=timedelta(seconds=5, microseconds=1),
        failures=2,
        degraded=True,
        conditional_polls=49,
        extractor="jsonld",
        freshness=Freshness(made_at=NOON, last_modified=LATER),
        quarantine=Quarantine(suspicion=Suspicion.STALE, snapshots=2, made_at=NOON, ids=("e-1",), times=2),
        copies=Copies(refuted=(NOON,)),
        tail=Tail(url="https://news.example/moved?page=9", way=Way.LAST, before="https://news.example/moved?page=8"),
    )


def commit(
    source: str, expected: int, *entries: KnownEntry, events: int | tuple[Event, ...] = 0, epoch: int = 0
) -> PollCommit:
    """Make a poll of `source` that found `entries` and tells `events` of them (a number, or the events themselves)."""
    told = (
        events
        if isinstance(events, tuple)
        else tuple(event(source, expected + number) for number in range(1, events + 1))
    )
    return PollCommit(
        expected_sequence=expected,
        state=SourceState(source=source, sequence=expected + len(told), epoch=epoch, polled_at=NOON),
        known=Known(window=tuple(entry.id for entry in entries), title="Title", baseline=True),
        entries=entries,
        events=told,
    )


def step(lane: Lane, cursor: int, tried: Attempt | None = None, **changes: Any) -> LaneCommit:
    """Make the step that moves a lane to `cursor`, its head fresh."""
    after = replace(lane, cursor=cursor, attempts=0, refusals=0, since=None, next_at=None)
    return LaneCommit(**{"before": lane, "after": after, "at": NOON, "attempts": (tried,) if tried else ()} | changes)


def failing(lane: Lane, tried: Attempt, next_at: datetime) -> LaneCommit:
    """Make the step of an attempt that failed at the head of a lane."""
    after = replace(lane, attempts=tried.number, since=NOON, next_at=next_at)
    return LaneCommit(before=lane, after=after, at=NOON, attempts=(tried,))


def attempt(lane: Lane, sequence: int, *, number: int = 1, outcome: Outcome = Outcome.ACCEPTED) -> Attempt:
    return Attempt(
        endpoint=lane.endpoint,
        source=lane.source,
        sequence=sequence,
        event_id=f"evt_{lane.source}_{sequence}",
        number=number,
        at=NOON,
        outcome=outcome,
        duration_s=0.25,
        status=200,
        reason="OK",
        retry_after=timedelta(seconds=7),
        answer=b"thanks\x00",
    )


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    store = await open_store(url)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def serving(url: str, *names: str, endpoint: str | None = None) -> AsyncIterator[SqlStore]:
    """Open a store in which the sources are registered, each with a lane if an endpoint is given."""
    async with opened(url) as store:
        sources = [(name, f"https://news.example/{name}") for name in names]
        await store.register(sources, [(endpoint, name) for name in names] if endpoint else [])
        yield store


@asynccontextmanager
async def ledger(url: str) -> AsyncIterator[SqlLedger]:
    """Open what the API and the dashboard read, beside a store that is open."""
    found = await open_ledger(url)
    try:
        yield found
    finally:
        await found.close()
