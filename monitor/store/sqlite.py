"""SQLite: one writer thread with group commit, readers beside it, one process per file."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import quote

from sqlalchemy import NullPool, QueuePool, create_engine, event

from monitor.errors import StoreError
from monitor.store.executor import Executor, Reads
from monitor.store.faults import translated
from monitor.store.lock import FileLock
from monitor.store.migrate import SCRIPTS, due, require_newest, upgrade
from monitor.store.whereabouts import Whereabouts
from monitor.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

T = TypeVar("T")

READERS = 4
BUSY_TIMEOUT_MS = 5_000
STATEMENTS_CACHED = 256
WRITER_PRAGMAS = (
    # FULL: with NORMAL a power cut can undo a commit whose event was already sent.
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
)
READER_PRAGMAS = ("PRAGMA query_only=ON", f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def missing(path: Path) -> StoreError:
    """Return the fault of a file that is not there, which the daemon would have made."""
    elsewhere = "where it runs in another folder, run this there, too, or name an absolute path as the store"
    return StoreError(f"database {path} does not exist; the daemon makes it when it starts; {elsewhere}")


class SqliteReader(Reads):
    """Reads one file, beside a process that may be writing it."""

    def __init__(self, path: Path, threads: int = READERS) -> None:
        self._database = str(path)
        self._engine = _engine(path, "ro", READER_PRAGMAS, pooled=True)
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="store-reader")
        self._closed = False

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Return a reader of the file at `path`, which must be there in the newest schema. Raises: StoreError."""
        if not await asyncio.to_thread(path.is_file):
            raise missing(path)
        reader = cls(path)
        try:
            await reader.read(require_newest)
        except BaseException:
            await reader.close()
            raise
        return reader

    async def read(self, job: Callable[[Connection], T]) -> T:
        if self._closed:
            raise StoreError(f"database {self._database} is closed")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, job)

    async def close(self) -> None:
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _read(self, job: Callable[[Connection], T]) -> T:
        with translated(self._database), self._engine.connect() as connection, _view(connection):
            return job(connection)


class SqliteView(SqliteReader):
    """Reads one file as it is when this is opened, until it is closed; as long its WAL only grows."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, threads=1)
        self._connection: Connection | None = None

    async def close(self) -> None:
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        if self._connection is not None:
            _driver(self._connection).execute("ROLLBACK")
            self._connection.close()
            self._connection = None
        self._engine.dispose()

    def _read(self, job: Callable[[Connection], T]) -> T:
        with translated(self._database):
            if self._connection is None:
                self._connection = self._engine.connect()
                _driver(self._connection).execute("BEGIN")
            return job(self._connection)


class SqliteExecutor(Executor):
    """An Executor over one file, to which no other process may write."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self._lock = lock
        self._engine = _engine(path, "rw", WRITER_PRAGMAS)
        self._reader = SqliteReader(path)
        self._writer = Writer(self._engine.connect(), str(path))
        self._whereabouts = Whereabouts(path)

    @classmethod
    async def open(cls, path: Path) -> SqliteExecutor:
        """Return an executor over the file at `path`, made and migrated as needed. Raises: StoreError."""
        return await asyncio.to_thread(cls._open, path)

    @classmethod
    def _open(cls, path: Path) -> SqliteExecutor:
        if not path.parent.is_dir():
            raise StoreError(f"database {path}: its folder does not exist; make it, or name another file as the store")
        lock = FileLock(path)
        with translated(str(path)):
            lock.take()
            try:
                migrate_file(path)
                executor = cls(path, lock)
            except BaseException:
                lock.release()
                raise
        executor._writer.start()
        return executor

    @property
    def fault(self) -> str | None:
        return self._whereabouts.fault

    async def write(self, job: Callable[[Connection], T]) -> T:
        return await self._writer.submit(job)

    async def read(self, job: Callable[[Connection], T]) -> T:
        return await self._reader.read(job)

    async def close(self) -> None:
        """Finish reads and writes, and leave one file without a WAL beside it, written anew if it was deleted."""
        await self._reader.close()
        await self._writer.stop(self._whereabouts.save)
        self._engine.dispose()
        await asyncio.to_thread(self._whereabouts.put_back)
        self._lock.release()


def migrate_file(path: Path, scripts: Path = SCRIPTS) -> None:
    """Bring the file at `path` to the newest schema; a file that has an older one is copied first.

    Raises: SchemaTooNew, StoreError.
    """
    engine = _engine(path, "rwc", WRITER_PRAGMAS[:2])  # foreign keys off: batch mode drops tables to rebuild them
    # The driver opens no transaction before DDL, and a failed migration would stay half done.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with translated(str(path)), engine.connect() as connection:
            _switch_to_wal(connection, path)
            needed = due(connection, scripts)
            if needed is None:
                return
            if needed.current is not None:
                _back_up(connection, path, needed.target)
            upgrade(connection, scripts)
    finally:
        engine.dispose()


def _switch_to_wal(connection: Connection, path: Path) -> None:
    mode = _driver(connection).execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise StoreError(
            f"database {path}: its file system does not allow write-ahead logging (it stays in mode {mode}); "
            "use a local disk, or PostgreSQL"
        )


def _back_up(connection: Connection, path: Path, target: str) -> None:
    """Copy the database to `<path>.before-<target>.bak`, whole or not at all."""
    backup = path.with_name(f"{path.name}.before-{target}.bak")
    part = backup.with_name(backup.name + ".part")
    part.unlink(missing_ok=True)
    _driver(connection).execute("VACUUM INTO ?", (str(part),))
    part.replace(backup)


def _engine(path: Path, mode: str, pragmas: tuple[str, ...], *, pooled: bool = False) -> Engine:
    """Return an engine whose connections are in the driver's autocommit mode: who uses one begins and ends."""

    def creator() -> sqlite3.Connection:
        return connect(path, mode, pragmas)

    if pooled:
        return create_engine(
            "sqlite://", creator=creator, poolclass=QueuePool, pool_size=READERS, max_overflow=0, pool_timeout=None
        )
    return create_engine("sqlite://", creator=creator, poolclass=NullPool)


def connect(path: Path, mode: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    """Return a connection to a file in a mode (`ro`, `rw`, `rwc`), in the driver's autocommit mode."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS_CACHED,
    )
    try:
        for pragma in pragmas:
            connection.execute(pragma)
    except BaseException:  # a file that is damaged, or no database
        connection.close()
        raise
    return connection


@contextmanager
def _view(connection: Connection) -> Iterator[None]:
    """Let every statement inside see the database as it is at the first one."""
    driver = _driver(connection)
    driver.execute("BEGIN")
    try:
        yield
    finally:
        driver.execute("ROLLBACK")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def path_of(database: str | None) -> Path:
    """Return the file that a `sqlite:///` url names. Raises: StoreError for one in memory."""
    if not database or database == ":memory:":
        raise StoreError("a store in memory would lose events; name a file, such as sqlite:///liveblog.db")
    return Path(os.path.abspath(Path(database).expanduser()))  # noqa: PTH100 - resolve() would follow the file's link
