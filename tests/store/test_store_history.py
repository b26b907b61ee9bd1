"""The past, read on either engine beside a store that goes on writing it."""

import asyncio

import pytest
from sqlalchemy import make_url
from store_samples import LATER, commit, event, known_entry, ledger, opened, serving

from monitor.errors import StoreError
from monitor.model import EventType, History
from monitor.store import folder_of, open_ledger
from monitor.store.sqlite import SqliteReader

URL_OF_A = "https://news.example/a"


def told(sequence, type_, entry_id="e-1"):
    return type(event("a", 1))(
        id=f"evt_{sequence}",
        source="a",
        sequence=sequence,
        type=EventType(type_),
        entry_id=entry_id,
        at=LATER,
        body=b"{}",
    )


async def test_history_beside_the_daemon(url):
    """While a daemon has the database open, all revisions are there, and the events that no revision tells."""
    async with serving(url, "a", "b") as store:
        first, second = known_entry("e-1"), known_entry("e-1", number=2, text="45 people")
        events = (told(1, "entry.created"), told(2, "entry.deleted"), told(3, "source.degraded", None))
        await store.commit_poll(commit("a", 0, first, known_entry("nul\0", number=1), events=events))
        async with ledger(url) as past:
            await store.commit_poll(commit("a", 3, second, events=(told(4, "entry.updated"),)))
            assert {"a": URL_OF_A, "b": "https://news.example/b"} == await past.load_sources()
            history = await past.load_history("a")
            assert History(source="b", url="https://news.example/b") == await past.load_history("b")
    assert ("a", URL_OF_A, "Title") == (history.source, history.url, history.title)
    assert {("e-1", 1), ("e-1", 2), ("nul\0", 1)} == {(one.entry.id, one.number) for one in history.revisions}
    assert [first.revision, second.revision] == [one for one in history.revisions if one.entry.id == "e-1"]
    assert events[1:] == history.events
    assert {"e-1": first.first_seen, "nul\0": first.first_seen} == history.first_seen


async def test_history_without_a_daemon(url):
    """It is there when nothing runs, and reading leaves the database as it was."""
    async with serving(url, "a") as store:
        await store.commit_poll(commit("a", 0, known_entry("e-1"), events=1))
    async with ledger(url) as past:
        before = await past.load_history("a")
    async with opened(url) as store:
        assert {"e-1"} == set((await store.load_known("a")).entries)
    assert ["e-1"] == [one.entry.id for one in before.revisions]


async def test_an_unknown_source(url):
    """A name that the database does not have is an error, not an empty past."""
    with pytest.raises(StoreError, match="no source is named 'c'"):
        async with serving(url, "a"), ledger(url) as past:
            await past.load_history("c")


def test_an_empty_database(postgresql_url):
    """Reading makes no tables; it says what does."""
    with pytest.raises(StoreError, match="is empty; start the daemon once"):
        asyncio.run(open_ledger(postgresql_url))


def test_what_is_no_database_of_ours(sqlite_path, sqlite_url):
    """A file that is missing or empty is an error, and stays as it is; so is another engine."""
    with pytest.raises(StoreError, match=r"does not exist; the daemon makes it"):
        asyncio.run(open_ledger(sqlite_url))
    sqlite_path.write_bytes(b"")
    with pytest.raises(StoreError, match="is empty; start the daemon once"):
        asyncio.run(open_ledger(sqlite_url))
    assert b"" == sqlite_path.read_bytes()
    with pytest.raises(StoreError, match="a store on 'mysql' is not supported"):
        asyncio.run(open_ledger("mysql://x"))


async def test_a_closed_reader(sqlite_path, sqlite_url):
    """A reader that is closed says so."""
    async with serving(sqlite_url, "a"):
        reader = await SqliteReader.open(sqlite_path)
        await reader.close()
        with pytest.raises(StoreError, match="is closed"):
            await reader.read(lambda _: None)


def test_the_folder_of_a_store(tmp_path, monkeypatch):
    """What is kept beside the database stands beside its file; for a server, in the working directory."""
    monkeypatch.chdir(tmp_path)
    assert [tmp_path, tmp_path / "a"] == [folder_of(f"sqlite:///{name}") for name in ("x.db", "a/x.db")]
    assert "." == str(folder_of(make_url("postgresql://a@b.example/c").render_as_string()))
    with pytest.raises(StoreError, match="the store is no url"):
        folder_of("liveblog.db")
