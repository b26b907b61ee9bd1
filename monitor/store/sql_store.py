"""The Store of `ports`, on either engine: each method is one plain function of a connection, run as one transaction."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, select
from sqlalchemy.exc import ArgumentError

from monitor.errors import StoreError
from monitor.ports import Store
from monitor.store import outbox, polls, registration
from monitor.store.schema import meta
from monitor.store.sqlite import SqliteExecutor, path_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import URL

    from monitor.model import Attempt, Event, Known, Lane, PollCommit, SourceState
    from monitor.store.executor import Executor

SELECT_INSTANCE = select(meta.c.value).where(meta.c.key == "instance")


class SqlStore(Store):
    """A Store that asks nothing of its engine but an Executor."""

    def __init__(self, executor: Executor, instance: str) -> None:
        self._executor = executor
        self._instance = instance

    @property
    def instance(self) -> str:
        return self._instance

    async def close(self) -> None:
        await self._executor.close()

    async def register(self, sources: Sequence[tuple[str, str]], lanes: Collection[tuple[str, str]]) -> None:
        await self._executor.write(partial(registration.register, wanted=sources, wanted_lanes=lanes))

    async def load_states(self) -> Mapping[str, SourceState]:
        return await self._executor.read(registration.load_states)

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

    async def acknowledge(self, lane: Lane, sequence: int, attempt: Attempt | None) -> None:
        await self._executor.write(partial(outbox.acknowledge, lane=lane, sequence=sequence, attempt=attempt))

    async def postpone(self, lane: Lane, attempt: Attempt, next_at: datetime) -> None:
        await self._executor.write(partial(outbox.postpone, lane=lane, attempt=attempt, next_at=next_at))


async def open_store(url: str) -> SqlStore:
    """Return the store that `url` names, made and migrated as needed.

    `sqlite:///liveblog.db` is relative to the working directory, `sqlite:////var/lib/liveblog.db` absolute;
    `postgresql://user:password@host/database` needs the extra `postgresql`.

    Raises: StoreError, StoreLocked if another process has the file open, SchemaTooNew, StoreUnavailable.
    """
    executor = await _open_executor(url)
    try:
        instance = await executor.read(lambda connection: connection.execute(SELECT_INSTANCE).scalar_one())
    except BaseException:
        await executor.close()
        raise
    return SqlStore(executor, instance)


def folder_of(url: str) -> Path:
    """Return the folder that the store's file is in, the working directory for one on a server. Raises: StoreError."""
    parsed = parsed_url(url)
    return path_of(parsed.database).parent if parsed.get_backend_name() == "sqlite" else Path()


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
