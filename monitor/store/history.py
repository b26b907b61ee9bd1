"""The past of live blogs, for those who only read: no lock is taken and nothing is migrated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from monitor.errors import StoreError
from monitor.model import Event, EventType, History, Registered
from monitor.store.columns import key_of
from monitor.store.polls import SELECT_LIVE_BLOG
from monitor.store.rows import EVENT, REVISION, event_of, revision_of
from monitor.store.schema import added_sources, entries, events, lanes, revisions, sources
from monitor.store.sql_store import parsed_url, unsupported
from monitor.store.sqlite import SqliteReader, SqliteView, path_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.store.executor import Reads

SELECT_SOURCES = select(sources.c.name, sources.c.url).order_by(sources.c.name)
SELECT_NAMED = select(sources.c.name, sources.c.url).where(
    sources.c.retired.is_(False), sources.c.name.not_in(select(added_sources.c.name))
)
SELECT_TOLD = select(lanes.c.endpoint).where(lanes.c.awake.is_(True)).distinct()
SELECT_SOURCE = select(sources.c.id, sources.c.url).where(sources.c.name == bindparam("source"))
SELECT_REVISIONS = (
    select(*REVISION)
    .where(revisions.c.source_id == bindparam("source_id"))
    .order_by(revisions.c.observed_at, revisions.c.key, revisions.c.number)
)
SELECT_FIRST_SEEN = select(entries.c.key, entries.c.first_seen).where(entries.c.source_id == bindparam("source_id"))
SEQUENCE_LIMIT_DIGITS = 18
"""All numbers of so many digits are 64-bit ones."""

TOLD_BY_REVISIONS = (EventType.ENTRY_CREATED, EventType.ENTRY_UPDATED)
SELECT_EVENTS = (
    select(*EVENT)
    .where(events.c.source_id == bindparam("source_id"), events.c.type.not_in(map(str, TOLD_BY_REVISIONS)))
    .order_by(events.c.sequence)
)


SELECT_EVENT = select(sources.c.name, *EVENT).join_from(events, sources)


def load_registered(connection: Connection) -> Registered:
    """Return what the last start or reload has registered; what was found on an index belongs to that."""
    named = {name: url for name, url in connection.execute(SELECT_NAMED) if "/" not in name}
    return Registered(sources=named, webhooks=frozenset(connection.execute(SELECT_TOLD).scalars()))


def load_sources(connection: Connection) -> dict[str, str]:
    """Return the address of every source that was ever registered, by name."""
    return {name: url for name, url in connection.execute(SELECT_SOURCES)}  # noqa: C416  # rows are no pairs to mypy


def find_event(connection: Connection, name: str) -> Event | None:
    """Return the event of that id, or of that source and sequence, written `ukraine/812`."""
    source, slash, sequence = name.rpartition("/")
    if not slash:
        asked = SELECT_EVENT.where(events.c.id == name)
    elif sequence.isascii() and sequence.isdigit() and len(sequence) <= SEQUENCE_LIMIT_DIGITS:
        asked = SELECT_EVENT.where(sources.c.name == source, events.c.sequence == int(sequence))
    else:
        return None
    row = connection.execute(asked).one_or_none()
    return None if row is None else event_of(row, row.name)


def load_history(connection: Connection, source: str) -> History:
    """Return all that was ever seen of a source. Raises: StoreError if there is none of that name."""
    row = connection.execute(SELECT_SOURCE, {"source": source}).one_or_none()
    if row is None:
        raise StoreError(f"no source is named {source!r} in the database")
    rows = connection.execute(SELECT_FIRST_SEEN, {"source_id": row.id})
    seen = {key: first_seen for key, first_seen in rows}  # noqa: C416  # rows are no pairs to mypy
    live_blog = connection.execute(SELECT_LIVE_BLOG, {"source": source}).scalar_one_or_none()
    kept = tuple(map(revision_of, connection.execute(SELECT_REVISIONS, {"source_id": row.id})))
    return History(
        source=source,
        url=row.url,
        title=live_blog.title if live_blog else None,
        revisions=kept,
        events=tuple(event_of(one, source) for one in connection.execute(SELECT_EVENTS, {"source_id": row.id})),
        first_seen={one.entry.id: seen[key_of(one.entry.id)] for one in kept},
    )


async def open_reads(url: str, *, one_view: bool = False) -> Reads:
    """Return what reads the store at `url`, on connections of its own; in `one_view` all reads see the same moment.

    Raises: StoreError if there is no database, or one of another version; StoreUnavailable.
    """
    parsed = parsed_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            reader = SqliteView if one_view else SqliteReader
            return await reader.open(path_of(parsed.database))
        case "postgresql" | "postgres":
            # Here, because asyncpg and greenlet are an extra that SQLite does without.
            from monitor.store.postgresql import PostgresqlExecutor, PostgresqlView  # noqa: PLC0415

            return await (PostgresqlView.open(parsed) if one_view else PostgresqlExecutor.open_reading(parsed))
        case other:
            raise unsupported(other)
