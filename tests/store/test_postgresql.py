"""What the executor for PostgreSQL promises beyond every store: conflicts, broken connections, readable refusals."""

from __future__ import annotations

import asyncio
import sys
from socket import gaierror
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, make_url, select, text
from store_samples import opened

from monitor.errors import StoreError, StoreUnavailable
from monitor.store import open_store
from monitor.store.faults import meaning
from monitor.store.postgresql import CONFLICT_ATTEMPTS, _engine
from monitor.store.schema import lanes as lanes_table
from monitor.store.schema import meta

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

RAISE = "DO $$ BEGIN RAISE EXCEPTION 'as asked' USING ERRCODE = '{}'; END $$"


def _conflicting(times: int, code: str) -> tuple[Callable[[Connection], int], list[int]]:
    """Return a job that the server undoes for the first `times` runs, and the list of its runs."""
    runs: list[int] = []

    def job(connection: Connection) -> int:
        runs.append(len(runs) + 1)
        connection.execute(insert(meta), {"key": "written", "value": str(len(runs))})
        if len(runs) <= times:
            connection.execute(text(RAISE.format(code)))
        return len(runs)

    return job, runs


@pytest.mark.parametrize("code", ["40001", "40P01"])
async def test_a_conflict_is_tried_again(postgresql_url: str, code: str) -> None:
    """Serialization failures and deadlocks are no one's fault: the caller sees only the run that succeeded."""
    job, runs = _conflicting(2, code)

    async with opened(postgresql_url) as store:
        assert await store._executor.write(job) == 3
        written = select(meta.c.value).where(meta.c.key == "written")
        assert await store._executor.read(lambda c: c.execute(written).scalar_one()) == "3"
    assert runs == [1, 2, 3]


async def test_endless_conflicts_end(postgresql_url: str) -> None:
    """After a bounded number of runs the caller is told."""
    job, runs = _conflicting(1_000, "40001")

    async with opened(postgresql_url) as store:
        with pytest.raises(StoreError, match="as asked"):
            await store._executor.write(job)
    assert len(runs) == CONFLICT_ATTEMPTS


async def test_other_errors_are_not_tried_again(postgresql_url: str) -> None:
    """What would fail in the same way fails once, with the server's words and nothing of SQLAlchemy's."""
    job, runs = _conflicting(1_000, "23505")

    async with opened(postgresql_url) as store:
        with pytest.raises(StoreError) as caught:
            await store._executor.write(job)
        assert str(caught.value).endswith(": as asked")
        assert not caught.value.retryable
    assert runs == [1]


async def test_what_a_function_raises_comes_through(postgresql_url: str) -> None:
    """Errors that are not the database's stay what they are, and undo the transaction."""

    def job(connection: Connection) -> None:
        connection.execute(insert(meta), {"key": "x", "value": ""})
        raise LookupError("mine")

    async with opened(postgresql_url) as store:
        with pytest.raises(LookupError, match="mine"):
            await store._executor.write(job)
        found = await store._executor.read(lambda c: c.execute(select(meta.c.key)).scalars().all())
        assert found == ["instance"]


@pytest.mark.parametrize("code", ["53100", "57P01", "25006"])
async def test_a_server_that_cannot_write_now_is_unavailable(postgresql_url: str, code: str) -> None:
    """A full disk, a shutdown and a standby may pass, so the error is retryable."""
    async with opened(postgresql_url) as store:
        with pytest.raises(StoreUnavailable, match="is not available: as asked"):
            await store._executor.write(lambda c: c.execute(text(RAISE.format(code))))


async def test_a_broken_connection_is_replaced(postgresql_url: str) -> None:
    """The transaction that was on it fails as unavailable; the next one has a new connection."""
    async with opened(postgresql_url) as store:
        with pytest.raises(StoreUnavailable):
            await store._executor.write(lambda c: c.execute(text("SELECT pg_terminate_backend(pg_backend_pid())")))
        assert await store._executor.write(lambda c: c.execute(text("SELECT 1")).scalar_one()) == 1


async def test_reads_cannot_write(postgresql_url: str) -> None:
    """The server itself refuses changes in what was meant to read."""
    async with opened(postgresql_url) as store:
        with pytest.raises(StoreError, match="read-only transaction"):
            await store._executor.read(lambda c: c.execute(insert(meta), {"key": "x", "value": ""}))


def test_an_unreachable_server_is_unavailable() -> None:
    """Nobody listening is a fault that may pass; the message names the server and hides the password."""
    with pytest.raises(StoreUnavailable) as caught:
        asyncio.run(open_store("postgresql://me:secret@127.0.0.1:1/x"))
    remedy = "see that its server runs, and that the store's url names the right host and port"
    refused = f"database postgresql://me:***@127.0.0.1:1/x is not available: connection refused; {remedy}"
    assert refused == str(caught.value)


def test_a_server_that_no_name_server_knows() -> None:
    """It is the url that is wrong."""
    assert str(meaning(gaierror(-2, "Name or service not known"), "x")) == (
        "database x is not available: the name of its host is not found; correct it in the store's url"
    )


def test_a_missing_database_is_named(postgresql_server: str) -> None:
    """A database that nobody made does not come by waiting."""
    url = make_url(postgresql_server).set(database="nobody_made_it").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match='database "nobody_made_it" does not exist; make it: createdb') as caught:
        asyncio.run(open_store(url))
    assert not caught.value.retryable


@pytest.mark.parametrize("package", ["asyncpg", "greenlet"])
def test_without_its_driver_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """PostgreSQL is an extra: who lacks a part of it is told what to install."""
    monkeypatch.delitem(sys.modules, "monitor.store.postgresql")  # its part of the store is imported when asked for
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(StoreError, match=rf"needs the package {package}.*pip install 'liveblog-monitor\[postgresql\]'"):
        asyncio.run(open_store("postgresql://me@127.0.0.1:1/x"))


def test_an_unknown_setting_in_the_url_is_named() -> None:
    """A setting that would be ignored or break later is refused at once."""
    with pytest.raises(StoreError, match="the setting 'foo', which is not supported; it may have host, "):
        asyncio.run(open_store("postgresql://me@127.0.0.1:1/x?foo=bar"))


def test_sslmode_is_understood() -> None:
    """Addresses as hosters give them work unchanged."""
    engine = _engine(make_url("postgres://me@db.example/x?sslmode=verify-full"), statement_timeout_s=None)
    assert engine.url.query == {"ssl": "verify-full"}


async def test_nodes_that_start_together_register_the_same(postgresql_url: str) -> None:
    """Equal nodes on one database do not trip over each other's new sources and lanes."""
    names = [f"s{number}" for number in range(300)]
    sources = [(name, f"https://news.example/{name}") for name in names]
    lanes = [("desk", name) for name in names]

    nodes = [await open_store(postgresql_url) for _ in range(3)]
    await asyncio.gather(*(node.register(sources, lanes) for node in nodes))
    assert set(await nodes[0].load_states()) == set(names)
    found = await nodes[0]._executor.read(lambda c: c.execute(select(func.count()).select_from(lanes_table)).scalar())
    assert found == len(lanes)
    for node in nodes:
        await node.close()
