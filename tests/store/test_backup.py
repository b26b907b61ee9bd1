"""A copy of the database, whole and sound, made beside a daemon that goes on writing."""

import asyncio
import resource
import sqlite3
from contextlib import closing

import pytest
from store_samples import commit, known_entry, ledger, opened, serving

from monitor.errors import StoreError, StoreUnavailable
from monitor.store import back_up, move, open_store


async def test_backup_beside_the_daemon(url, tmp_path):
    """What was committed before is in it, in one file that a daemon starts with; what comes after is not."""
    target = tmp_path / "copy.db"

    async with serving(url, "a", "b") as store:
        entries = [known_entry(f"e-{number}") for number in range(3)]
        await store.commit_poll(commit("a", 0, *entries, events=2_500))
        before = store.founding, await store.load_states()
        original = store.instance
        await back_up(url, target)
        await store.commit_poll(commit("a", 2_500, known_entry("late"), events=1))
    assert [target] == [file for file in tmp_path.iterdir() if file.name.startswith("copy")]
    async with opened(f"sqlite:///{target}") as copied:
        assert before == (copied.founding, await copied.load_states())
        assert original != copied.instance
        events = await copied.load_events("a", after=0, limit=3_000)
    async with ledger(f"sqlite:///{target}") as past:
        history = await past.load_history("a")
    assert [one.revision for one in entries] == sorted(history.revisions, key=lambda one: one.entry.id)
    assert list(range(1, 2_501)) == [event.sequence for event in events]
    assert 0o600 == target.stat().st_mode & 0o777


async def test_backup_replaces_only_when_told(sqlite_url, tmp_path):
    """A file that is there is left as it is; with `replace` it is the backup; a broken one leaves nothing behind."""
    target = tmp_path / "copy.db"
    target.write_text("mine")
    (tmp_path / "other.db").write_text("no database at all, but long enough to be read as one" * 99)

    async with serving(sqlite_url, "a"):
        with pytest.raises(StoreError, match="exists already"):
            await back_up(sqlite_url, target)
        assert "mine" == target.read_text()
        await back_up(sqlite_url, target, replace=True)
    with pytest.raises(StoreError, match="folder does not exist"):
        await back_up(sqlite_url, tmp_path / "no" / "copy.db")
    with pytest.raises(StoreError, match="no SQLite database"):
        await back_up(f"sqlite:///{tmp_path}/other.db", tmp_path / "new.db")
    with closing(sqlite3.connect(target)) as connection:
        assert [("a",)] == connection.execute("SELECT name FROM sources").fetchall()
    assert [] == [file.name for file in tmp_path.iterdir() if file.name.startswith(("new", "copy.db."))]


async def test_a_damaged_database_makes_no_backup(sqlite_url, sqlite_path, tmp_path):
    """A backup of a damaged file is refused, not kept."""
    async with serving(sqlite_url, "a") as store:
        await store.commit_poll(commit("a", 0, *[known_entry(f"e-{n}") for n in range(300)], events=300))
    size = sqlite_path.stat().st_size
    with sqlite_path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 20_000)
    with pytest.raises(StoreError, match=r"damaged|malformed"):
        await back_up(sqlite_url, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


async def test_a_full_disk_under_a_backup_is_not_the_databases(sqlite_url, tmp_path):
    """It is the copy that does not fit, and is named; nothing of it stays."""
    target = tmp_path / "copy.db"

    async with serving(sqlite_url, "a"):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
        try:
            with pytest.raises(StoreUnavailable, match=r"database \S+/copy.db.part: the disk"):
                await back_up(sqlite_url, target)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [] == [file.name for file in tmp_path.iterdir() if file.name.startswith("copy")]


def test_a_backup_names_its_events_anew(sqlite_url, tmp_path):
    """What is told after a restore is none of what was told under the same number: receivers must not drop it."""

    async def instance_of(url):
        store = await open_store(url)
        try:
            return store.founding, store.instance
        finally:
            await store.close()

    async def story():
        first, second = tmp_path / "first.db", tmp_path / "second.db"
        async with serving(sqlite_url, "a") as store:
            original = store.founding, store.instance
            await back_up(sqlite_url, first)
        await back_up(f"sqlite:///{first}", second)
        return original, [await instance_of(f"sqlite:///{file}") for file in (first, first, second)]

    (founding, instance), copies = asyncio.run(story())
    assert founding == instance
    assert [founding] * 3 == [copy[0] for copy in copies]
    first, again, second = (copy[1] for copy in copies)
    assert first == again
    assert 3 == len({instance, first, second})


async def test_moving_to_a_server(sqlite_url, postgresql_url):
    """All that was seen, told and tried is there, and polls and attempts go on from it, under ids of their own."""
    async with serving(sqlite_url, "a", "b") as store:
        await store.commit_poll(commit("a", 0, known_entry("e-1"), known_entry("e-2"), events=2_500))
        before = store.founding, await store.load_states(), await store.load_events("a", after=0, limit=3_000)
        original = store.instance
        rows = await move(sqlite_url, postgresql_url)
    async with serving(postgresql_url, "a", "b", "new") as moved:
        assert rows > 2_500
        states = await moved.load_states()
        assert {"a", "b", "new"} == states.keys()
        there = (
            moved.founding,
            {name: states[name] for name in "ab"},
            await moved.load_events("a", after=0, limit=3_000),
        )
        assert before == there
        assert original != moved.instance
        await moved.commit_poll(commit("a", 2_500, known_entry("e-3"), events=1))
        await moved.commit_poll(commit("new", 0, known_entry("e-1"), events=1))
    with pytest.raises(StoreError, match="is not empty; make another one"):
        await move(sqlite_url, postgresql_url)


async def test_only_files_move_and_only_to_servers(sqlite_url, postgresql_url, tmp_path):
    """What cannot be done says so, and makes nothing."""
    for url, target in ((postgresql_url, postgresql_url), (sqlite_url, sqlite_url), (sqlite_url, "mysql://x/y")):
        with pytest.raises(StoreError, match="only a SQLite database moves"):
            await move(url, target)
    with pytest.raises(StoreError, match="does not exist"):
        await move(sqlite_url, postgresql_url)
    assert [] == list(tmp_path.iterdir())
