"""PostgreSQL: a pool of asyncpg connections; its row locks and clock serve any number of nodes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from monitor.errors import StoreError
from monitor.store.executor import Executor, Reads
from monitor.store.faults import conflicting, translated
from monitor.store.migrate import due, require_newest, upgrade

try:
    # SQLAlchemy's own words for a missing one are none for an operator: they name what it is called there.
    import asyncpg  # noqa: F401
    import greenlet  # type: ignore[import-untyped]  # noqa: F401
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
except ImportError as error:
    raise StoreError(
        f"PostgreSQL needs the package {error.name}, which is not installed; "
        "run: pip install 'liveblog-monitor[postgresql]'"
    ) from error

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection

T = TypeVar("T")

CONNECTIONS = 10
CONNECT_TIMEOUT_S = 10
STATEMENT_TIMEOUT_S = 60
POOL_TIMEOUT_S = 30
CONFLICT_ATTEMPTS = 6
CONFLICT_WAIT_LIMIT_S = 1.0
URL_SETTINGS = frozenset({"host", "port", "ssl", "sslmode", "passfile", "target_session_attrs"})
MIGRATION_LOCK = int.from_bytes(b"liveblog")
"""The advisory lock under which one node migrates while the others wait."""


class PostgresqlExecutor(Executor):
    """An Executor over one database, which any number of nodes may share."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = _shown(engine.url)
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._closed = False

    @classmethod
    async def open(cls, url: URL) -> PostgresqlExecutor:
        """Return an executor over the database at `url`, migrated as needed. Raises: StoreError."""
        migrating = _engine(url, statement_timeout_s=None)
        try:
            with translated(_shown(url)):
                await _migrate(migrating)
        finally:
            await migrating.dispose()
        return cls(_engine(url, statement_timeout_s=STATEMENT_TIMEOUT_S))

    @classmethod
    async def open_reading(cls, url: URL) -> PostgresqlExecutor:
        """Return an executor for reading the database at `url`, which has the newest schema. Raises: StoreError."""
        executor = cls(_engine(url, statement_timeout_s=STATEMENT_TIMEOUT_S))
        try:
            await executor.read(require_newest)
        except BaseException:
            await executor.close()
            raise
        return executor

    @property
    def fault(self) -> str | None:
        return None

    async def write(self, job: Callable[[Connection], T]) -> T:
        return await self._run(self._engine, job)

    async def read(self, job: Callable[[Connection], T]) -> T:
        return await self._run(self._reading, job)

    async def close(self) -> None:
        self._closed = True
        await self._engine.dispose()

    async def _run(self, engine: AsyncEngine, job: Callable[[Connection], T]) -> T:
        if self._closed:
            raise StoreError(f"database {self._database} is closed")
        retrying = AsyncRetrying(
            retry=retry_if_exception(conflicting),
            stop=stop_after_attempt(CONFLICT_ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.02, max=CONFLICT_WAIT_LIMIT_S),
            reraise=True,
        )

        async def transaction() -> T:
            async with engine.begin() as connection:
                return await connection.run_sync(job)

        with translated(self._database):
            return await retrying(transaction)


class PostgresqlView(Reads):
    """Reads one database as it is when this is opened, until it is closed; as long nothing of it is vacuumed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = _shown(engine.url)
        self._engine = engine
        self._one = asyncio.Lock()
        self._connection: AsyncConnection | None = None
        self._closed = False

    @classmethod
    async def open(cls, url: URL) -> PostgresqlView:
        """Return a view of the database at `url`, which has the newest schema. Raises: StoreError."""
        engine = _engine(url, statement_timeout_s=STATEMENT_TIMEOUT_S)
        view = cls(engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True))
        try:
            await view.read(require_newest)
        except BaseException:
            await view.close()
            raise
        return view

    async def read(self, job: Callable[[Connection], T]) -> T:
        with translated(self._database):
            async with self._one:
                if self._closed:
                    raise StoreError(f"database {self._database} is closed")
                if self._connection is None:
                    self._connection = await self._engine.connect()
                return await self._connection.run_sync(job)

    async def close(self) -> None:
        self._closed = True
        async with self._one:
            if self._connection is not None:
                await self._connection.close()
                self._connection = None
        await self._engine.dispose()


async def _migrate(engine: AsyncEngine) -> None:
    """Migrate while a second connection's transaction holds the lock, for each revision is a transaction of its own."""
    async with engine.connect() as connection, engine.begin() as guard:
        await guard.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        if await connection.run_sync(due) is not None:
            await connection.run_sync(upgrade)


def _shown(url: URL) -> str:
    """Return the url as users write it, without its password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _engine(url: URL, *, statement_timeout_s: float | None) -> AsyncEngine:
    if unknown := url.query.keys() - URL_SETTINGS:
        raise StoreError(
            f"the store's url has the setting {min(unknown)!r}, which is not supported; "
            f"it may have {', '.join(sorted(URL_SETTINGS))}"
        )
    query: dict[str, Any] = dict(url.query)
    if "sslmode" in query:  # as libpq and most hosters spell it; asyncpg takes the same words
        query["ssl"] = query.pop("sslmode")
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg", query=query),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        pool_pre_ping=True,
        connect_args={"timeout": CONNECT_TIMEOUT_S, "command_timeout": statement_timeout_s},
    )
