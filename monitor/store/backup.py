"""A copy of a database as one SQLite file, made beside a daemon that goes on writing.

Of SQLite the file is rewritten without its gaps (VACUUM INTO); of PostgreSQL every table is copied from one view.
Either is a database that the daemon can be started with: `store: sqlite:///FILE`. It names events in a way of its own:
what was told since it was made is told again, perhaps otherwise, and receivers drop ids that they have seen.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, insert, select

from monitor.errors import StoreError
from monitor.store.faults import meaning, translated
from monitor.store.history import open_reads
from monitor.store.schema import metadata
from monitor.store.sql_store import file_of, parsed_url
from monitor.store.sqlite import connect, migrate_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Table

ROWS_AT_ONCE = 1_000
PRIVATE = 0o600
"""A backup holds all that the live blogs said, and the answers of receivers."""

OF_THE_COPY = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
"""Faults of the disk that is written to, which the database's own need not be."""

NAME_BYTES = 16
RENAME = "INSERT INTO meta (key, value) VALUES ('naming', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


async def back_up(url: str, target: Path, *, replace: bool = False) -> None:
    """Write the database at `url` to a file, whole or not at all; while it is made it is called `<target>.part`.

    Raises: StoreError, also if there is a file already and it is not to be replaced, or it is the database's.
    """
    await asyncio.to_thread(_require_place, target, replace=replace, database=file_of(url))
    part = part_of(target)
    try:
        await _write(url, part)
        await asyncio.to_thread(_settle, part, target)
    finally:
        await asyncio.to_thread(_clear, part)


def part_of(target: Path) -> Path:
    """Return what a backup is called until it is whole."""
    return target.with_name(target.name + ".part")


def is_of(database: Path, file: Path) -> bool:
    """Return whether a file is the database, or one of those beside it that make it up or say who has it open."""
    beside = [
        database.with_name(database.name + ending) for ending in ("", "-wal", "-shm", "-journal", ".lock", ".sock")
    ]
    return any(file == one or (file.exists() and one.exists() and file.samefile(one)) for one in beside)


def _require_place(target: Path, *, replace: bool, database: Path | None) -> None:
    if database is not None and is_of(database, target):
        # Replaced, it would be lost with all that a daemon goes on writing to the file that has no name any more.
        raise StoreError(f"backup {target} would replace the database itself; name another file")
    if not target.parent.is_dir():
        raise StoreError(f"backup {target}: its folder does not exist; make it, or name another file")
    if target.exists() and not target.is_file():
        raise StoreError(f"backup {target} is no regular file, and not replaced; name another file")
    if target.exists() and not replace:
        raise StoreError(f"backup {target} exists already; name another file, or replace it with --force")


async def _write(url: str, part: Path) -> None:
    await asyncio.to_thread(_clear, part)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    file = file_of(url)
    reads = await open_reads(url)  # says whether it is a database, and one of this version
    try:
        if file is not None:
            await asyncio.to_thread(_vacuum, file, part)
            return
        await asyncio.to_thread(migrate_file, part)
        named = parsed_url(url).render_as_string(hide_password=True)
        await reads.read(lambda connection: _copy(connection, part, named))
    finally:
        await reads.close()


def _vacuum(file: Path, part: Path) -> None:
    with translated(str(file)), closing(connect(file, "ro", ())) as connection:
        try:
            connection.execute("VACUUM INTO ?", (str(part),))
        except sqlite3.Error as error:
            if error.sqlite_errorcode in OF_THE_COPY:
                raise meaning(error, str(part)) from error
            raise


def copy_tables(source: Connection, target: Connection, named: str) -> int:
    """Copy every row of every table of a database `named` so, those first that others refer to; return how many."""
    count = 0
    for table in metadata.sorted_tables:
        target.execute(table.delete())  # a new database has rows of its own: its name, its counters
        for some in _portions(source, table, named):
            target.execute(insert(table), some)
            count += len(some)
    return count


def _portions(source: Connection, table: Table, named: str) -> Iterator[list[dict[str, Any]]]:
    with translated(named):
        rows = source.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table)).mappings()
        for some in rows.partitions(ROWS_AT_ONCE):
            yield [dict(row) for row in some]


def _copy(source: Connection, part: Path, named: str) -> None:
    engine = create_engine("sqlite://", creator=lambda: connect(part, "rw", ()))
    try:
        with translated(str(part)), engine.connect() as target:
            target.exec_driver_sql("BEGIN")
            copy_tables(source, target, named)
            target.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def _settle(part: Path, target: Path) -> None:
    """See that a backup is sound and on the disk before it takes its name."""
    with translated(str(part)), closing(connect(part, "rw", ())) as connection:
        connection.execute(RENAME, (secrets.token_hex(NAME_BYTES),))
        # One file, without a WAL beside it that could be forgotten; whoever opens it switches back.
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError(f"backup {target} is damaged ({found}); the database itself may be: `PRAGMA integrity_check`")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _clear(part: Path) -> None:
    for name in (part.name, f"{part.name}-wal", f"{part.name}-shm", f"{part.name}-journal"):
        with suppress(FileNotFoundError):
            part.with_name(name).unlink()
