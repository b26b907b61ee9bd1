"""Plain steps of many lanes, as few statements over many rows.

SQLite's driver lets go of the interpreter's lock for each row that a statement steps through, and getting it back from
an event loop that is busy costs more than the row does. Here a statement is one step however many rows it takes. There
are few texts of statements, because a run of rows is cut into portions of the sizes in `PORTIONS`, and the drivers keep
what they have compiled of each.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from monitor.errors import Fenced
from monitor.store.columns import Json, Moment, Span, bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from monitor.model import Attempt, LaneCommit

PORTIONS = (64, 32, 16, 8, 4, 2, 1)
"""Rows per statement. 64 attempts have 832 values, of 32,766 that SQLite takes and 32,767 that PostgreSQL does."""

MOVE_ROW = "CAST({} AS TEXT), CAST({} AS TEXT), CAST({} AS BIGINT), CAST({} AS BIGINT), CAST({} AS BIGINT)"
"""Endpoint, source, the epoch that is ours, the cursor as we know it, and where it goes."""
# The event after one that was accepted has not been tried, so its counts begin anew.
MOVE = (
    "UPDATE lanes SET cursor_seq=moved.column5, attempts=0, refusals=0, since=NULL, next_at=NULL "
    "FROM (VALUES {rows}) AS moved JOIN sources ON sources.name = moved.column2 "
    "WHERE lanes.endpoint = moved.column1 AND lanes.source_id = sources.id AND lanes.cursor_seq = moved.column4 "
    "AND sources.epoch = moved.column3 AND sources.sequence >= moved.column5"
)
LOG_ROW = ", ".join(["{}", "(SELECT id FROM sources WHERE name = {})", *["{}"] * 11])
LOG = (
    "INSERT INTO attempts (endpoint, source_id, sequence, event_id, number, at, outcome, duration, status, reason, "
    "retry_after, answer, members) VALUES {rows}"
)

_MOMENT, _SPAN, _MEMBERS = Moment(), Span(), Json(tuple[int, ...])


def move(connection: Connection, commits: Sequence[LaneCommit]) -> None:
    """Move the cursors of plain steps, at most one per lane. Raises: Fenced if one could not be moved."""
    rows = [
        (step.before.endpoint, step.before.source, step.before.epoch, step.before.cursor, step.after.cursor)
        for step in commits
    ]
    for portion in _portions(rows):
        statement = _statement(MOVE, MOVE_ROW, len(portion), connection.dialect.paramstyle)
        moved = connection.exec_driver_sql(statement, _flat(portion))
        if moved.rowcount != len(portion):
            raise Fenced(", ".join(sorted({source for _, source, *_ in portion})))


def log(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Write attempts down."""
    for portion in _portions([_row(attempt) for attempt in attempts]):
        statement = _statement(LOG, LOG_ROW, len(portion), connection.dialect.paramstyle)
        connection.exec_driver_sql(statement, _flat(portion))


def _row(attempt: Attempt) -> tuple[Any, ...]:
    return (
        attempt.endpoint,
        attempt.source,
        attempt.sequence,
        attempt.event_id,
        attempt.number,
        _MOMENT.lower(attempt.at),
        attempt.outcome.value,
        round(attempt.duration_s * 1_000_000),
        attempt.status,
        None if attempt.reason is None else bytes_of(attempt.reason),
        None if attempt.retry_after is None else _SPAN.lower(attempt.retry_after),
        attempt.answer,
        _MEMBERS.lower(attempt.members) if attempt.members else None,
    )


def _portions(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    begin = 0
    for size in PORTIONS:
        while len(rows) - begin >= size:
            yield rows[begin : begin + size]
            begin += size


def _flat(rows: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(value for row in rows for value in row)


@cache
def _statement(text: str, row: str, rows: int, style: str) -> str:
    """Return a statement for so many rows, its values marked as the driver wants them."""
    marked = ", ".join(f"({row})" for _ in range(rows))
    count = marked.count("{}")
    marks = ["?"] * count if style == "qmark" else [f"${number}" for number in range(1, count + 1)]
    return text.format(rows=marked.format(*marks))
