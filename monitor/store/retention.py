"""Removing what is too old, a portion at a time so that no poll waits behind it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, exists, func, select

from monitor.model import Pruned
from monitor.store.schema import accounts, attempts, dead_letters, events, lanes, omissions, parcels, sources

if TYPE_CHECKING:
    from sqlalchemy import Connection

ATTEMPTS_KEPT = timedelta(days=30)
EVENTS_KEPT = timedelta(days=90)
DEAD_KEPT = timedelta(days=90)
"""After they died; the event of a dead letter is kept as long as the letter."""

ACCOUNTS_KEPT = timedelta(days=400)
"""A year can be compared with the one before; 200 hosts a day make 80,000 rows of 100 bytes."""

PORTION = 1_000
"""Rows of one kind that one transaction removes."""

OLDEST_ATTEMPTS = select(attempts.c.id).order_by(attempts.c.id).limit(PORTION)
PRUNE_ATTEMPTS = delete(attempts).where(attempts.c.id.in_(OLDEST_ATTEMPTS), attempts.c.at < bindparam("before"))
PRUNE_OMISSIONS = delete(omissions).where(omissions.c.at < bindparam("before"))
PRUNE_ACCOUNTS = delete(accounts).where(accounts.c.day < bindparam("before"))
PRUNE_DEAD = delete(dead_letters).where(dead_letters.c.at < bindparam("before"))

SELECT_FLOORS = (
    select(sources.c.id, func.coalesce(func.min(lanes.c.cursor_seq), sources.c.sequence))
    .select_from(sources)
    .outerjoin(lanes, (lanes.c.source_id == sources.c.id) & lanes.c.awake.is_(True))
    .group_by(sources.c.id, sources.c.sequence)
    .order_by(sources.c.id)
)
SELECT_PARKED = select(parcels.c.source_id, parcels.c.content)
OLD_EVENTS = (
    select(events.c.sequence)
    .where(
        events.c.source_id == bindparam("of_source"),
        events.c.sequence <= bindparam("floor"),
        events.c.at < bindparam("before"),
        ~exists().where(dead_letters.c.source_id == events.c.source_id, dead_letters.c.sequence == events.c.sequence),
    )
    .order_by(events.c.sequence)
    .limit(bindparam("at_most"))
)


def prune(connection: Connection, now: datetime) -> Pruned:
    """Remove a portion of what is older than it is kept for, and say how much; nothing is left when it says 0.

    No event goes that a lane which is awake has not passed, that is parked, or that has a dead letter.
    """
    tried = connection.execute(PRUNE_ATTEMPTS, {"before": now - ATTEMPTS_KEPT}).rowcount
    connection.execute(PRUNE_OMISSIONS, {"before": now - EVENTS_KEPT})
    connection.execute(PRUNE_ACCOUNTS, {"before": (now - ACCOUNTS_KEPT).date().isoformat()})
    dead = connection.execute(PRUNE_DEAD, {"before": now - DEAD_KEPT}).rowcount
    return Pruned(attempts=tried, dead_letters=dead, events=_prune_events(connection, now - EVENTS_KEPT))


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
