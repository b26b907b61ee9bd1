"""The lanes: how far each endpoint is in each source's events, and the log of the attempts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, null, select, update

from monitor.errors import Fenced
from monitor.model import Lane
from monitor.store.schema import attempts, lanes, sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Attempt

SELECT_LANES = (
    select(lanes.c.endpoint, sources.c.name, lanes.c.cursor_seq, lanes.c.attempts, lanes.c.next_at)
    .join_from(lanes, sources)
    .where(lanes.c.awake.is_(True))
)
SELECT_OWING = SELECT_LANES.where(lanes.c.cursor_seq < sources.c.sequence)
SELECT_LANE = SELECT_LANES.where(lanes.c.endpoint == bindparam("endpoint"), sources.c.name == bindparam("source"))

# The subqueries also keep a cursor from passing the last event, which would hide the ones to come.
MOVE = (
    update(lanes)
    .where(
        lanes.c.endpoint == bindparam("lane_endpoint"),
        lanes.c.cursor_seq == bindparam("cursor"),
        lanes.c.source_id
        == select(sources.c.id)
        .where(sources.c.name == bindparam("source"), sources.c.sequence >= bindparam("upto"))
        .scalar_subquery(),
    )
    .returning(lanes.c.source_id)
)
ACKNOWLEDGE = MOVE.values(cursor_seq=bindparam("upto"), attempts=0, next_at=null())
POSTPONE = MOVE.values(attempts=bindparam("number"), next_at=bindparam("again_at"))
INSERT_ATTEMPT = insert(attempts)


def load_lanes(connection: Connection) -> Sequence[Lane]:
    """Return the lanes that are awake and have events to send."""
    return [_lane(*row) for row in connection.execute(SELECT_OWING)]


def load_lane(connection: Connection, endpoint: str, source: str) -> Lane | None:
    """Return one lane, None if it sleeps or was never asked for."""
    row = connection.execute(SELECT_LANE, {"endpoint": endpoint, "source": source}).one_or_none()
    return None if row is None else _lane(*row)


def acknowledge(connection: Connection, lane: Lane, sequence: int, attempt: Attempt | None) -> None:
    """Move the lane's cursor to `sequence`, its head fresh. Raises: Fenced if it was not at `lane.cursor`."""
    source_id = connection.execute(
        ACKNOWLEDGE,
        {"lane_endpoint": lane.endpoint, "source": lane.source, "cursor": lane.cursor, "upto": sequence},
    ).scalar_one_or_none()
    if source_id is None:
        raise Fenced(lane.source)
    if attempt is not None:
        _log(connection, source_id, attempt)


def postpone(connection: Connection, lane: Lane, attempt: Attempt, next_at: datetime) -> None:
    """Log a failed attempt and when to try again. Raises: Fenced if the lane was not at `lane.cursor`."""
    source_id = connection.execute(
        POSTPONE,
        {
            "lane_endpoint": lane.endpoint,
            "source": lane.source,
            "cursor": lane.cursor,
            "upto": attempt.sequence,
            "number": attempt.number,
            "again_at": next_at,
        },
    ).scalar_one_or_none()
    if source_id is None:
        raise Fenced(lane.source)
    _log(connection, source_id, attempt)


def _lane(endpoint: str, source: str, cursor: int, failed: int, next_at: datetime | None) -> Lane:
    return Lane(endpoint=endpoint, source=source, cursor=cursor, attempts=failed, next_at=next_at)


def _log(connection: Connection, source_id: int, attempt: Attempt) -> None:
    connection.execute(
        INSERT_ATTEMPT,
        {
            "endpoint": attempt.endpoint,
            "source_id": source_id,
            "sequence": attempt.sequence,
            "event_id": attempt.event_id,
            "number": attempt.number,
            "at": attempt.at,
            "outcome": attempt.outcome,
            "duration": timedelta(seconds=attempt.duration_s),
            "status": attempt.status,
            "reason": attempt.reason,
            "retry_after": attempt.retry_after,
            "answer": attempt.answer,
        },
    )
