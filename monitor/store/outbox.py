"""The lanes: how far each endpoint is in each source's events, what is parked beside them, and the log of attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, null, select, update

from monitor.errors import Fenced, StoreError
from monitor.model import Event, Health, Lane, Parcel
from monitor.store import strides
from monitor.store.rows import EVENT, IS_PARKED, LANE, event_of, lane_of, parcel_of
from monitor.store.schema import (
    ID_OF_SOURCE,
    SELECT_SOURCE_ID,
    Contents,
    dead_letters,
    endpoints,
    events,
    lanes,
    omissions,
    parcels,
    sources,
)
from monitor.store.upserts import adding, replacing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from monitor.model import DeadLetter, LaneCommit

PARCELS_READ = 200
"""Parcels of a lane that are looked at together. What may go depends on those before it alone, so these are enough."""

REPLAY_LIMIT = 1_000
"""Events that one call queues again."""

SELECT_LANES = select(*LANE).join_from(lanes, sources).where(lanes.c.awake.is_(True))
SELECT_OWING = SELECT_LANES.where((lanes.c.cursor_seq < sources.c.sequence) | exists().where(IS_PARKED))
SELECT_LANE = SELECT_LANES.where(lanes.c.endpoint == bindparam("endpoint"), sources.c.name == bindparam("source"))

SELECT_PARCELS = (
    select(parcels)
    .where(parcels.c.endpoint == bindparam("endpoint"), parcels.c.source_id == ID_OF_SOURCE)
    .order_by(parcels.c.sequence)
    .limit(PARCELS_READ)
)
SELECT_EVENTS_AT = (
    select(*EVENT)
    .where(
        events.c.source_id == ID_OF_SOURCE,
        events.c.sequence.in_(bindparam("sequences", expanding=True)),
    )
    .order_by(events.c.sequence)
)

# The subquery also keeps a cursor from passing the last event, which would hide the ones to come.
MOVE = (
    update(lanes)
    .where(
        lanes.c.endpoint == bindparam("lane_endpoint"),
        lanes.c.cursor_seq == bindparam("cursor"),
        lanes.c.source_id
        == select(sources.c.id)
        .where(
            sources.c.name == bindparam("source"),
            sources.c.sequence >= bindparam("upto"),
            sources.c.epoch == bindparam("held_epoch"),
        )
        .scalar_subquery(),
    )
    .values(
        cursor_seq=bindparam("upto"),
        attempts=bindparam("failed"),
        refusals=bindparam("refused"),
        since=bindparam("failed_since"),
        next_at=bindparam("again_at"),
    )
    .returning(lanes.c.source_id)
)
RELEASE_LANES = update(lanes).where(lanes.c.endpoint == bindparam("of")).values(next_at=null())
RELEASE_PARCELS = update(parcels).where(parcels.c.endpoint == bindparam("of")).values(next_at=null())
OF_PARCEL = (
    (parcels.c.endpoint == bindparam("of"))
    & (parcels.c.source_id == bindparam("of_source"))
    & (parcels.c.sequence == bindparam("at_sequence"))
)
SETTLE_PARCEL = (
    delete(parcels)
    .where(OF_PARCEL, parcels.c.attempts == bindparam("failed"), parcels.c.refusals == bindparam("refused"))
    .returning(parcels.c.sequence)
)
ADD_PARCEL = adding(parcels)
REPLACE_DEAD = replacing(dead_letters)
ADD_OMISSION = adding(omissions)
REPLACE_HEALTH = replacing(endpoints)

SELECT_HEALTHS = select(endpoints.c.name, endpoints.c.health)
SELECT_HEALTH = select(endpoints.c.health).where(endpoints.c.name == bindparam("name")).with_for_update()
OF_LANE = (lanes.c.endpoint == bindparam("endpoint")) & (lanes.c.source_id == ID_OF_SOURCE) & lanes.c.awake.is_(True)
SELECT_CURSOR = select(lanes.c.source_id, lanes.c.cursor_seq).where(OF_LANE)
SELECT_PARKED = select(parcels.c.content).where(
    parcels.c.endpoint == bindparam("endpoint"), parcels.c.source_id == bindparam("source_id")
)
SELECT_TO_REPLAY = (
    select(events.c.sequence, events.c.entry_id)
    .where(
        events.c.source_id == bindparam("source_id"),
        events.c.sequence <= bindparam("cursor"),
        events.c.sequence.in_(bindparam("sequences", expanding=True)),
    )
    .order_by(events.c.sequence)
)


def load_lanes(connection: Connection) -> Sequence[Lane]:
    """Return the lanes that are awake and have something to send."""
    return [lane_of(row) for row in connection.execute(SELECT_OWING)]


def load_lane(connection: Connection, endpoint: str, source: str) -> Lane | None:
    """Return one lane, None if it sleeps or was never asked for."""
    row = connection.execute(SELECT_LANE, {"endpoint": endpoint, "source": source}).one_or_none()
    return None if row is None else lane_of(row)


def load_parcels(connection: Connection, endpoint: str, source: str) -> Sequence[Parcel]:
    """Return the first `PARCELS_READ` parcels of a lane, in the order of their sequences."""
    return [parcel_of(row) for row in connection.execute(SELECT_PARCELS, {"endpoint": endpoint, "source": source})]


def load_events_at(connection: Connection, source: str, sequences: Collection[int]) -> Sequence[Event]:
    """Return the events of a source that have these sequences, in order."""
    return [
        event_of(row, source)
        for row in connection.execute(SELECT_EVENTS_AT, {"source": source, "sequences": list(sequences)})
    ]


def commit_lane(connection: Connection, commit: LaneCommit) -> None:
    """Write all that one step of a lane changed.

    Raises: Fenced if the lane is not at `before.cursor` any more, its source has another owner, or the parcel is gone.
    """
    before, after = commit.before, commit.after
    source_id = connection.execute(
        MOVE,
        {
            "lane_endpoint": before.endpoint,
            "source": before.source,
            "cursor": before.cursor,
            "held_epoch": before.epoch,
            "upto": after.cursor,
            "failed": after.attempts,
            "refused": after.refusals,
            "failed_since": after.since,
            "again_at": after.next_at,
        },
    ).scalar_one_or_none()
    if source_id is None:
        raise Fenced(before.source)
    strides.log(connection, commit.attempts)
    if commit.settled is not None:
        _settle(connection, before, source_id, commit.settled)
    dialect = connection.dialect.name
    if commit.parcels:
        rows = [_parcel_row(before.endpoint, source_id, parcel) for parcel in commit.parcels]
        connection.execute(ADD_PARCEL[dialect], rows)
    if commit.dead:
        connection.execute(REPLACE_DEAD[dialect], [_dead_row(source_id, letter) for letter in commit.dead])
    _omit(connection, source_id, commit)
    if commit.health is not None:
        save_health(connection, before.endpoint, commit.health, released=commit.released)


def commit_lanes(connection: Connection, commits: Sequence[LaneCommit]) -> None:
    """Write plain steps of several lanes. Raises: Fenced if one of the lanes is not where it was."""
    strides.move(connection, commits)
    strides.log(connection, [attempt for commit in commits for attempt in commit.attempts])
    for commit in commits:
        if commit.omitted:
            source_id = connection.execute(SELECT_SOURCE_ID, {"source": commit.before.source}).scalar_one()
            _omit(connection, source_id, commit)


def load_healths(connection: Connection) -> dict[str, Health]:
    """Return the health of every endpoint that ever had something to be kept, by name."""
    return {name: health for name, health in connection.execute(SELECT_HEALTHS)}  # noqa: C416  # rows are no pairs to mypy


def save_health(connection: Connection, endpoint: str, health: Health, *, released: bool = False) -> None:
    """Write the health of an endpoint; with `released` the waits of all its lanes and parcels end.

    What the operator did to it meanwhile, in another process, stands.
    """
    kept = connection.execute(SELECT_HEALTH, {"name": endpoint}).scalar_one_or_none()
    if kept is not None and health.outdated_by(kept):
        return
    connection.execute(REPLACE_HEALTH[connection.dialect.name], {"name": endpoint, "health": health})
    if released:
        connection.execute(RELEASE_LANES, {"of": endpoint})
        connection.execute(RELEASE_PARCELS, {"of": endpoint})


def requeue(connection: Connection, endpoint: str, source: str, sequences: Collection[int]) -> int:
    """Put events that a lane has passed into its queue again, and their dead letters away; return how many.

    Those still owed, queued already, or gone from the database are left alone. Raises: StoreError if there is no lane,
    or there are more than `REPLAY_LIMIT` sequences.
    """
    if len(sequences) > REPLAY_LIMIT:
        raise StoreError(f"{len(sequences)} events are too many to send again at once; ask for {REPLAY_LIMIT} at most")
    row = connection.execute(SELECT_CURSOR, {"endpoint": endpoint, "source": source}).one_or_none()
    if row is None:
        raise StoreError(f"webhook {endpoint!r} gets no events of source {source!r}")
    parked = {
        sequence
        for content in connection.execute(SELECT_PARKED, {"endpoint": endpoint, "source_id": row.source_id}).scalars()
        for sequence in content.sequences
    }
    again = [
        Parcel(sequences=(sequence,), entries=(entry_id,))
        for sequence, entry_id in connection.execute(
            SELECT_TO_REPLAY, {"source_id": row.source_id, "cursor": row.cursor_seq, "sequences": list(sequences)}
        )
        if sequence not in parked
    ]
    if again:
        rows = [_parcel_row(endpoint, row.source_id, parcel) for parcel in again]
        connection.execute(ADD_PARCEL[connection.dialect.name], rows)
        connection.execute(
            delete(dead_letters).where(
                dead_letters.c.endpoint == endpoint,
                dead_letters.c.source_id == row.source_id,
                dead_letters.c.sequence.in_([parcel.sequence for parcel in again]),
            )
        )
    return len(again)


def _settle(connection: Connection, lane: Lane, source_id: int, parcel: Parcel) -> None:
    settled = connection.execute(
        SETTLE_PARCEL,
        {
            "of": lane.endpoint,
            "of_source": source_id,
            "at_sequence": parcel.sequence,
            "failed": parcel.attempts,
            "refused": parcel.refusals,
        },
    ).scalar_one_or_none()
    if settled is None:
        raise Fenced(lane.source)


def _omit(connection: Connection, source_id: int, commit: LaneCommit) -> None:
    if commit.omitted:
        row = {"endpoint": commit.before.endpoint, "source_id": source_id, "at": commit.at}
        connection.execute(
            ADD_OMISSION[connection.dialect.name],
            [row | {"sequence": omission.sequence, "reason": omission.reason} for omission in commit.omitted],
        )


def _parcel_row(endpoint: str, source_id: int, parcel: Parcel) -> dict[str, Any]:
    return {
        "endpoint": endpoint,
        "source_id": source_id,
        "sequence": parcel.sequence,
        "content": Contents(sequences=parcel.sequences, entries=parcel.entries),
        "attempts": parcel.attempts,
        "refusals": parcel.refusals,
        "since": parcel.since,
        "next_at": parcel.next_at,
    }


def _dead_row(source_id: int, letter: DeadLetter) -> dict[str, Any]:
    return {
        "endpoint": letter.endpoint,
        "source_id": source_id,
        "sequence": letter.sequence,
        "event_id": letter.event_id,
        "at": letter.at,
        "attempts": letter.attempts,
        "reason": letter.reason,
        "status": letter.status,
    }
