"""What the API and the dashboard ask: pages of a bounded size, each found by an index and in bounded time.

A page is asked for by the place where the one before it ended, never by counting from the beginning. What no index
knows (words, types) is looked for in the next `SCAN_LIMIT` events, and the answer says how far it has looked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select

from monitor.errors import StoreError
from monitor.model import (
    Event,
    EventPage,
    EventType,
    KnownEntry,
    Lane,
    LaneStatus,
    LoggedAttempt,
    Placed,
    Revision,
)
from monitor.store.columns import EPOCH, key_of
from monitor.store.deliveries import attempt_of, narrowed, select_attempts
from monitor.store.schema import attempts, counters, entries, events, lanes, live_blogs, parcels, revisions, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from monitor.model import EventQuery

SCAN_LIMIT = 2_000
"""Events that one question for words or types looks at; 2 KB each, so 4 MB."""
COUNTED_LIMIT = 2_000
"""The newest events of a source that are counted by the hour."""

HOUR = timedelta(hours=1)

SELECT_LAST = select(counters.c.value).where(counters.c.name == "position")
SELECT_SOURCE_ID = select(sources.c.id).where(sources.c.name == bindparam("source"))
PLACED = select(
    events.c.position,
    events.c.source_id,
    events.c.id,
    events.c.sequence,
    events.c.type,
    events.c.entry_id,
    events.c.at,
    events.c.body,
)
KNOWN = select(
    revisions.c.entry,
    revisions.c.number,
    revisions.c.fingerprint,
    revisions.c.observed_at,
    entries.c.first_seen,
    entries.c.missing,
    entries.c.deleted,
).join_from(
    entries,
    revisions,
    and_(
        revisions.c.source_id == entries.c.source_id,
        revisions.c.key == entries.c.key,
        revisions.c.number == entries.c.revision,
    ),
)


# --------------------------------------------------------------------------------------------------- events


def find_events(connection: Connection, query: EventQuery) -> EventPage:
    """Return the events that a query asks for. Raises: StoreError if it names a source that never was."""
    start = query.before if query.newest else query.after
    asked = _from(query, start)
    if query.source is not None:
        asked = asked.where(events.c.source_id == _source_id(connection, query.source))
    narrow = bool(query.types or query.words)
    rows = connection.execute(asked.limit(SCAN_LIMIT if narrow else query.limit + 1)).all() if query.limit else []
    chosen = [row for row in rows if _wanted(row, query)]
    found = chosen[: query.limit]
    cut = len(chosen) > len(found)
    at_limit = narrow and len(rows) == SCAN_LIMIT
    last = found[-1] if cut else rows[-1] if rows else None
    names = _names(connection, {row.source_id for row in found})
    return EventPage(
        events=tuple(_placed(row, names) for row in found),
        next=last.position if last is not None else (start or 0),
        more=cut or at_limit,
    )


def find_placed(connection: Connection, event_id: str) -> Placed | None:
    """Return the event of that id."""
    asked: Select[Any] = PLACED.where(events.c.id == event_id)
    row = connection.execute(asked).one_or_none()
    return None if row is None else _placed(row, _names(connection, [row.source_id]))


def find_url(connection: Connection, source: str) -> str | None:
    """Return the address of a source that was ever registered, None if there is none of that name."""
    return connection.execute(select(sources.c.url).where(sources.c.name == source)).scalar_one_or_none()


def last_position(connection: Connection) -> int:
    """Return the position of the newest event, 0 if there never was one."""
    return int(connection.execute(SELECT_LAST).scalar_one())


def _from(query: EventQuery, start: int | None) -> Select[Any]:
    if not query.newest:
        return PLACED.where(events.c.position > query.after).order_by(events.c.position)
    asked = PLACED.order_by(events.c.position.desc())
    return asked if start is None else asked.where(events.c.position < start)


def _wanted(row: Row[Any], query: EventQuery) -> bool:
    if query.types and row.type not in query.types:
        return False
    if not query.words:
        return True
    text = row.body.decode("utf-8", "replace").casefold()
    return all(word.casefold() in text for word in query.words)


def _source_id(connection: Connection, source: str) -> int:
    source_id = connection.execute(SELECT_SOURCE_ID, {"source": source}).scalar_one_or_none()
    if source_id is None:
        raise StoreError(f"no source is named {source!r} in the database")
    return int(source_id)


def _names(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    asked = select(sources.c.id, sources.c.name).where(sources.c.id.in_(ids))
    return {row.id: row.name for row in connection.execute(asked)} if ids else {}


def _placed(row: Row[Any], names: Mapping[int, str]) -> Placed:
    event = Event(
        id=row.id,
        source=names[row.source_id],
        sequence=row.sequence,
        type=EventType(row.type),
        entry_id=row.entry_id,
        at=row.at,
        body=row.body,
    )
    return Placed(position=row.position, event=event)


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


def find_entries(connection: Connection, source: str, after: str | None, limit: int) -> Sequence[KnownEntry]:
    """Return a source's entries, deleted ones too, by their keys. Raises: StoreError if there is no such source."""
    asked = KNOWN.where(entries.c.source_id == _source_id(connection, source)).order_by(entries.c.key).limit(limit)
    if after is not None:
        asked = asked.where(entries.c.key > key_of(after))
    return _known(connection.execute(asked))


def find_entry(connection: Connection, source: str, entry_id: str) -> KnownEntry | None:
    """Return one entry as it stands. Raises: StoreError if there is no such source."""
    source_id = _source_id(connection, source)
    found = _known(connection.execute(KNOWN.where(entries.c.source_id == source_id, entries.c.key == key_of(entry_id))))
    return found[0] if found else None


def revisions_of(connection: Connection, source: str, entry_id: str) -> Sequence[Revision]:
    """Return the revisions of an entry, the oldest first. Raises: StoreError if there is no such source."""
    asked = (
        select(revisions.c.entry, revisions.c.number, revisions.c.fingerprint, revisions.c.observed_at)
        .where(revisions.c.source_id == _source_id(connection, source), revisions.c.key == key_of(entry_id))
        .order_by(revisions.c.number)
    )
    return [
        Revision(entry=entry, number=number, fingerprint=fingerprint, observed_at=observed_at)
        for entry, number, fingerprint, observed_at in connection.execute(asked)
    ]


def _known(rows: Iterable[Row[Any]]) -> list[KnownEntry]:
    return [
        KnownEntry(
            revision=Revision(
                entry=row.entry, number=row.number, fingerprint=row.fingerprint, observed_at=row.observed_at
            ),
            first_seen=row.first_seen,
            missing=row.missing,
            deleted=row.deleted,
        )
        for row in rows
    ]


# ----------------------------------------------------------------------------------------------- deliveries


def find_lanes(
    connection: Connection,
    endpoint: str | None,
    source: str | None,
    after: tuple[str, str] | None,
    limit: int,
) -> Sequence[LaneStatus]:
    """Return the lanes that are awake, by endpoint and source."""
    asked = select_lanes().where(lanes.c.awake.is_(True)).order_by(lanes.c.endpoint, sources.c.name).limit(limit)
    asked = narrowed(asked, lanes.c.endpoint, endpoint, source)
    if after is not None:
        beyond = and_(lanes.c.endpoint == after[0], sources.c.name > after[1])
        asked = asked.where(or_(lanes.c.endpoint > after[0], beyond))
    return [lane_status(row) for row in connection.execute(asked)]


def select_lanes() -> Select[Any]:
    """Return what asks for lanes with how much is parked, and since when the first event they owe has waited."""
    parked = (
        select(func.count())
        .where(parcels.c.endpoint == lanes.c.endpoint, parcels.c.source_id == lanes.c.source_id)
        .correlate(lanes)
        .scalar_subquery()
    )
    oldest = (
        select(events.c.at)
        .where(events.c.source_id == lanes.c.source_id, events.c.sequence > lanes.c.cursor_seq)
        .order_by(events.c.sequence)
        .limit(1)
        .correlate(lanes)
        .scalar_subquery()
    )
    return select(
        lanes, sources.c.name, sources.c.sequence, sources.c.epoch, parked.label("parked"), oldest.label("oldest")
    ).join_from(lanes, sources)


def lane_status(row: Row[Any]) -> LaneStatus:
    lane = Lane(
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
    return LaneStatus(lane=lane, head=row.sequence, oldest_owed_at=row.oldest)


def find_attempts(
    connection: Connection, endpoint: str | None, source: str | None, before: int | None, limit: int
) -> Sequence[LoggedAttempt]:
    """Return attempts, the newest first; of one endpoint those among the last `SCAN_LIMIT` of all, and so on."""
    asked = select_attempts().order_by(None).order_by(attempts.c.id.desc()).limit(limit)
    asked = narrowed(asked, attempts.c.endpoint, endpoint, source)
    if before is not None:
        asked = asked.where(attempts.c.id < before)
    return [LoggedAttempt(number=row.id, attempt=attempt_of(row)) for row in connection.execute(asked)]
