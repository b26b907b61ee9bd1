"""Removing what is too old, a portion at a time so that no poll waits behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, func, select, true

from monitor.model import Cutoffs, EventType, Pruned, by_age
from monitor.store.columns import MICROSECOND
from monitor.store.entry_pages import WITHDRAWALS
from monitor.store.schema import (
    accounts,
    attempts,
    dead_letters,
    entries,
    events,
    lanes,
    omissions,
    parcels,
    revisions,
    sources,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Connection

    from monitor.model import Keeping, Limits

PORTION = 1_000
"""Rows of one kind that one transaction removes."""

SAMPLED = 1_000
"""Of the newest rows of a kind, for how large one is in the mean."""
ROW_BYTES = 200
"""What a row takes beside what is measured: keys, times, its place in the indexes."""

OLDEST_ATTEMPTS = select(attempts.c.id).order_by(attempts.c.id).limit(PORTION)
PRUNE_ATTEMPTS = delete(attempts).where(attempts.c.id.in_(OLDEST_ATTEMPTS), attempts.c.at < bindparam("before"))
PRUNE_OMISSIONS = delete(omissions).where(omissions.c.at < bindparam("before"))
PRUNE_ACCOUNTS = delete(accounts).where(accounts.c.day < bindparam("before"))
PRUNE_DEAD = delete(dead_letters).where(dead_letters.c.at < bindparam("before"))

LEFT_BEHIND = exists().where(
    entries.c.source_id == revisions.c.source_id,
    entries.c.key == revisions.c.key,
    entries.c.revision > revisions.c.number,
)
"""Revisions of which the entry has a newer one."""
OLD_REVISIONS = (
    select(revisions.c.source_id, revisions.c.key, revisions.c.number)
    .where(revisions.c.observed_at < bindparam("before"), LEFT_BEHIND)
    .limit(PORTION)
)
DELETE_REVISION = delete(revisions).where(
    revisions.c.source_id == bindparam("of"),
    revisions.c.key == bindparam("of_key"),
    revisions.c.number == bindparam("of_number"),
)

SELECT_FLOORS = (
    select(sources.c.id, func.coalesce(func.min(lanes.c.cursor_seq), sources.c.sequence))
    .select_from(sources)
    .outerjoin(lanes, (lanes.c.source_id == sources.c.id) & lanes.c.awake.is_(True))
    .group_by(sources.c.id, sources.c.sequence)
    .order_by(sources.c.id)
)
STANDING = (*WITHDRAWALS, EventType.LIVE_BLOG_UPDATED.value)
"""Types whose events are always kept: they alone say when an entry stood, and what the title was. They are rare."""
SELECT_PARKED = select(parcels.c.source_id, parcels.c.content)
OLD_EVENTS = (
    select(events.c.sequence)
    .where(
        events.c.source_id == bindparam("of_source"),
        events.c.sequence <= bindparam("floor"),
        events.c.at < bindparam("before"),
        events.c.type.not_in(STANDING),
        ~exists().where(dead_letters.c.source_id == events.c.source_id, dead_letters.c.sequence == events.c.sequence),
    )
    .order_by(events.c.sequence)
    .limit(bindparam("at_most"))
)


def cutoffs(connection: Connection, keeping: Keeping, now: datetime) -> Cutoffs:
    """Return what is no longer kept, by age, number and size; asked once, however many portions it then takes.

    Attempts and events are numbered without holes, so the place of the oldest one to keep is known without counting.
    """
    aged = by_age(keeping, now)
    return Cutoffs(
        attempts=_later(aged.attempts, _oldest_kept(connection, keeping.attempts, ATTEMPTS)),
        events=_later(aged.events, _oldest_kept(connection, keeping.events, EVENTS)),
        dead_letters=_later(aged.dead_letters, _counted_back(connection, keeping.dead_letters, DEAD)),
        revisions=_later(aged.revisions, _counted_back(connection, keeping.revisions, REVISIONS)),
        accounts=aged.accounts,
    )


def prune(connection: Connection, before: Cutoffs) -> Pruned:
    """Remove a portion of what is no longer kept, and say how much; nothing is left when it says 0.

    No event goes that a lane which is awake has not passed, that is parked, that has a dead letter, or by which
    `history` and `at` know what stood.
    """
    connection.execute(PRUNE_ACCOUNTS, {"before": before.accounts.date().isoformat()})
    tried = dead = told = left_behind = 0
    if before.attempts is not None:
        tried = connection.execute(PRUNE_ATTEMPTS, {"before": before.attempts}).rowcount
    if before.dead_letters is not None:
        dead = connection.execute(PRUNE_DEAD, {"before": before.dead_letters}).rowcount
    if before.events is not None:
        connection.execute(PRUNE_OMISSIONS, {"before": before.events})
        told = _prune_events(connection, before.events)
    if before.revisions is not None:
        left_behind = _prune_revisions(connection, before.revisions)
    return Pruned(attempts=tried, dead_letters=dead, events=told, revisions=left_behind)


def _prune_revisions(connection: Connection, before: datetime) -> int:
    rows = connection.execute(OLD_REVISIONS, {"before": before}).all()
    if rows:
        connection.execute(
            DELETE_REVISION, [{"of": row.source_id, "of_key": row.key, "of_number": row.number} for row in rows]
        )
    return len(rows)


def _prune_events(connection: Connection, before: datetime) -> int:
    floors = {source_id: floor for source_id, floor in connection.execute(SELECT_FLOORS)}  # noqa: C416  # rows are no pairs to mypy
    for source_id, content in connection.execute(SELECT_PARKED):
        floors[source_id] = min(floors[source_id], content.sequences[0] - 1)
    gone = 0
    for source_id, floor in floors.items():
        old = connection.execute(
            OLD_EVENTS, {"of_source": source_id, "floor": floor, "before": before, "at_most": PORTION - gone}
        ).scalars()
        if sequences := list(old):
            connection.execute(delete(events).where(events.c.source_id == source_id, events.c.sequence.in_(sequences)))
            gone += len(sequences)
        if gone >= PORTION:
            break
    return gone


# --------------------------------------------------------------------------------------- by number and size


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """Rows of one kind: how large one is, when it came, and by what they are numbered or ordered."""

    size: ColumnElement[int]
    at: Column[datetime]
    order: Column[Any]
    only: ColumnElement[bool] = field(default_factory=true)


ATTEMPTS = _Kind(size=func.length(attempts.c.answer), at=attempts.c.at, order=attempts.c.id)
EVENTS = _Kind(size=func.length(events.c.body), at=events.c.at, order=events.c.position)
DEAD = _Kind(size=func.length(dead_letters.c.reason), at=dead_letters.c.at, order=dead_letters.c.at)
REVISIONS = _Kind(
    size=func.length(revisions.c.entry), at=revisions.c.observed_at, order=revisions.c.observed_at, only=LEFT_BEHIND
)


def _allowed(connection: Connection, limits: Limits, kind: _Kind) -> int | None:
    """Return how many rows number and size allow, None if they do not limit."""
    counts = [] if limits.count is None else [limits.count]
    if limits.size_bytes is not None:
        newest = select(kind.size.label("size")).where(kind.only).order_by(kind.order.desc()).limit(SAMPLED).subquery()
        mean = connection.execute(select(func.avg(newest.c.size))).scalar_one() or 0
        counts.append(int(limits.size_bytes // (float(mean) + ROW_BYTES)))
    return min(counts, default=None)


def _oldest_kept(connection: Connection, limits: Limits, kind: _Kind) -> datetime | None:
    """Return when the oldest row came that number and size keep, of rows that are numbered without holes."""
    allowed = _allowed(connection, limits, kind)
    if allowed is None:
        return None
    last = connection.execute(select(func.max(kind.order))).scalar_one() or 0
    asked = select(kind.at).where(kind.order > last - allowed).order_by(kind.order).limit(1)
    return connection.execute(asked).scalar_one_or_none() if allowed < last else None


def _counted_back(connection: Connection, limits: Limits, kind: _Kind) -> datetime | None:
    """Return when the newest row came that number and size no longer keep; what came then goes, too."""
    allowed = _allowed(connection, limits, kind)
    if allowed is None:
        return None
    asked = select(kind.at).where(kind.only).order_by(kind.order.desc()).offset(allowed).limit(1)
    newest: datetime | None = connection.execute(asked).scalar_one_or_none()
    return None if newest is None else newest + MICROSECOND


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)
