"""A SQLite database copied into an empty one on a server, so that what was seen and told goes on there."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, func, insert, select

from monitor.errors import StoreError
from monitor.store.backup import NAME_BYTES, copy_tables
from monitor.store.history import open_reads
from monitor.store.schema import attempts, meta, sources
from monitor.store.sql_store import file_of, parsed_url
from monitor.store.sqlite import connect

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

NUMBERED = (sources, attempts)
"""Tables of which the server hands out the numbers of new rows; it does not learn of those that it is given."""


async def move(url: str, target: str) -> int:
    """Copy the SQLite database at `url` into the empty one at `target`, all or nothing; return how many rows.

    What is told from then on has ids of its own, as after a backup: the database that was copied may go on, too.

    Raises: StoreError.
    """
    file, there = file_of(url), parsed_url(target)
    if file is None or there.get_backend_name() not in {"postgresql", "postgres"}:
        raise StoreError(
            "only a SQLite database moves, and only to postgresql://…; a server's own tools copy the others"
        )
    await (await open_reads(url)).close()  # says whether it is a database, and one of this version
    # Here, because asyncpg and greenlet are an extra that SQLite does without.
    from monitor.store.postgresql import PostgresqlExecutor  # noqa: PLC0415

    executor = await PostgresqlExecutor.open(there)
    try:
        return await executor.write(lambda connection: _fill(connection, file))
    finally:
        await executor.close()


def _fill(target: Connection, file: Path) -> int:
    if target.execute(select(sources.c.id).limit(1)).first() is not None:
        raise StoreError("the database to move to is not empty; make another one: createdb --owner=USER DATABASE")
    engine = create_engine("sqlite://", creator=lambda: connect(file, "ro", ()))
    try:
        with engine.connect() as source:
            source.exec_driver_sql("BEGIN")  # one view of all tables
            count = copy_tables(source, target, str(file))
    finally:
        engine.dispose()
    for table in NUMBERED:
        last = select(func.max(table.c.id)).scalar_subquery()
        numbers = func.pg_get_serial_sequence(table.name, "id")
        target.execute(select(func.setval(numbers, func.coalesce(last, 0) + 1, False)))
    target.execute(meta.delete().where(meta.c.key == "naming"))
    target.execute(insert(meta), {"key": "naming", "value": secrets.token_hex(NAME_BYTES)})
    return count
