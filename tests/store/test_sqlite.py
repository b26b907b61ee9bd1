"""What the executor for SQLite promises beyond every store: crashes, locks, damage, and callers that share a commit."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select
from store_samples import commit, known_entry, opened, serving

from monitor.errors import StoreError, StoreLocked, StoreUnavailable
from monitor.store import SqlStore, open_store
from monitor.store.faults import meaning
from monitor.store.schema import lanes, meta
from monitor.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

ENDLESS_POLLS = Path(__file__).with_name("endless_polls.py")
SOURCES = ("a", "b", "c", "d")


def put(key: str) -> Callable[[Connection], str]:
    """Return a job that writes one row and returns its key."""

    def job(connection: Connection) -> str:
        connection.execute(insert(meta), {"key": key, "value": ""})
        return key

    return job


async def keys(store: SqlStore) -> set[str]:
    found = await store._executor.read(lambda connection: connection.execute(select(meta.c.key)).scalars().all())
    return set(found) - {"instance"}


class Gate:
    """A job that holds the writer up, in a group of its own, until the gate is opened."""

    def __init__(self, store: SqlStore) -> None:
        self._reached = threading.Event()
        self._open = threading.Event()
        self._held = asyncio.create_task(store._executor.write(self._wait))

    def _wait(self, _: Connection) -> None:
        self._reached.set()
        self._open.wait()

    async def reached(self) -> None:
        await asyncio.to_thread(self._reached.wait)

    async def open(self) -> None:
        self._open.set()
        await self._held


async def together(store: SqlStore, *jobs: Callable[[Connection], Any]) -> list[Any]:
    """Run jobs in one group: the writer is held up until all of them wait."""
    gate = Gate(store)
    await gate.reached()
    waiting = [asyncio.create_task(store._executor.write(job)) for job in jobs]
    await store._executor.read(lambda _: None)  # by its answer the tasks before it have begun
    await gate.open()
    return await asyncio.gather(*waiting, return_exceptions=True)


# ----------------------------------------------------------------------------------- one commit, many callers


async def test_a_raising_function_leaves_the_rest_of_its_group_committed(sqlite_url: str) -> None:
    """What one caller did is undone and told to it alone, as it was raised."""

    def half_done(connection: Connection) -> None:
        put("half")(connection)
        raise LookupError("mine")

    async with opened(sqlite_url) as store:
        first, failed, last = await together(store, put("first"), half_done, put("last"))
        assert (first, last) == ("first", "last")
        assert isinstance(failed, LookupError)
        assert {"first", "last"} == await keys(store)


async def test_a_failed_commit_fails_its_whole_group(sqlite_url: str) -> None:
    """No caller is told that its changes stand before they do."""

    def orphan(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # the COMMIT checks, not the statement
        row = {"endpoint": "desk", "source_id": 999, "cursor_seq": 0, "attempts": 0, "awake": True}
        connection.execute(insert(lanes), row)

    async with opened(sqlite_url) as store:
        outcomes = await together(store, put("first"), orphan, put("last"))
        assert [StoreError] * 3 == [type(outcome) for outcome in outcomes]
        assert len(set(map(id, outcomes))) == 3
        assert "FOREIGN KEY constraint failed" in str(outcomes[0])
        assert set() == await keys(store)
        assert await store._executor.write(put("after")) == "after"


async def test_a_transaction_that_sqlite_gave_up_fails_its_whole_group(sqlite_url: str) -> None:
    """SQLite may end the transaction under a failing statement: what ran before it in the group is lost too."""

    def give_up(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("no statement")

    async with opened(sqlite_url) as store:
        outcomes = await together(store, put("first"), give_up, put("last"))
        assert [StoreError] * 3 == [type(outcome) for outcome in outcomes]
        assert set() == await keys(store)
        assert await store._executor.write(put("after")) == "after"


async def test_a_group_has_a_limit(sqlite_url: str) -> None:
    """More callers than fit into one commit are all served, in turn."""
    async with opened(sqlite_url) as store:
        wanted = [f"k{number}" for number in range(600)]
        assert wanted == await together(store, *map(put, wanted))


async def test_a_caller_that_went_away_hinders_no_one(sqlite_url: str) -> None:
    """Its changes are committed, and the answers of the others arrive."""
    async with opened(sqlite_url) as store:
        gate = Gate(store)
        await gate.reached()
        leaving, staying = (asyncio.create_task(store._executor.write(put(key))) for key in ("gone", "stays"))
        await store._executor.read(lambda _: None)
        leaving.cancel()
        await gate.open()
        assert await staying == "stays"
        assert leaving.cancelled()
        assert {"gone", "stays"} == await keys(store)


def test_a_loop_that_ended_hinders_no_one(sqlite_url: str) -> None:
    """A caller whose event loop is closed before the answer stops nothing."""
    gate = threading.Event()

    async def submit_and_leave() -> SqlStore:
        store = await open_store(sqlite_url)
        task = asyncio.create_task(store._executor.write(lambda _: gate.wait()))
        await store._executor.read(lambda _: None)
        task.cancel()
        return store

    async def come_back(store: SqlStore) -> None:
        assert await store._executor.write(put("here")) == "here"
        await store.close()

    store = asyncio.run(submit_and_leave())
    gate.set()
    asyncio.run(come_back(store))


async def test_the_commits_wait_for_the_disk(sqlite_url: str) -> None:
    """The settings that a power cut would need are the ones in force."""
    async with opened(sqlite_url) as store:
        for pragma, expected in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            found = await store._executor.write(lambda c, name=pragma: c.exec_driver_sql(f"PRAGMA {name}").scalar())
            assert (pragma, expected) == (pragma, found)


async def test_reads_cannot_write(sqlite_url: str) -> None:
    """The connections beside the writer refuse to change anything."""
    async with opened(sqlite_url) as store:
        with pytest.raises(StoreError, match="read-only"):
            await store._executor.read(put("x"))


# ---------------------------------------------------------------------------------------------- checkpoints


def _writer(path: Path, idle_s: float) -> tuple[Writer, threading.Event]:
    """Return a started writer on a file of its own, and what is set when it makes a passive checkpoint."""
    from monitor.store.sqlite import WRITER_PRAGMAS, _engine, migrate_file  # noqa: PLC0415

    migrate_file(path)
    writer = Writer(_engine(path, "rw", WRITER_PRAGMAS).connect(), "test", idle_s=idle_s)
    seen = threading.Event()
    writer._driver.set_trace_callback(lambda sql: seen.set() if "wal_checkpoint(PASSIVE)" in sql else None)
    writer.start()
    return writer, seen


async def test_the_log_goes_into_the_file_when_nothing_is_written(sqlite_path: Path) -> None:
    """After a quiet while the writer makes a checkpoint, without anyone waiting for it."""
    writer, seen = _writer(sqlite_path, idle_s=0.01)
    await writer.submit(put("x"))
    assert await asyncio.to_thread(seen.wait, 10)
    await writer.stop()


async def test_a_checkpoint_that_fails_is_made_later(sqlite_path: Path) -> None:
    """A read that is under way on the writer's connection blocks checkpoints, not commits."""

    def read_half(connection: Connection) -> sqlite3.Cursor:
        put("x")(connection)
        put("y")(connection)
        cursor = connection.connection.cursor()
        cursor.execute("SELECT key FROM meta")
        cursor.fetchone()
        return cursor

    writer, seen = _writer(sqlite_path, idle_s=0.01)
    cursor = await writer.submit(read_half)
    assert await asyncio.to_thread(seen.wait, 10)
    seen.clear()
    assert await asyncio.to_thread(seen.wait, 10)
    cursor.close()
    assert await writer.submit(put("z")) == "z"
    await writer.stop()


async def test_a_clean_end_leaves_one_file(sqlite_url: str, sqlite_path: Path) -> None:
    """After closing, the database file alone holds everything."""
    async with serving(sqlite_url, "a") as store:
        await store.commit_poll(commit("a", 0, known_entry("e-1"), events=1))
    assert {sqlite_path.name, f"{sqlite_path.name}.lock"} == {path.name for path in sqlite_path.parent.iterdir()}


# ---------------------------------------------------------------------------------------------- crashes and locks


@pytest.mark.slow
@pytest.mark.parametrize("lines", [1, 40, 333])
def test_a_killed_process_loses_nothing_that_it_was_told_is_durable(
    sqlite_url: str, sqlite_path: Path, lines: int
) -> None:
    """After SIGKILL amid commits: no hole in any sequence, every answered poll there, the file whole."""
    answered = dict.fromkeys(SOURCES, 0)
    command = [sys.executable, str(ENDLESS_POLLS), sqlite_url, *SOURCES]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        for _ in range(lines):
            name, sequence = child.stdout.readline().split()
            answered[name] = int(sequence)
        child.kill()
        for line in child.stdout:
            name, _, sequence = line.removesuffix("\n").partition(" ")
            if line.endswith("\n"):
                answered[name] = int(sequence)

    async def story() -> None:
        async with serving(sqlite_url, *SOURCES) as store:
            states = await store.load_states()
            for name in SOURCES:
                assert states[name].sequence >= answered[name]
                stored = [event.sequence for event in await store.load_events(name, after=0, limit=100_000)]
                assert list(range(1, states[name].sequence + 1)) == stored
                assert states[name].sequence == len((await store.load_known(name)).entries)

    asyncio.run(story())
    with closing(sqlite3.connect(sqlite_path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_second_process_is_refused_by_name(sqlite_url: str, sqlite_path: Path) -> None:
    """Two daemons on one file would both poll and both deliver; the second learns who has it."""
    command = [sys.executable, str(ENDLESS_POLLS), sqlite_url, "a"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            child.stdout.readline()
            with pytest.raises(StoreLocked, match=rf"{sqlite_path} is open in .*\(pid {child.pid}\)"):
                asyncio.run(open_store(sqlite_url))
        finally:
            child.kill()


async def test_the_same_process_is_refused_too_until_it_closes(sqlite_url: str) -> None:
    """The lock is the store's, not the process's."""
    async with opened(sqlite_url):
        with pytest.raises(StoreLocked, match=rf"pid {os.getpid()}\b"):
            await open_store(sqlite_url)
    async with opened(sqlite_url):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who may give files away")
async def test_what_root_makes_beside_a_database_is_its_owners(sqlite_url: str, sqlite_path: Path) -> None:
    """A command that root runs while the daemon is stopped leaves no file that the daemon's own user may not write."""
    async with opened(sqlite_url):
        pass
    sqlite_path.with_name(f"{sqlite_path.name}.lock").unlink()
    os.chown(sqlite_path, 10001, 10002)
    async with opened(sqlite_url) as store:
        await store.save_states([])
        owners = {path.name: (path.stat().st_uid, path.stat().st_gid) for path in sqlite_path.parent.iterdir()}
    assert dict.fromkeys(owners, (10001, 10002)) == owners


async def test_a_lock_that_is_a_link_is_refused(sqlite_url: str, sqlite_path: Path, tmp_path: Path) -> None:
    """Whoever owns the folder cannot have root's command empty another file, or give it to them."""
    other = tmp_path / "other"
    other.write_text("secret")
    sqlite_path.with_name(f"{sqlite_path.name}.lock").symlink_to(other)
    with pytest.raises(StoreError, match=r"\.lock"):
        await open_store(sqlite_url)
    assert other.read_text() == "secret"


async def test_a_file_that_another_program_holds_is_unavailable_for_now(sqlite_url: str, sqlite_path: Path) -> None:
    """A lock of, say, the sqlite3 shell is a fault that may pass."""
    async with opened(sqlite_url) as store:
        await store._executor.write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout=0"))
        with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="another program holds it locked"):
                await store.save_states([])
        await store.save_states([])


async def test_a_full_disk_is_unavailable_for_now(sqlite_url: str) -> None:
    """What does not fit is refused whole, and the store goes on when there is room again."""

    def limit(pages: int) -> Callable[[Connection], None]:
        return lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").close()

    async with serving(sqlite_url, "a") as store:
        await store._executor.write(limit(1))
        big = known_entry("e-1", text="x" * 200_000)
        with pytest.raises(StoreUnavailable, match="the disk is full"):
            await store.commit_poll(commit("a", 0, big, events=1))
        assert (await store.load_states())["a"].sequence == 0
        await store._executor.write(limit(1_000_000))
        await store.commit_poll(commit("a", 0, big, events=1))


# ---------------------------------------------------------------------------------------------- opening


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite://", "a store in memory would lose events"),
        ("sqlite:///:memory:", "a store in memory would lose events"),
        ("mysql://me:secret@host/name", "a store on 'mysql' is not supported"),
        ("liveblog.db", "the store is no url"),
        ("postgresql://me:secret@host:port/name", "the store is no url"),
        ("sqlite:////no/such/folder/liveblog.db", "its folder does not exist"),
    ],
)
def test_a_url_that_names_no_store_is_explained(url: str, message: str) -> None:
    """The message says what is wrong and what would be right, without the password."""
    with pytest.raises(StoreError, match=message) as caught:
        asyncio.run(open_store(url))
    assert "secret" not in str(caught.value)


async def test_a_relative_path_is_one_in_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`sqlite:///name` with three slashes is relative."""
    monkeypatch.chdir(tmp_path)

    async with opened("sqlite:///here.db"):
        assert (tmp_path / "here.db").is_file()


@pytest.mark.parametrize("name", ["100%.db", "a?b#c.db", "größe 東京.db"])
def test_any_file_name_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    """Characters with a meaning in addresses have none in SQLite's."""
    from monitor.store.sqlite import migrate_file  # noqa: PLC0415

    migrate_file(tmp_path / name)
    assert name in {path.name for path in tmp_path.iterdir()}


def test_a_file_of_another_kind_is_refused(sqlite_url: str, sqlite_path: Path) -> None:
    """What is no database is left as it is, and the lock is free again."""
    sqlite_path.write_bytes(b"not a database" * 1_000)
    for _ in range(2):
        with pytest.raises(StoreError, match="it is no SQLite database"):
            asyncio.run(open_store(sqlite_url))
    assert sqlite_path.read_bytes() == b"not a database" * 1_000


def test_a_damaged_file_is_told_from_an_unavailable_one(sqlite_url: str, sqlite_path: Path) -> None:
    """Damage does not heal by trying again, so it is not retryable."""

    async def fill() -> None:
        async with serving(sqlite_url, "a") as store:
            seen = [known_entry(f"e-{number}", text="x" * 3_000) for number in range(60)]
            await store.commit_poll(commit("a", 0, *seen, events=60))

    async def load() -> None:
        async with opened(sqlite_url) as store:
            await store.load_known("a")

    asyncio.run(fill())
    with sqlite_path.open("r+b") as file:
        file.seek(100_000)
        file.write(b"\xff" * 60_000)
    with pytest.raises(StoreError, match="it is damaged; restore a backup") as caught:
        asyncio.run(load())
    assert not caught.value.retryable


def test_a_file_without_our_name_is_refused(sqlite_url: str, sqlite_path: Path) -> None:
    """A database that lost its instance is closed again, and says so as a StoreError."""
    asyncio.run(_open_and_close(sqlite_url))
    with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM meta")
    for _ in range(2):
        with pytest.raises(StoreError, match="No row was found"):
            asyncio.run(open_store(sqlite_url))


async def _open_and_close(url: str) -> None:
    async with opened(url):
        pass


def test_a_file_system_without_shared_memory_is_refused(sqlite_path: Path) -> None:
    """Where write-ahead logging cannot be had, the user is told what to use instead."""
    from sqlalchemy import create_engine  # noqa: PLC0415

    from monitor.store.sqlite import _switch_to_wal  # noqa: PLC0415

    engine = create_engine("sqlite://")  # in memory, which has no write-ahead log either
    with engine.connect() as connection, pytest.raises(StoreError, match="it stays in mode memory"):
        _switch_to_wal(connection, sqlite_path)
    engine.dispose()


def test_what_may_not_be_written_is_said_with_what_to_do():
    """A file of another user's is named, with whose rights are wanted."""
    said = str(
        meaning(PermissionError(errno.EACCES, "Permission denied", "/var/lib/x/live.db.lock"), "/var/lib/x/live.db")
    )
    assert "permission denied (/var/lib/x/live.db.lock); run as the user whose it is" in said
    assert "Errno" not in said


def test_a_full_disk_is_said_with_what_to_do():
    """Also where it is the system that says so, before SQLite has anything to write."""
    said = str(meaning(OSError(errno.ENOSPC, "No space left on device"), "/var/lib/x/live.db"))
    assert said == (
        "database /var/lib/x/live.db is not available: the disk is full; make room, or name another file as the store"
    )


def test_a_server_that_is_silent_is_said_to_be():
    """Not by the name of an exception."""
    said = str(meaning(TimeoutError(), "postgresql://db.example.org/live"))
    assert said == "database postgresql://db.example.org/live is not available: it did not answer in time"


def test_a_process_without_descriptors_is_said_with_what_to_do(tmp_path: Path):
    """SQLite says the same of a file that nobody may read, which is told by what else can be opened."""
    with pytest.raises(sqlite3.OperationalError) as refused:
        sqlite3.connect(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)

    resource.setrlimit(resource.RLIMIT_NOFILE, (0, limits[1]))
    try:
        without = str(meaning(refused.value, "live.db"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)

    remedy = "raise `ulimit -n` (systemd: LimitNOFILE)"
    assert without == f"database live.db: no file descriptor is left to open it with; {remedy}"
    assert "see that this user may read it" in str(meaning(refused.value, "live.db"))
