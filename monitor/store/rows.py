"""The rows that many questions ask for, and the values that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import and_, func, select

from monitor.model import Event, EventType, KnownEntry, Lane, Parcel, Revision
from monitor.store.schema import entries, events, lanes, parcels, revisions, sources

if TYPE_CHECKING:
    from sqlalchemy import Row

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"

EVENT = (events.c.id, events.c.sequence, events.c.type, events.c.entry_id, events.c.at, events.c.body)
REVISION = (revisions.c.entry, revisions.c.number, revisions.c.fingerprint, revisions.c.observed_at)
KNOWN = (*REVISION, entries.c.first_seen, entries.c.missing, entries.c.deleted)
LATEST = and_(
    revisions.c.source_id == entries.c.source_id,
    revisions.c.key == entries.c.key,
    revisions.c.number == entries.c.revision,
)
"""Which revision an entry stands in."""

IS_PARKED = and_(parcels.c.endpoint == lanes.c.endpoint, parcels.c.source_id == lanes.c.source_id)
LANE = (
    *(lanes.c.endpoint, sources.c.name, lanes.c.cursor_seq, lanes.c.attempts, lanes.c.refusals, lanes.c.since),
    *(lanes.c.next_at, sources.c.epoch),
    select(func.count()).where(IS_PARKED).correlate(lanes).scalar_subquery().label("parked"),
)


def event_of(row: AnyRow, source: str) -> Event:
    """Return the event of a source that a row of `EVENT` is."""
    return Event(
        id=row.id,
        source=source,
        sequence=row.sequence,
        type=EventType(row.type),
        entry_id=row.entry_id,
        at=row.at,
        body=row.body,
    )


def revision_of(row: AnyRow) -> Revision:
    """Return the revision that a row of `REVISION` is."""
    return Revision(entry=row.entry, number=row.number, fingerprint=row.fingerprint, observed_at=row.observed_at)


def known_of(row: AnyRow) -> KnownEntry:
    """Return the entry that a row of `KNOWN` is, without the fingerprints of its earlier revisions."""
    return KnownEntry(revision=revision_of(row), first_seen=row.first_seen, missing=row.missing, deleted=row.deleted)


def parcel_of(row: AnyRow) -> Parcel:
    """Return the parcel that a row of `parcels` is."""
    return Parcel(
        sequences=row.content.sequences,
        entries=row.content.entries,
        attempts=row.attempts,
        refusals=row.refusals,
        since=row.since,
        next_at=row.next_at,
    )


def lane_of(row: AnyRow) -> Lane:
    """Return the lane that a row of `LANE` is."""
    return Lane(
        endpoint=row.endpoint,
        source=row.name,
        cursor=row.cursor_seq,
        attempts=row.attempts,
        refusals=row.refusals,
        since=row.since,
        next_at=row.next_at,
        parked=row.parked,
        epoch=row.epoch,
    )
