"""What became of the events: the questions that commands and the API ask of the outbox.

There is no row per delivery; what became of an event at an endpoint follows from what there is of it, the first counts:

    a dead letter                    DEAD
    in a parcel, or past the cursor  OWED, or WAITING if it was tried
    an accepted attempt              DELIVERED
    none of these                    PASSED, by the filter or by an omission, which says why
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select, tuple_

from monitor.model import (
    Attempt,
    DeadLetter,
    Delivery,
    DeliveryState,
    EndpointStatus,
    Health,
    Outcome,
    Parcel,
)
from monitor.store.rows import EVENT, event_of, parcel_of
from monitor.store.schema import attempts, dead_letters, endpoints, events, lanes, omissions, parcels, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select, Table

    from monitor.model import DeliveryQuery

PAGE = 200
SCAN_LIMIT = 5_000
"""Events that one question looks at: delivered and passed ones can be told apart only one by one."""
BATCH_SPAN = 200
"""A batch is made of events that were read together, so its last one is at most this far from its first."""
PARCELS_LIMIT = 5_000

PASSED = "not wanted by the filter, or longer ago than attempts are kept"

Place = tuple[str, int, int]
"""Endpoint, the source's number in the database, sequence."""


@dataclass(slots=True)
class _Traces:
    """What there is of some deliveries, by their places."""

    dead: dict[Place, DeadLetter] = field(default_factory=dict)
    parked: dict[Place, Parcel] = field(default_factory=dict)
    tried: dict[Place, list[Attempt]] = field(default_factory=lambda: defaultdict(list))
    omitted: dict[Place, str] = field(default_factory=dict)


def list_deliveries(connection: Connection, query: DeliveryQuery) -> Sequence[Delivery]:
    """Return the deliveries that a query asks for, the newest first, at most `SCAN_LIMIT` of them."""
    parked = dict(_parked(connection))
    rows = connection.execute(_candidates(query, parked).limit(SCAN_LIMIT)).all()
    found: list[Delivery] = []
    for start in range(0, len(rows), PAGE):
        page = rows[start : start + PAGE]
        traces = _traces(connection, page, parked)
        for row in page:
            delivery = _delivery(row, traces)
            if query.state in (None, delivery.state):
                found.append(delivery)
                if len(found) == query.limit:
                    return found
    return found


def attempts_of(connection: Connection, event_id: str, endpoint: str | None = None) -> Sequence[Attempt]:
    """Return the attempts at one event that the log still has, alone or in a batch, the oldest first."""
    row = connection.execute(select(events.c.source_id, events.c.sequence).where(events.c.id == event_id)).one_or_none()
    if row is None:
        return []
    asked = select_attempts().where(
        attempts.c.source_id == row.source_id,
        attempts.c.sequence.between(row.sequence, row.sequence + BATCH_SPAN),
        or_(attempts.c.sequence == row.sequence, attempts.c.members.is_not(None)),
    )
    if endpoint is not None:
        asked = asked.where(attempts.c.endpoint == endpoint)
    found = (attempt_of(attempt) for attempt in connection.execute(asked))
    return [attempt for attempt in found if row.sequence in (attempt.members or (attempt.sequence,))]


def list_dead_letters(
    connection: Connection, *, endpoint: str | None = None, source: str | None = None, limit: int = 100
) -> Sequence[DeadLetter]:
    """Return dead letters, the newest first."""
    asked = select(dead_letters, sources.c.name).join_from(dead_letters, sources)
    asked = narrowed(asked, dead_letters.c.endpoint, endpoint, source)
    ordered = asked.order_by(dead_letters.c.at.desc(), dead_letters.c.sequence.desc()).limit(limit)
    return [_dead_letter(row) for row in connection.execute(ordered)]


def purge_dead_letters(
    connection: Connection,
    *,
    endpoint: str | None = None,
    source: str | None = None,
    event_ids: Collection[str] | None = None,
) -> int:
    """Forget dead letters for good and return how many there were."""
    chosen = dead_letters.delete()
    if endpoint is not None:
        chosen = chosen.where(dead_letters.c.endpoint == endpoint)
    if source is not None:
        chosen = chosen.where(
            dead_letters.c.source_id == select(sources.c.id).where(sources.c.name == source).scalar_subquery()
        )
    if event_ids is not None:
        chosen = chosen.where(dead_letters.c.event_id.in_(event_ids))
    return connection.execute(chosen).rowcount


def find_sequences(
    connection: Connection, source: str, *, first: datetime | None = None, last: datetime | None = None, limit: int
) -> Sequence[int]:
    """Return the sequences of a source's events that were told in a span of time, the oldest first."""
    asked = select(events.c.sequence).join_from(events, sources).where(sources.c.name == source)
    if first is not None:
        asked = asked.where(events.c.at >= first)
    if last is not None:
        asked = asked.where(events.c.at <= last)
    return list(connection.execute(asked.order_by(events.c.sequence).limit(limit)).scalars())


def list_endpoints(connection: Connection) -> Sequence[EndpointStatus]:
    """Return every endpoint that has lanes which are awake, by name."""
    healths = {row.name: row.health for row in connection.execute(select(endpoints))}
    # No event above a cursor is ever removed, so that their number needs no counting: 10,000 lanes took 0.2 s.
    backlog = sources.c.sequence - lanes.c.cursor_seq
    first = (
        select(events.c.at)
        .where(events.c.source_id == lanes.c.source_id, events.c.sequence == lanes.c.cursor_seq + 1, backlog > 0)
        .correlate(lanes, sources)
        .scalar_subquery()
    )
    asked = (
        select(lanes.c.endpoint, func.count(), func.sum(backlog), func.min(first))
        .join_from(lanes, sources)
        .where(lanes.c.awake.is_(True))
        .group_by(lanes.c.endpoint)
        .order_by(lanes.c.endpoint)
    )
    parked, dead = (_counts(connection, table) for table in (parcels, dead_letters))
    return [
        EndpointStatus(
            endpoint=name,
            health=healths.get(name) or Health(),
            lanes=count,
            owed=int(events_owed),
            parked=parked.get(name, 0),
            dead=dead.get(name, 0),
            oldest_owed_at=oldest,
        )
        for name, count, events_owed, oldest in connection.execute(asked)
    ]


def _counts(connection: Connection, table: Table) -> dict[str, int]:
    """Return how many rows a table has of each endpoint."""
    asked = select(table.c.endpoint, func.count().label("rows")).group_by(table.c.endpoint)
    return {row.endpoint: row.rows for row in connection.execute(asked)}


def _candidates(query: DeliveryQuery, parked: dict[Place, Parcel]) -> Select[Any]:
    """Return the question for the deliveries that may be in the state asked for."""
    asked: Select[Any] = (
        select(
            lanes.c.endpoint,
            lanes.c.source_id,
            sources.c.name.label("source"),
            lanes.c.cursor_seq,
            lanes.c.attempts,
            lanes.c.since,
            lanes.c.next_at,
            *EVENT,
        )
        .join_from(lanes, sources)
        .join(events, events.c.source_id == lanes.c.source_id)
        .where(lanes.c.awake.is_(True))
        .order_by(events.c.at.desc(), events.c.sequence.desc(), lanes.c.endpoint)
    )
    asked = narrowed(asked, lanes.c.endpoint, query.endpoint, query.source)
    if query.event_id is not None:
        asked = asked.where(events.c.id == query.event_id)
    if query.before is not None:
        asked = asked.where(events.c.at < query.before)
    place = tuple_(lanes.c.endpoint, lanes.c.source_id, events.c.sequence)
    match query.state:
        case DeliveryState.DEAD:
            return asked.where(
                exists().where(
                    dead_letters.c.endpoint == lanes.c.endpoint,
                    dead_letters.c.source_id == lanes.c.source_id,
                    dead_letters.c.sequence == events.c.sequence,
                )
            )
        case DeliveryState.OWED | DeliveryState.WAITING:
            return asked.where(or_(events.c.sequence > lanes.c.cursor_seq, place.in_(list(parked))))
        case DeliveryState.DELIVERED | DeliveryState.PASSED:
            return asked.where(events.c.sequence <= lanes.c.cursor_seq)
        case None:
            return asked


def narrowed(asked: Select[Any], column: Any, endpoint: str | None, source: str | None) -> Select[Any]:
    if endpoint is not None:
        asked = asked.where(column == endpoint)
    if source is not None:
        asked = asked.where(sources.c.name == source)
    return asked


def _parked(connection: Connection) -> Iterator[tuple[Place, Parcel]]:
    """Yield each event that is in a parcel, with the parcel."""
    for row in connection.execute(select(parcels).limit(PARCELS_LIMIT)):
        parcel = parcel_of(row)
        for sequence in parcel.sequences:
            yield (row.endpoint, row.source_id, sequence), parcel


def _traces(connection: Connection, page: Sequence[Row[Any]], parked: dict[Place, Parcel]) -> _Traces:
    """Return what there is of the deliveries of a page: three questions per source."""
    traces = _Traces(parked=parked)
    spans: dict[int, list[int]] = defaultdict(list)
    for row in page:
        spans[row.source_id].append(row.sequence)
    for source_id, sequences in spans.items():
        first, last = min(sequences), max(sequences)
        for table, reads in ((dead_letters, _dead_letter), (omissions, None)):
            asked = (
                select(table, sources.c.name)
                .join_from(table, sources)
                .where(table.c.source_id == source_id, table.c.sequence.between(first, last))
            )
            for row in connection.execute(asked):
                place = row.endpoint, source_id, row.sequence
                if reads is not None:
                    traces.dead[place] = reads(row)
                else:
                    traces.omitted[place] = row.reason
        asked = select_attempts().where(
            attempts.c.source_id == source_id, attempts.c.sequence.between(first, last + BATCH_SPAN)
        )
        for attempt in map(attempt_of, connection.execute(asked)):
            for sequence in attempt.members or (attempt.sequence,):
                traces.tried[attempt.endpoint, source_id, sequence].append(attempt)
    return traces


def _delivery(row: Row[Any], traces: _Traces) -> Delivery:
    place = row.endpoint, row.source_id, row.sequence
    tried = traces.tried.get(place, [])
    last = tried[-1] if tried else None
    state, reason, next_at = _state(row, place, traces)
    return Delivery(
        endpoint=row.endpoint,
        event=event_of(row, row.source),
        state=state,
        attempts=len(tried),
        status=last.status if last else None,
        at=last.at if last else None,
        reason=reason or (last.reason if last else None),
        next_at=next_at,
    )


def _state(row: Row[Any], place: Place, traces: _Traces) -> tuple[DeliveryState, str | None, datetime | None]:
    """Return the state of a delivery, its reason and the time of its next attempt, as far as it has them."""
    if (letter := traces.dead.get(place)) is not None:
        return DeliveryState.DEAD, letter.reason, None
    if (parcel := traces.parked.get(place)) is not None:
        return (DeliveryState.WAITING if parcel.since else DeliveryState.OWED), None, parcel.next_at
    if row.sequence > row.cursor_seq:
        if row.sequence == row.cursor_seq + 1 and row.since is not None:
            return DeliveryState.WAITING, None, row.next_at
        return DeliveryState.OWED, None, None
    if any(attempt.outcome is Outcome.ACCEPTED for attempt in traces.tried.get(place, ())):
        return DeliveryState.DELIVERED, None, None
    return DeliveryState.PASSED, traces.omitted.get(place, PASSED), None


def select_attempts() -> Select[Any]:
    return select(attempts, sources.c.name).join_from(attempts, sources).order_by(attempts.c.id)


def attempt_of(row: Row[Any]) -> Attempt:
    return Attempt(
        endpoint=row.endpoint,
        source=row.name,
        sequence=row.sequence,
        event_id=row.event_id,
        number=row.number,
        at=row.at,
        outcome=Outcome(row.outcome),
        duration_s=row.duration.total_seconds(),
        status=row.status,
        reason=row.reason,
        retry_after=row.retry_after,
        answer=row.answer,
        members=row.members or (),
    )


def _dead_letter(row: Row[Any]) -> DeadLetter:
    return DeadLetter(
        endpoint=row.endpoint,
        source=row.name,
        sequence=row.sequence,
        event_id=row.event_id,
        at=row.at,
        attempts=row.attempts,
        reason=row.reason,
        status=row.status,
    )
