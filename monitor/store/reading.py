"""What the API and the dashboard ask: pages of a bounded size, each found by an index and in bounded time.

A page is asked for by the place where the one before it ended, never by counting from the beginning. What no index
knows (words) is looked for in the next `SCAN_LIMIT` events, and the answer says how far it has looked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, select, tuple_

from monitor.errors import StoreError
from monitor.model import (
    EventPage,
    EventType,
    LaneStatus,
    LoggedAttempt,
    Placed,
)
from monitor.searching import stands_in
from monitor.store.columns import EPOCH
from monitor.store.deliveries import attempt_of, narrowed, select_attempts
from monitor.store.rows import EVENT, LANE, event_of, lane_of
from monitor.store.schema import SELECT_SOURCE_ID, attempts, counters, events, lanes, live_blogs, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from monitor.model import EventQuery

SCAN_LIMIT = 2_000
"""Events that one question for words looks at, of each type that it names; 2 KB each, so 4 MB."""
COUNTED_LIMIT = 2_000
"""The newest events of a source that are counted by the hour."""

HOUR = timedelta(hours=1)

SELECT_LAST = select(counters.c.value).where(counters.c.name == "position")
PLACED = select(events.c.position, events.c.source_id, *EVENT)


# --------------------------------------------------------------------------------------------------- events


def find_events(connection: Connection, query: EventQuery) -> EventPage:
    """Return the events that a query asks for. Raises: StoreError if it names a source that never was."""
    head = last_position(connection)  # before the events are read: what comes meanwhile is the next question's
    source_id = None if query.source is None else source_id_of(connection, query.source)
    portion = SCAN_LIMIT if query.words else query.limit + 1
    rows, horizon = _gathered(connection, query, source_id, portion)
    chosen = [row for row in rows if stands_in(row.body, query.words)] if query.words else rows
    found = chosen[: query.limit]
    cut = len(chosen) > len(found)
    if cut:
        reached = found[-1].position
    elif horizon is not None:
        reached = horizon
    elif query.newest:
        reached = rows[-1].position if rows else query.before or 0
    else:
        reached = head  # behind `after`, if the database was put back to where it stood earlier: go on from there
    names = _names(connection, {row.source_id for row in found})
    return EventPage(events=tuple(placed(row, names) for row in found), next=reached, more=cut or horizon is not None)


def _gathered(
    connection: Connection, query: EventQuery, source_id: int | None, portion: int
) -> tuple[list[Row[Any]], int | None]:
    """Return the events to look at in their order, and how far that is if there may be more beyond.

    Each type is asked for by itself, a portion of it by its index; where the first of them ends, the others may not.
    """
    rows: list[Row[Any]] = []
    ends: list[int] = []
    kinds: Sequence[str | None] = sorted(query.types) or [None]
    for kind in kinds:
        asked = _in_order(query)
        if source_id is not None:
            asked = asked.where(events.c.source_id == source_id)
        if kind is not None:
            asked = asked.where(events.c.type == kind)
        got = connection.execute(asked.limit(portion)).all()
        rows += got
        if len(got) == portion:
            ends.append(got[-1].position)
    rows.sort(key=lambda row: row.position, reverse=query.newest)
    if not ends:
        return rows, None
    if query.newest:
        horizon = max(ends)
        return [row for row in rows if row.position >= horizon], horizon
    horizon = min(ends)
    return [row for row in rows if row.position <= horizon], horizon


def find_placed(connection: Connection, event_id: str) -> Placed | None:
    """Return the event of that id."""
    asked: Select[Any] = PLACED.where(events.c.id == event_id)
    row = connection.execute(asked).one_or_none()
    return None if row is None else placed(row, _names(connection, [row.source_id]))


def find_url(connection: Connection, source: str) -> str | None:
    """Return the address of a source that was ever registered, None if there is none of that name."""
    return connection.execute(select(sources.c.url).where(sources.c.name == source)).scalar_one_or_none()


def last_position(connection: Connection) -> int:
    """Return the position of the newest event, 0 if there never was one."""
    return int(connection.execute(SELECT_LAST).scalar_one())


def _in_order(query: EventQuery) -> Select[Any]:
    """Return the question for all events from a query's place on."""
    if not query.newest:
        return PLACED.where(events.c.position > query.after).order_by(events.c.position)
    asked = PLACED.order_by(events.c.position.desc())
    return asked if query.before is None else asked.where(events.c.position < query.before)


def id_of(connection: Connection, source: str) -> int:
    """Return the number of a source, 0 if there never was one of that name."""
    return connection.execute(SELECT_SOURCE_ID, {"source": source}).scalar_one_or_none() or 0


def source_id_of(connection: Connection, source: str) -> int:
    source_id = id_of(connection, source)
    if not source_id:
        raise StoreError(f"no source is named {source!r} in the database")
    return source_id


def _names(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    asked = select(sources.c.id, sources.c.name).where(sources.c.id.in_(ids))
    return {row.id: row.name for row in connection.execute(asked)} if ids else {}


def placed(row: Row[Any], names: Mapping[int, str]) -> Placed:
    return Placed(position=row.position, event=event_of(row, names[row.source_id]))


# -------------------------------------------------------------------------------------------------- sources


def titles(connection: Connection, wanted: Collection[str]) -> dict[str, str]:
    """Return the live blogs' titles by the names of their sources, as far as they have any."""
    asked = (
        select(sources.c.name, live_blogs.c.content).join_from(live_blogs, sources).where(sources.c.name.in_(wanted))
    )
    return {name: live.title for name, live in connection.execute(asked) if live.title}


def count_events(connection: Connection, wanted: Collection[str], since: datetime) -> dict[str, dict[datetime, int]]:
    """Return by source how many entries were told as created in each hour since a time."""
    asked = select(sources.c.id, sources.c.name).where(sources.c.name.in_(wanted))
    counts: dict[str, dict[datetime, int]] = {}
    for source_id, name in connection.execute(asked):
        newest = (
            select(events.c.at)
            .where(events.c.source_id == source_id, events.c.type == EventType.ENTRY_CREATED.value)
            .order_by(events.c.sequence.desc())
            .limit(COUNTED_LIMIT)
        )
        hours: defaultdict[datetime, int] = defaultdict(int)
        for at in connection.execute(newest).scalars():
            if at < since:
                break
            hours[EPOCH + (at - EPOCH) // HOUR * HOUR] += 1
        counts[name] = dict(hours)
    return counts


# ----------------------------------------------------------------------------------------------- deliveries


def find_lanes(
    connection: Connection,
    *,
    endpoint: str | None = None,
    source: str | None = None,
    after: tuple[str, str] | None = None,
    limit: int = 100,
) -> Sequence[LaneStatus]:
    """Return the lanes that are awake, by endpoint, and of one endpoint in the order in which sources came."""
    asked = select_lanes().where(lanes.c.awake.is_(True)).order_by(lanes.c.endpoint, lanes.c.source_id).limit(limit)
    if endpoint is not None:
        asked = asked.where(lanes.c.endpoint == endpoint)
    if source is not None:
        asked = asked.where(lanes.c.source_id == id_of(connection, source))
    if after is not None:
        last = id_of(connection, after[1])
        asked = asked.where(tuple_(lanes.c.endpoint, lanes.c.source_id) > tuple_(literal(after[0]), literal(last)))
    return [lane_status(row) for row in connection.execute(asked)]


def select_lanes() -> Select[Any]:
    """Return what asks for lanes with how much is parked, and since when the first event they owe has waited."""
    oldest = (
        select(events.c.at)
        .where(events.c.source_id == lanes.c.source_id, events.c.sequence > lanes.c.cursor_seq)
        .order_by(events.c.sequence)
        .limit(1)
        .correlate(lanes)
        .scalar_subquery()
    )
    return select(*LANE, sources.c.sequence, oldest.label("oldest")).join_from(lanes, sources)


def lane_status(row: Row[Any]) -> LaneStatus:
    return LaneStatus(lane=lane_of(row), head=row.sequence, oldest_owed_at=row.oldest)


def find_attempts(
    connection: Connection,
    *,
    endpoint: str | None = None,
    source: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> Sequence[LoggedAttempt]:
    """Return attempts, the newest first; of one endpoint those among the last `SCAN_LIMIT` of all, and so on."""
    asked = select_attempts().order_by(None).order_by(attempts.c.id.desc()).limit(limit)
    asked = narrowed(asked, attempts.c.endpoint, endpoint, source)
    if before is not None:
        asked = asked.where(attempts.c.id < before)
    return [LoggedAttempt(number=row.id, attempt=attempt_of(row)) for row in connection.execute(asked)]
