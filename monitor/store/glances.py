"""What only the dashboard asks: live blogs as they stood at a time, and samples of how long events took.

Bounded like `reading`: what there is too much of is looked at in part, and the answer says of how much.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, select

from monitor.model import Appearance, EventType, LiveBlogThen, Outcome, Timing
from monitor.store.entry_pages import WITHDRAWALS
from monitor.store.reading import PLACED, lane_status, last_position, placed, select_lanes
from monitor.store.rows import IS_PARKED, REVISION, revision_of
from monitor.store.schema import SELECT_SOURCE_ID, attempts, entries, events, lanes, revisions, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from monitor.model import LaneStatus

MOMENTS_LIMIT = 1_000
"""The newest events of a source that say when it changed."""
EVENTS_LIMIT = 2_000
"""The newest withdrawals of a source that are looked at, and restorations."""
SAMPLE = 800
"""Events of which a span of time is judged; each is 2 KB that lie far from each other."""
VARIABLES_LIMIT = 500
"""Values in one statement."""


def live_blog_at(connection: Connection, source: str, at: datetime | None, *, start: int, limit: int) -> LiveBlogThen:
    """Return a part of a live blog as it was known at a time (None: now), withdrawn entries too, the newest first."""
    source_id = connection.execute(SELECT_SOURCE_ID, {"source": source}).scalar_one_or_none()
    if source_id is None:
        return LiveBlogThen(entries=(), total=0)
    # Without a time the entries are counted by the index alone.
    seen = [entries.c.source_id == source_id, *([entries.c.first_seen <= at] if at else [])]
    total = connection.execute(select(func.count()).select_from(entries).where(*seen)).scalar_one()
    newest = (
        select(entries.c.key, entries.c.first_seen, entries.c.dated)
        .where(*seen)
        .order_by(entries.c.dated.desc(), entries.c.key.desc())
        .offset(start)
        .limit(limit)
        .subquery()
    )
    # Of each of these the last revision by then; a correlated look into the primary key, not a pass over all revisions.
    number = (
        select(func.max(revisions.c.number))
        .where(
            revisions.c.source_id == source_id,
            revisions.c.key == newest.c.key,
            *([revisions.c.observed_at <= at] if at else []),
        )
        .correlate(newest)
        .scalar_subquery()
    )
    asked: Select[Any] = (
        select(
            *REVISION,
            newest.c.first_seen,
        )
        .join_from(
            newest,
            revisions,
            and_(revisions.c.source_id == source_id, revisions.c.key == newest.c.key, revisions.c.number == number),
        )
        .order_by(newest.c.dated.desc(), newest.c.key.desc())
    )
    rows: Sequence[Row[Any]] = connection.execute(asked).all()
    withdrawn = _withdrawn(connection, source_id, at)
    return LiveBlogThen(entries=tuple(_appearance(row, withdrawn) for row in rows), total=total)


def _withdrawn(connection: Connection, source_id: int, at: datetime | None) -> dict[str, datetime]:
    """Return by entry id when it was withdrawn, of those that were not back by then."""
    last: dict[str, tuple[int, datetime | None]] = {}
    for kind in WITHDRAWALS:
        asked = (
            select(events.c.entry_id, events.c.position, events.c.at)
            .where(events.c.source_id == source_id, events.c.type == kind)
            .order_by(events.c.position.desc())
            .limit(EVENTS_LIMIT)
        )
        for entry_id, position, when in connection.execute(asked):
            if (at is None or when <= at) and position > last.get(entry_id, (0, None))[0]:
                last[entry_id] = position, when if kind == EventType.ENTRY_DELETED.value else None
    return {entry_id: when for entry_id, (_, when) in last.items() if when is not None}


def _appearance(row: Row[Any], withdrawn: Mapping[str, datetime]) -> Appearance:
    return Appearance(
        revision=revision_of(row),
        first_seen=row.first_seen,
        withdrawn_at=withdrawn.get(row.entry.id),
    )


def moments(connection: Connection, source: str) -> Sequence[datetime]:
    """Return when a live blog changed as we told it, the oldest first: when it was first read, and the last times."""
    source_id = connection.execute(SELECT_SOURCE_ID, {"source": source}).scalar_one_or_none()
    began = connection.execute(select(func.min(entries.c.first_seen)).where(entries.c.source_id == source_id)).scalar()
    if began is None:
        return []
    changed = (
        select(events.c.at)
        .where(events.c.source_id == source_id, events.c.entry_id.is_not(None))
        .order_by(events.c.position.desc())
        .limit(MOMENTS_LIMIT)
    )
    found = set(connection.execute(changed).scalars())
    return [began, *sorted(found - {began})[1 - MOMENTS_LIMIT :]]


# ---------------------------------------------------------------------------------------------------- lanes


def owing_lanes(connection: Connection, endpoint: str, *, limit: int) -> Sequence[LaneStatus]:
    """Return the lanes of an endpoint that have something to send, the deepest first."""
    depth = sources.c.sequence - lanes.c.cursor_seq
    deepest = (
        select(lanes.c.source_id)
        .join_from(lanes, sources)
        .where(lanes.c.endpoint == endpoint, lanes.c.awake.is_(True), (depth > 0) | exists().where(IS_PARKED))
        .order_by(depth.desc(), sources.c.name)
        .limit(limit)
    )
    ids = list(connection.execute(deepest).scalars())
    found = select_lanes().where(lanes.c.endpoint == endpoint, lanes.c.source_id.in_(ids))
    statuses = [lane_status(row) for row in connection.execute(found)]
    return sorted(statuses, key=lambda one: (-one.owed, one.lane.source))


# -------------------------------------------------------------------------------------------------- latency


def newest_timings(
    connection: Connection, wanted: Collection[str], *, limit: int, delivered: bool = True
) -> dict[str, list[Timing]]:
    """Return by source how long its newest events took, the newest first; to the webhooks if that is asked for."""
    asked = select(sources.c.id, sources.c.name).where(sources.c.name.in_(wanted))
    found: dict[str, list[Timing]] = {}
    for source_id, name in connection.execute(asked).all():
        newest: Select[Any] = (
            PLACED.where(events.c.source_id == source_id).order_by(events.c.sequence.desc()).limit(limit)
        )
        rows: Sequence[Row[Any]] = connection.execute(newest).all()
        if not rows:
            continue
        accepted = (
            select(attempts.c.source_id, attempts.c.sequence, attempts.c.at, attempts.c.duration, attempts.c.members)
            .where(
                attempts.c.source_id == source_id,
                attempts.c.sequence.between(rows[-1].sequence, rows[0].sequence),
                attempts.c.outcome == Outcome.ACCEPTED.value,
            )
            .order_by(attempts.c.id)
        )
        attempted: Iterable[Row[Any]] = connection.execute(accepted) if delivered else ()
        found[name] = _timings(rows, attempted, {source_id: name})
    return found


def sampled_timings(connection: Connection, since: datetime) -> tuple[Sequence[Timing], int]:
    """Return how long events since a time took, evenly chosen if there are many, and how many there were.

    Of a batch the last event stands for it.
    """
    last = last_position(connection)
    first = _position_at(connection, since, last)
    count = max(0, last - first + 1)
    step = max(1, -(-count // SAMPLE))
    places = range(first, last + 1, step)
    rows: list[Row[Any]] = []
    accepted: list[Row[Any]] = []
    for start in range(0, len(places), VARIABLES_LIMIT):
        some = places[start : start + VARIABLES_LIMIT]
        chosen = events.c.position.in_(some) if step > 1 else events.c.position.between(some[0], some[-1])
        asked_events: Select[Any] = PLACED.where(chosen)
        rows += connection.execute(asked_events).all()
        asked: Select[Any] = (
            select(attempts.c.source_id, attempts.c.sequence, attempts.c.at, attempts.c.duration, attempts.c.members)
            .join_from(
                events,
                attempts,
                and_(attempts.c.source_id == events.c.source_id, attempts.c.sequence == events.c.sequence),
            )
            .where(chosen, attempts.c.outcome == Outcome.ACCEPTED.value)
        )
        accepted += connection.execute(asked).all()
    ids = {row.source_id for row in rows}
    names: dict[int, str] = {}
    for start in range(0, len(ids), VARIABLES_LIMIT):
        some_ids = sorted(ids)[start : start + VARIABLES_LIMIT]
        named = select(sources.c.id, sources.c.name).where(sources.c.id.in_(some_ids))
        names |= {row.id: row.name for row in connection.execute(named)}
    return _timings(rows, accepted, names), count


def _position_at(connection: Connection, at: datetime, last: int) -> int:
    """Return the first position at or after a time: events of all sources are in the order of their commits."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        asked = (
            select(events.c.position, events.c.at)
            .where(events.c.position >= middle)
            .order_by(events.c.position)
            .limit(1)
        )
        row = connection.execute(asked).one_or_none()
        if row is None:
            return last + 1
        if row.at >= at:
            high = middle
        else:
            low = row.position + 1
    return low


def _timings(rows: Iterable[Row[Any]], accepted: Iterable[Row[Any]], names: Mapping[int, str]) -> list[Timing]:
    arrived: defaultdict[tuple[int, int], list[datetime]] = defaultdict(list)
    for attempt in accepted:
        for sequence in attempt.members or (attempt.sequence,):
            arrived[attempt.source_id, sequence].append(attempt.at + attempt.duration)
    return [
        Timing(
            event=placed(row, names).event,
            delivered=tuple(when - row.at for when in arrived[row.source_id, row.sequence]),
        )
        for row in rows
    ]
