"""The Store of `ports`, on either engine: each method is one plain function of a connection, run as one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, select
from sqlalchemy.exc import ArgumentError

from monitor.errors import StoreError
from monitor.ports import Store
from monitor.store import accounts, deliveries, outbox, polls, registration, retention, subscriptions, watchlist
from monitor.store.delivery_log import SqlDeliveryLog
from monitor.store.executor import read_by, written_by
from monitor.store.minded import MindedExecutor
from monitor.store.schema import meta
from monitor.store.sqlite import SqliteExecutor, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection

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

    register = written_by(registration.register)
    load_states = read_by(registration.load_states)
    save_states = written_by(registration.save_states)
    load_known = read_by(polls.load_known)
    commit_poll = written_by(polls.commit_poll)
    load_events = read_by(polls.load_events)
    load_events_at = read_by(outbox.load_events_at)
    load_lanes = read_by(outbox.load_lanes)
    load_lane = read_by(outbox.load_lane)
    load_parcels = read_by(outbox.load_parcels)
    commit_lane = written_by(outbox.commit_lane)
    commit_lanes = written_by(outbox.commit_lanes)
    load_healths = read_by(outbox.load_healths)
    save_health = written_by(outbox.save_health)
    requeue = written_by(outbox.requeue)
    purge_dead_letters = written_by(deliveries.purge_dead_letters)
    load_added = read_by(watchlist.load_added)
    save_added = written_by(watchlist.save_added)
    forget_added = written_by(watchlist.forget_added)
    load_paused = read_by(watchlist.load_paused)
    save_paused = written_by(watchlist.save_paused)
    load_subscriptions = read_by(subscriptions.load_subscriptions)
    save_subscriptions = written_by(subscriptions.save_subscriptions)
    add_accounts = written_by(accounts.add_accounts)
    cutoffs = read_by(retention.cutoffs)
    prune = written_by(retention.prune)


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
