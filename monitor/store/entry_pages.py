"""The entries of live blogs, a page at a time, as they stand and as they stood at a time.

What `history` says of a whole live blog is said here of a page of one that has 20,000 entries.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, literal, select, tuple_

from monitor.model import EventType, KnownEntry, Revision
from monitor.store.columns import key_of
from monitor.store.reading import source_id_of
from monitor.store.rows import KNOWN, LATEST, REVISION, known_of, revision_of
from monitor.store.schema import entries, events, live_blogs, revisions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select, Subquery

SELECT_KNOWN = select(*KNOWN).join_from(entries, revisions, LATEST)

Place = tuple["datetime", str]
"""A date and a key: where an entry stands in a source's, the newest first."""

WITHDRAWALS = (EventType.ENTRY_DELETED.value, EventType.ENTRY_RESTORED.value)


def find_entries(
    connection: Connection, source: str, *, after: str | None = None, limit: int = 100
) -> Sequence[KnownEntry]:
    """Return a source's entries, deleted ones too, by their keys. Raises: StoreError if there is no such source."""
    asked = (
        SELECT_KNOWN.where(entries.c.source_id == source_id_of(connection, source)).order_by(entries.c.key).limit(limit)
    )
    if after is not None:
        asked = asked.where(entries.c.key > key_of(after))
    return [known_of(row) for row in connection.execute(asked)]


def newest_entries(
    connection: Connection, source: str, *, before: tuple[datetime, str] | None = None, limit: int = 100
) -> Sequence[KnownEntry]:
    """Return a source's entries, deleted ones too, the newest first. Raises: StoreError if there is no such source."""
    asked = downward(SELECT_KNOWN.where(entries.c.source_id == source_id_of(connection, source)), _below(before))
    return [known_of(row) for row in connection.execute(asked.limit(limit))]


def downward(asked: Select[Any], before: Place | None) -> Select[Any]:
    """Return a question for entries the newest first, from below a place on."""
    ordered = asked.order_by(entries.c.dated.desc(), entries.c.key.desc())
    if before is None:
        return ordered
    place = tuple_(literal(before[0], entries.c.dated.type), literal(before[1]))
    return ordered.where(tuple_(entries.c.dated, entries.c.key) < place)


def find_entry(connection: Connection, source: str, entry_id: str) -> KnownEntry | None:
    """Return one entry as it stands. Raises: StoreError if there is no such source."""
    source_id = source_id_of(connection, source)
    asked = SELECT_KNOWN.where(entries.c.source_id == source_id, entries.c.key == key_of(entry_id))
    row = connection.execute(asked).one_or_none()
    return None if row is None else known_of(row)


def revisions_of(
    connection: Connection, source: str, entry_id: str, *, after: int = 0, limit: int = 1_000
) -> Sequence[Revision]:
    """Return the revisions of an entry, the oldest first. Raises: StoreError if there is no such source."""
    asked = (
        select(*REVISION)
        .where(revisions.c.source_id == source_id_of(connection, source), revisions.c.key == key_of(entry_id))
        .where(revisions.c.number > after)
        .order_by(revisions.c.number)
        .limit(limit)
    )
    return [revision_of(row) for row in connection.execute(asked)]


def entries_at(
    connection: Connection, source: str, at: datetime, *, before: tuple[datetime, str] | None = None, limit: int = 100
) -> Sequence[KnownEntry]:
    """Return the entries that stood at a time, as they stood, the newest first.

    Raises: StoreError if there is no such source.
    """
    source_id = source_id_of(connection, source)
    withdrawn = _withdrawn(connection, source_id, at)
    place, found = _below(before), list[KnownEntry]()
    while len(found) < limit:
        rows = connection.execute(_as_of(at, _seen_by(source_id, at, place, limit))).all()
        # Of an entry that was seen by then no version of then may be left: retention removes earlier ones.
        found += [known_of(row) for row in rows if row.number is not None and not _is_gone(row, withdrawn)]
        if len(rows) < limit:
            break
        place = rows[-1].dated, rows[-1].key
    return found[:limit]


def first_reading(connection: Connection, source: str) -> datetime | None:
    """Return when the first entry of a live blog was seen, None if none ever was."""
    asked = select(func.min(entries.c.first_seen)).where(entries.c.source_id == source_id_of(connection, source))
    first: datetime | None = connection.execute(asked).scalar_one()
    return first


def title_at(connection: Connection, source: str, at: datetime) -> str | None:
    """Return the live blog's title as it was at a time: what the next change of it says that it was before."""
    source_id = source_id_of(connection, source)
    asked = (
        select(events.c.body)
        .where(
            events.c.source_id == source_id,
            events.c.type == EventType.LIVE_BLOG_UPDATED.value,
            events.c.at > at,
        )
        .order_by(events.c.position)
    )
    for body in connection.execute(asked).scalars():
        previous = json.loads(body)["data"].get("facts", {}).get("previous_title")
        if previous is not None:
            return str(previous)
    content = connection.execute(select(live_blogs.c.content).where(live_blogs.c.source_id == source_id))
    live = content.scalar_one_or_none()
    return live.title if live else None


def _below(before: tuple[datetime, str] | None) -> Place | None:
    """Return the place of an entry by its date and its id."""
    return before and (before[0], key_of(before[1]))


def _seen_by(source_id: int, at: datetime, before: Place | None, limit: int) -> Subquery:
    """Return one page of the entries that were seen by then."""
    seen = select(entries).where(entries.c.source_id == source_id, entries.c.first_seen <= at)
    return downward(seen, before).limit(limit).subquery()


def _as_of(at: datetime, page: Subquery) -> Select[Any]:
    """Return the question for the entries of a page, each with its last revision by then."""
    # The page is cut first: PostgreSQL looks up the revision of every entry of a source before it sorts and cuts them.
    number = (
        select(func.max(revisions.c.number))
        .where(
            revisions.c.source_id == page.c.source_id,
            revisions.c.key == page.c.key,
            revisions.c.observed_at <= at,
        )
        .correlate(page)
        .scalar_subquery()
    )
    return (
        select(
            *REVISION,
            page.c.key,
            page.c.first_seen,
            page.c.dated,
            literal(0).label("missing"),
            false().label("deleted"),
        )
        .outerjoin_from(
            page,
            revisions,
            and_(
                revisions.c.source_id == page.c.source_id,
                revisions.c.key == page.c.key,
                revisions.c.number == number,
            ),
        )
        .order_by(page.c.dated.desc(), page.c.key.desc())
    )


def _withdrawn(connection: Connection, source_id: int, at: datetime) -> dict[str, datetime]:
    """Return when entries were withdrawn that were not told as back by then, by their ids."""
    asked = select(events.c.entry_id, events.c.type, events.c.at, events.c.position).where(
        events.c.source_id == source_id, events.c.type.in_(WITHDRAWALS), events.c.at <= at
    )
    gone: dict[str, datetime] = {}
    for entry_id, kind, when, _ in sorted(connection.execute(asked), key=lambda row: row.position):
        if kind == EventType.ENTRY_DELETED.value:
            gone[entry_id] = when
        else:
            gone.pop(entry_id, None)
    return gone


def _is_gone(row: Row[Any], withdrawn: Mapping[str, datetime]) -> bool:
    """Return whether an entry was withdrawn after its last revision by then."""
    when = withdrawn.get(row.entry.id)
    return when is not None and row.observed_at <= when
