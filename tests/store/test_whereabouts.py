"""The file that a SQLite database is written to is deleted, or replaced, while it is in use."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert
from store_samples import opened
from structlog.testing import capture_logs

from monitor.errors import StoreDamaged, StoreError
from monitor.store import open_store
from monitor.store.schema import meta
from monitor.store.sqlite import connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from monitor.store import SqlStore


async def put(store: SqlStore, key: str) -> None:
    def job(connection: Connection) -> None:
        connection.execute(insert(meta), {"key": key, "value": ""})

    await store._executor.write(job)


def keys(path: Path) -> set[str]:
    with closing(connect(path, "ro", ())) as driver:
        return {key for (key,) in driver.execute("SELECT key FROM meta")} - {"instance"}


def lose(path: Path, *, then: Callable[[], Any] = lambda: None) -> tuple[str | None, list[Any]]:
    """Have the file deleted between two writes; return what the store says of it, and what is logged."""

    async def story() -> str | None:
        async with opened(f"sqlite:///{path}") as store:
            assert store.fault is None
            await put(store, "before")
            await asyncio.to_thread(path.unlink)
            then()
            await put(store, "after")
            return store.fault

    with capture_logs() as lines:
        said = asyncio.run(story())
    return said, lines


def test_a_file_that_is_deleted_is_written_anew_at_the_end(tmp_path: Path) -> None:
    """With all that was written before and after, though the old one's WAL still lies there; said meanwhile."""
    path = tmp_path / "live.db"

    said, lines = lose(path)

    remedy = "stop the daemon (SIGTERM), which writes it anew, and start it again"
    assert said == f"database {path} was deleted while it is in use: {remedy}"
    assert ["the database was deleted, and is written anew"] == [line["event"] for line in lines]
    assert keys(path) == {"before", "after"}
    assert {"live.db", "live.db.lock"} == {found.name for found in tmp_path.iterdir()}


def test_a_file_that_is_put_in_its_place_is_not_touched(tmp_path: Path) -> None:
    """What was known is then beside it."""
    path = tmp_path / "live.db"

    said, lines = lose(path, then=lambda: path.write_bytes(b"a backup, say"))

    assert said is not None
    assert said.startswith(f"database {path} was replaced by another file while it is in use: stop the daemon")
    assert ["another file has the database's name; what was known is beside it"] == [line["event"] for line in lines]
    assert b"a backup, say" == path.read_bytes()
    assert keys(tmp_path / "live.db.saved") == {"before", "after"}


def test_a_copy_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """The daemon ends all the same."""
    path = tmp_path / "live.db"

    _, lines = lose(path, then=(tmp_path / "live.db.saved").mkdir)

    assert ["what the deleted database held is lost"] == [line["event"] for line in lines]
    assert not path.exists()


async def test_a_write_that_fails_is_a_fault_until_one_succeeds(sqlite_url: str) -> None:
    """A full disk can still be read. What a caller refuses by itself, or reads in vain, is none."""

    def limited_to(pages: int) -> Callable[[Connection], None]:
        return lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").close()

    def refuse(_: Connection) -> None:
        raise StoreError("no")

    async with opened(sqlite_url) as store:
        await store._executor.write(limited_to(1))
        assert store.fault is None
        with pytest.raises(StoreError):
            await put(store, "x" * 1_000_000)
        assert store.fault is not None
        assert "the disk is full" in store.fault
        await store._executor.write(limited_to(1 << 30))
        assert store.fault is None
        with pytest.raises(StoreError, match="no"):
            await store._executor.write(refuse)
        assert store.fault is None


@pytest.mark.parametrize("way", ["read", "write"])
def test_damage_that_was_come_upon_is_a_fault_for_good(sqlite_url: str, sqlite_path: Path, way: str) -> None:
    """Most of a damaged file may still be read and written, while no poll can be: that is no database to rely on."""

    def ran(*statements: str) -> Callable[[Connection], None]:
        def job(connection: Connection) -> None:
            for statement in statements:
                connection.exec_driver_sql(statement).close()

        return job

    async def fill() -> None:
        async with opened(sqlite_url) as store:
            rows = ["INSERT INTO big VALUES (randomblob(3000))"] * 40
            await store._executor.write(ran("CREATE TABLE big (a BLOB)", *rows))

    async def story() -> None:
        async with opened(sqlite_url) as store:
            run = store._executor.read if way == "read" else store._executor.write
            assert store.fault is None
            with pytest.raises(StoreDamaged):
                await run(ran("SELECT max(a) FROM big"))
            await store._executor.read(ran("SELECT * FROM sources"))
            await store._executor.write(ran("SELECT * FROM sources"))
            assert store.fault is not None
            assert "it is damaged; restore a backup" in store.fault

    asyncio.run(fill())
    sqlite_path.write_bytes(sqlite_path.read_bytes()[:-100_000] + b"\xff" * 100_000)
    asyncio.run(story())


async def test_times_are_told_to_nobody_where_nobody_asks(sqlite_url: str) -> None:
    """A store is opened with or without somebody who observes it."""
    kinds: list[str] = []
    store = await open_store(sqlite_url, observe=lambda kind, _: kinds.append(kind))
    await put(store, "a")
    await store.close()
    assert kinds == ["read", "write"]
