"""The Store of `ports`, on either engine: each method is one plain function of a connection, run as one transaction."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, select
from sqlalchemy.exc import ArgumentError

from monitor.errors import StoreError
from monitor.ports import Store
from monitor.store import accounts, deliveries, outbox, polls, registration, retention, subscriptions, watchlist
from monitor.store.delivery_log import SqlDeliveryLog
from monitor.store.minded import MindedExecutor
from monitor.store.schema import meta
from monitor.store.sqlite import SqliteExecutor, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import URL, Connection

    from monitor.model import (
        Account,
        AddedSource,
        Cutoffs,
        Event,
        Health,
        Keeping,
        Known,
        Lane,
        LaneCommit,
        Parcel,
        PollCommit,
        Pruned,
        SourceState,
        Subscription,
    )
    from monitor.store.executor import Executor

EVIDENCE = "evidence"
SELECT_FOUNDING = select(meta.c.value).where(meta.c.key == "instance")
"""What the database was called when it was made."""

SELECT_NAMING = select(meta.c.value).where(meta.c.key == "naming")
"""What the events of one that was begun with a backup are called after."""


class SqlStore(SqlDeliveryLog, Store):
    """A Store that asks nothing of its engine but an Executor."""

    def __init__(self, executor: Executor, *, founding: str, instance: str) -> None:
        super().__init__(executor)
        self._executor = executor
        self._founding = founding
        self._instance = instance

    @property
    def founding(self) -> str:
        return self._founding

    @property
    def instance(self) -> str:
        return self._instance

    @property
    def fault(self) -> str | None:
        return self._executor.fault

    async def close(self) -> None:
        await self._executor.close()

    async def register(self, sources: Sequence[tuple[str, str]], lanes: Collection[tuple[str, str]]) -> None:
        await self._executor.write(partial(registration.register, wanted=sources, wanted_lanes=lanes))

    async def load_states(self, sources: Collection[str] | None = None) -> Mapping[str, SourceState]:
        return await self._executor.read(partial(registration.load_states, wanted=sources))

    async def save_states(self, states: Sequence[SourceState]) -> None:
        await self._executor.write(partial(registration.save_states, states=states))

    async def load_known(self, source: str) -> Known:
        return await self._executor.read(partial(polls.load_known, source=source))

    async def commit_poll(self, commit: PollCommit) -> None:
        await self._executor.write(partial(polls.commit_poll, commit=commit))

    async def load_lanes(self) -> Sequence[Lane]:
        return await self._executor.read(outbox.load_lanes)

    async def load_lane(self, endpoint: str, source: str) -> Lane | None:
        return await self._executor.read(partial(outbox.load_lane, endpoint=endpoint, source=source))

    async def load_events(self, source: str, *, after: int, limit: int) -> Sequence[Event]:
        return await self._executor.read(partial(polls.load_events, source=source, after=after, limit=limit))

    async def load_parcels(self, endpoint: str, source: str) -> Sequence[Parcel]:
        return await self._executor.read(partial(outbox.load_parcels, endpoint=endpoint, source=source))

    async def load_events_at(self, source: str, sequences: Collection[int]) -> Sequence[Event]:
        return await self._executor.read(partial(outbox.load_events_at, source=source, sequences=sequences))

    async def commit_lane(self, commit: LaneCommit) -> None:
        await self._executor.write(partial(outbox.commit_lane, commit=commit))

    async def commit_lanes(self, commits: Sequence[LaneCommit]) -> None:
        await self._executor.write(partial(outbox.commit_lanes, commits=commits))

    async def load_healths(self) -> Mapping[str, Health]:
        return await self._executor.read(outbox.load_healths)

    async def save_health(self, endpoint: str, health: Health, *, released: bool = False) -> None:
        await self._executor.write(partial(outbox.save_health, endpoint=endpoint, health=health, released=released))

    async def requeue(self, endpoint: str, source: str, sequences: Collection[int]) -> int:
        return await self._executor.write(
            partial(outbox.requeue, endpoint=endpoint, source=source, sequences=sequences)
        )

    async def purge_dead_letters(
        self, *, endpoint: str | None = None, source: str | None = None, event_ids: Collection[str] | None = None
    ) -> int:
        return await self._executor.write(
            partial(deliveries.purge_dead_letters, endpoint=endpoint, source=source, event_ids=event_ids)
        )

    async def load_added(self) -> Sequence[AddedSource]:
        return await self._executor.read(watchlist.load_added)

    async def save_added(self, added: AddedSource) -> None:
        await self._executor.write(partial(watchlist.save_added, added=added))

    async def forget_added(self, source: str) -> None:
        await self._executor.write(partial(watchlist.forget_added, source=source))

    async def load_paused(self) -> Collection[str]:
        return await self._executor.read(watchlist.load_paused)

    async def save_paused(self, source: str, *, paused: bool) -> None:
        await self._executor.write(partial(watchlist.save_paused, source=source, paused=paused))

    async def load_subscriptions(self) -> Sequence[Subscription]:
        return await self._executor.read(subscriptions.load_subscriptions)

    async def save_subscriptions(self, changed: Sequence[Subscription], gone: Collection[str]) -> None:
        await self._executor.write(partial(subscriptions.save_subscriptions, changed=changed, gone=gone))

    async def add_accounts(self, day: date, counted: Mapping[str, Account]) -> None:
        await self._executor.write(partial(accounts.add_accounts, day=day, counted=counted))

    async def cutoffs(self, keeping: Keeping, now: datetime) -> Cutoffs:
        return await self._executor.read(partial(retention.cutoffs, keeping=keeping, now=now))

    async def prune(self, before: Cutoffs) -> Pruned:
        return await self._executor.write(partial(retention.prune, before=before))


async def open_store(url: str, *, observe: Callable[[str, float], None] | None = None) -> SqlStore:
    """Return the store that `url` names, made and migrated as needed; `observe` is told how long transactions take.

    `sqlite:///liveblog.db` is relative to the working directory, `sqlite:////var/lib/liveblog.db` absolute;
    `postgresql://user:password@host/database` needs the extra `postgresql`.

    Raises: StoreError, StoreLocked if another process has the file open, SchemaTooNew, StoreUnavailable.
    """
    executor = MindedExecutor(await _open_executor(url), observe)
    try:
        founding, instance = await executor.read(_names)
    except BaseException:
        await executor.close()
        raise
    return SqlStore(executor, founding=founding, instance=instance)


def _names(connection: Connection) -> tuple[str, str]:
    """Return what a database was called when it was made, and what its events are called after."""
    founding = str(connection.execute(SELECT_FOUNDING).scalar_one())
    return founding, str(connection.execute(SELECT_NAMING).scalar() or founding)


def file_of(url: str) -> Path | None:
    """Return the file that the store is, None for one on a server. Raises: StoreError."""
    parsed = parsed_url(url)
    return path_of(parsed.database) if parsed.get_backend_name() == "sqlite" else None


def folder_of(url: str) -> Path:
    """Return the folder that the store's file is in, the working directory for one on a server. Raises: StoreError."""
    file = file_of(url)
    return Path() if file is None else file.parent


def evidence_of(url: str) -> Path:
    """Return the folder of what is kept as evidence for the store at `url`. Raises: StoreError."""
    return folder_of(url) / EVIDENCE


def parsed_url(url: str) -> URL:
    """Return the parts of a store's url. Raises: StoreError."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        # The text may hold a password, so it is not repeated.
        raise StoreError("the store is no url; write sqlite:///liveblog.db or postgresql://user@host/name") from error


async def _open_executor(url: str) -> Executor:
    parsed = parsed_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return await SqliteExecutor.open(path_of(parsed.database))
        case "postgresql" | "postgres":
            # Here, because asyncpg and greenlet are an extra that SQLite does without.
            from monitor.store.postgresql import PostgresqlExecutor  # noqa: PLC0415

            return await PostgresqlExecutor.open(parsed)
        case other:
            raise unsupported(other)


def unsupported(backend: str) -> StoreError:
    return StoreError(f"a store on {backend!r} is not supported; use sqlite:/// or postgresql://")
