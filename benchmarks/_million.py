"""A database as it is after months: by default 10,000 sources, 1,000,000 events, 30,000 lanes and their attempts.

One source has a fiftieth of all events, the others share the rest in turns, as their polls would bring them: events lie
by position, a source's are far from each other. Every seventh event is an edit or a deletion. All happened in the
thirty days that end when it is built, so that what pages show of the last day is there.

    url = copy_of_million(cache, folder)            # built once a day, and copied for who runs a daemon on it
    await build(url, Size(sources=100, events=10_000))  # fills an empty database on either engine
    async with running(setup_of(url)) as monitor: …
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from alembic.script import ScriptDirectory
from sqlalchemy import bindparam, insert, make_url, select, text, update

from monitor.app import Setup
from monitor.config import Config
from monitor.daemon.settling import reading_of
from monitor.event import Origin, compose
from monitor.model import (
    ApiSettings,
    Change,
    Edit,
    Endpoint,
    Entry,
    EventType,
    Health,
    LiveBlogState,
    Outcome,
    Revision,
    Source,
    SourceState,
    Standing,
)
from monitor.store import file_of, open_store
from monitor.store.columns import key_of
from monitor.store.migrate import SCRIPTS
from monitor.store.postgresql import PostgresqlExecutor
from monitor.store.schema import (
    LiveBlog,
    attempts,
    counters,
    dead_letters,
    entries,
    events,
    lanes,
    live_blogs,
    revisions,
    sources,
)
from monitor.store.sqlite import SqliteExecutor
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from monitor.store.executor import Executor

DAYS = 30
BUSY_SHARE = 50
"""One event in so many is the first source's."""
PORTION = 20_000
"""Events that one transaction writes."""
WEBHOOKS = ("desk", "archive", "alerts")
BEHIND = "alerts"
"""The webhook that is down: it owes the newest events of each source, and has dead letters."""
OWED = 5
DEAD_EVERY = 500
ATTEMPTED = 100_000
"""The newest events to which there are attempts in the log."""
WORDS = (
    "The river rose overnight and the road to the harbour is closed until further notice. Officials said at least {} "
    "people were taken to the school, and that the dam holds. Our correspondent reports from the square. "
)
LABELS = {"desk": "world"}
EDIT = Edit(
    fields=("text",),
    edits=("number",),
    silent=False,
    similarity=0.99,
    diff=(("=", "at least "), ("-", "12"), ("+", "45"), ("=", " people")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    sources: int = 10_000
    events: int = 1_000_000

    @property
    def names(self) -> list[str]:
        """The sources' names; the first is the busy one."""
        return [f"s{number:05d}" for number in range(self.sources)]


MILLION = Size()


def setup_of(url: str, size: Size = MILLION) -> Setup:
    """Return what a daemon on such a database runs with. Its sources are paused, so nothing happens by itself."""
    return Setup(
        sources=[Source(name=name, url=address_of(name), labels=LABELS) for name in size.names],
        endpoints=[Endpoint(name=name, url=f"https://hooks.example.org/{name}") for name in WEBHOOKS],
        lanes=[(webhook, name) for webhook in WEBHOOKS for name in size.names],
        store_url=url,
        fetch_networks=LOOPBACK,
        api=ApiSettings(port=0, required=True),
        reading=reading_of(Config()),
    )


def address_of(name: str) -> str:
    return f"https://news.example.org/live/{name}"


def copy_of_million(cache: Path, folder: Path, size: Size = MILLION) -> str:
    """Return the url of a SQLite database in `folder`, a copy of the one that is kept in `cache`, built if need be.

    What happened in the last hours is shown by pages, and a schema is written by its own program: one is kept per day
    and schema.
    """
    schema = ScriptDirectory(str(SCRIPTS)).get_current_head()
    kept = cache / f"million-{size.sources}-{size.events}-{schema}-{datetime.now(UTC).date()}.db"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.unlink(missing_ok=True)
        asyncio.run(build(f"sqlite:///{part}", size))
        part.replace(kept)
    file = folder / "million.db"
    shutil.copyfile(kept, file)
    return f"sqlite:///{file}"


async def build(url: str, size: Size = MILLION) -> None:
    """Fill an empty database."""
    now = datetime.now(UTC)
    store = await open_store(url)
    pairs = [(name, address_of(name)) for name in size.names]
    await store.register(pairs, [(webhook, name) for webhook in WEBHOOKS for name in size.names])
    await asyncio.gather(*(store.save_paused(name, paused=True) for name in size.names))
    await store.save_health(BEHIND, Health(standing=Standing.FAILING, reason="nothing was accepted for 5 days"))
    instance = store.instance
    await store.close()
    executor = await _executor(url)
    try:
        await executor.write(_hurry)
        ids = await executor.read(
            lambda connection: {row.name: row.id for row in connection.execute(select(sources.c.name, sources.c.id))}
        )
        story = _Story(size, ids, instance, now)
        for first in range(1, size.events + 1, PORTION):
            await executor.write(partial(story.write, positions=range(first, min(first + PORTION, size.events + 1))))
        await executor.write(story.finish)
        await executor.write(_analyse)
    finally:
        await executor.close()


async def _executor(url: str) -> Executor:
    file = file_of(url)
    return await (PostgresqlExecutor.open(make_url(url)) if file is None else SqliteExecutor.open(file))


def _hurry(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA cache_size=-524288"))


def _analyse(connection: Connection) -> None:
    """PostgreSQL does this by itself within a minute; SQLite's daemon never does, so neither is it done here."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))


class _Story:
    """What happened to all sources, told in the order of positions."""

    def __init__(self, size: Size, ids: dict[str, int], instance: str, now: datetime) -> None:
        self._names = size.names
        self._events = size.events
        self._ids = ids
        self._instance = instance
        self._start = now - timedelta(days=DAYS)
        self._step = timedelta(days=DAYS) / size.events
        self._sequences = dict.fromkeys(self._names, 0)
        self._newest: dict[str, Revision] = {}

    def write(self, connection: Connection, positions: range) -> None:
        """Write a portion of events, with what they tell of."""
        rows = _Rows()
        for position in positions:
            self._tell(position, rows)
        for table, added in rows.inserts():
            if added:
                connection.execute(insert(table), added)
        if rows.turned:
            turned = update(entries).where(
                entries.c.source_id == bindparam("of_source"), entries.c.key == bindparam("of_key")
            )
            connection.execute(
                turned.values(revision=bindparam("new_revision"), deleted=bindparam("now_deleted")), rows.turned
            )

    def finish(self, connection: Connection) -> None:
        """Write where sources and lanes stand after it all."""
        connection.execute(update(counters).where(counters.c.name == "position").values(value=self._events))
        end = self._start + self._events * self._step
        moved = update(sources).where(sources.c.id == bindparam("of_source"))
        connection.execute(
            moved.values(sequence=bindparam("reached"), state=bindparam("new_state")),
            [self._state(name, end) for name in self._names],
        )
        connection.execute(
            insert(live_blogs),
            [
                {
                    "source_id": self._ids[name],
                    "content": LiveBlog(title=f"Flood in valley {name}: as it happens", baseline=True),
                }
                for name in self._names
            ],
        )
        stood = update(lanes).where(
            lanes.c.endpoint == bindparam("of_endpoint"), lanes.c.source_id == bindparam("of_source")
        )
        connection.execute(
            stood.values(cursor_seq=bindparam("reached")),
            [
                {
                    "of_endpoint": webhook,
                    "of_source": self._ids[name],
                    "reached": max(0, self._sequences[name] - (OWED if webhook == BEHIND else 0)),
                }
                for webhook in WEBHOOKS
                for name in self._names
            ],
        )

    def _state(self, name: str, end: datetime) -> dict[str, Any]:
        state = SourceState(
            source=name,
            polled_at=end,
            entry_at=self._newest[name].observed_at if name in self._newest else None,
            interval=timedelta(seconds=30),
            extractor="jsonld",
        )
        return {"of_source": self._ids[name], "reached": self._sequences[name], "new_state": state}

    def _tell(self, position: int, rows: _Rows) -> None:
        name = self._names[0 if position % BUSY_SHARE == 0 else position % len(self._names)]
        self._sequences[name] += 1
        sequence = self._sequences[name]
        at = self._start + position * self._step
        change = self._change(name, sequence, at)
        origin = Origin(
            instance=self._instance,
            source=name,
            url=address_of(name),
            labels=LABELS,
            title=f"Flood in valley {name}: as it happens",
            live_blog_url=address_of(name),
            state=LiveBlogState.LIVE,
            extractor="jsonld",
            confidence=1.0,
        )
        (event,) = compose([change], origin, after=sequence - 1, at=at)
        source_id = self._ids[name]
        rows.events.append(
            {
                "source_id": source_id,
                "sequence": sequence,
                "position": position,
                "id": event.id,
                "type": event.type.value,
                "entry_id": event.entry_id,
                "at": at,
                "body": event.body,
            }
        )
        rows.add_revision(source_id, change)
        if position > self._events - ATTEMPTED:
            rows.add_attempts(source_id, sequence, event.id, at, dead=position % DEAD_EVERY == 0)

    def _change(self, name: str, sequence: int, at: datetime) -> Change:
        """Return what happens next to a source: every seventh time its newest entry is edited or withdrawn."""
        last = self._newest.get(name)
        if last is not None and sequence % 7 == 0:
            if sequence % 14 == 0:
                return Change(kind=EventType.ENTRY_DELETED, revision=last)
            entry = replace(last.entry, text=WORDS.format(45) * 2, updated=at)
            revision = Revision(entry=entry, number=last.number + 1, fingerprint=sequence, observed_at=at)
            self._newest[name] = revision
            return Change(kind=EventType.ENTRY_UPDATED, revision=revision, previous=last, edit=EDIT)
        id_ = f"block-{name}-{sequence}"
        entry = Entry(
            id=id_,
            url=f"{address_of(name)}#{id_}",
            title=f"Update {sequence} of {name}",
            text=WORDS.format(12) * 2,
            authors=("A. Reporter",),
            published=at - timedelta(seconds=5 + sequence % 60),
        )
        revision = Revision(entry=entry, number=1, fingerprint=sequence, observed_at=at)
        self._newest[name] = revision
        return Change(kind=EventType.ENTRY_CREATED, revision=revision)


class _Rows:
    """The rows of one transaction."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.turned: list[dict[str, Any]] = []
        self._entries: list[dict[str, Any]] = []
        self._revisions: list[dict[str, Any]] = []
        self._attempts: list[dict[str, Any]] = []
        self._dead: list[dict[str, Any]] = []

    def inserts(self) -> Iterator[tuple[Table, Sequence[dict[str, Any]]]]:
        yield events, self.events
        yield entries, self._entries
        yield revisions, self._revisions
        yield attempts, self._attempts
        yield dead_letters, self._dead

    def add_revision(self, source_id: int, change: Change) -> None:
        """Add what a change did to its entry."""
        revision = change.revision
        assert revision is not None
        key, deleted = key_of(revision.entry.id), change.kind is EventType.ENTRY_DELETED
        if change.kind is EventType.ENTRY_CREATED:
            place = {"source_id": source_id, "key": key, "revision": 1, "missing": 0, "deleted": False}
            self._entries.append(place | {"first_seen": revision.observed_at, "dated": revision.entry.published})
        else:
            place = {"of_source": source_id, "of_key": key}
            self.turned.append(place | {"new_revision": revision.number, "now_deleted": deleted})
        if not deleted:
            self._revisions.append(
                {
                    "source_id": source_id,
                    "key": key,
                    "number": revision.number,
                    "fingerprint": revision.fingerprint,
                    "observed_at": revision.observed_at,
                    "entry": revision.entry,
                }
            )

    def add_attempts(self, source_id: int, sequence: int, event_id: str, at: datetime, *, dead: bool) -> None:
        """Add an event's attempts at every webhook, and its dead letter at the one that is down."""
        for webhook in WEBHOOKS:
            down = webhook == BEHIND
            self._attempts.append(
                {
                    "endpoint": webhook,
                    "source_id": source_id,
                    "sequence": sequence,
                    "event_id": event_id,
                    "number": 1,
                    "at": at + timedelta(milliseconds=300),
                    "outcome": Outcome.REFUSED.value if down else Outcome.ACCEPTED.value,
                    "duration": timedelta(milliseconds=40),
                    "status": 503 if down else 204,
                    "reason": "503 Service Unavailable" if down else None,
                    "retry_after": None,
                    "answer": b"",
                    "members": None,
                }
            )
        if dead:
            letter = {"endpoint": BEHIND, "source_id": source_id, "sequence": sequence, "event_id": event_id}
            self._dead.append(letter | {"at": at, "attempts": 12, "reason": "503 Service Unavailable", "status": 503})
