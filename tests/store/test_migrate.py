"""What migrations promise: the tables as the code thinks they are, or the database as it was."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from store_samples import opened

from monitor.errors import SchemaTooNew, StoreError
from monitor.store import open_store
from monitor.store.migrate import SCRIPTS
from monitor.store.schema import metadata
from monitor.store.sqlite import migrate_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

NEWEST = ScriptDirectory(str(SCRIPTS)).get_current_head()
NEXT = "9000"
ADDING = """
import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{newest}"


def upgrade():
    with op.batch_alter_table("sources") as sources:
        sources.add_column(sa.Column("note", sa.Text))
    {then}
"""


def _with_one_more(tmp_path: Path, then: str) -> Path:
    """Return a copy of our revisions with one more."""
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts)
    text = ADDING.format(next=NEXT, newest=NEWEST, then=then)
    (scripts / "versions" / f"r{NEXT}_note.py").write_text(text)
    return scripts


def _columns(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(sources)")}


async def test_the_migrated_tables_are_the_declared_ones(url: str) -> None:
    """The chain of revisions ends in exactly what `schema` says."""

    def differences(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async with opened(url) as store:
        assert await store._executor.read(differences) == []


def test_revisions_are_known_by_their_files() -> None:
    """What is due is told without running the revisions."""
    revisions = ScriptDirectory(str(SCRIPTS)).walk_revisions()
    assert all(Path(script.path).name.startswith(f"r{script.revision}_") for script in revisions)


async def test_a_newer_schema_is_refused_and_left_alone(url: str) -> None:
    """An old program does not touch what a newer one wrote."""
    async with opened(url) as store:
        await store._executor.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(SchemaTooNew, match=f"schema 9999, this version knows up to {NEWEST}"):
        await open_store(url)


async def test_nodes_that_start_together_migrate_once(postgresql_url: str) -> None:
    """Several nodes on an empty database: one makes the tables, all of them open."""
    stores = await asyncio.gather(*(open_store(postgresql_url) for _ in range(4)))
    assert len({store.instance for store in stores}) == 1
    await asyncio.gather(*(store.close() for store in stores))


def test_migrating_is_silent(sqlite_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Alembic prints nothing and leaves the logging as it found it."""
    before = [*logging.root.handlers], logging.root.level, logging.getLogger("alembic").level
    migrate_file(sqlite_path)
    assert capfd.readouterr() == ("", "")
    assert before == ([*logging.root.handlers], logging.root.level, logging.getLogger("alembic").level)


def test_an_older_file_is_copied_before_it_changes(sqlite_path: Path, tmp_path: Path) -> None:
    """The backup is the database as it was, the file is the database as it has to be."""
    migrate_file(sqlite_path)
    scripts = _with_one_more(tmp_path, then="")
    migrate_file(sqlite_path, scripts)
    backup = sqlite_path.with_name(f"{sqlite_path.name}.before-{NEXT}.bak")
    assert _columns(sqlite_path) - _columns(backup) == {"note"}
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_new_file_needs_no_backup(sqlite_path: Path, tmp_path: Path) -> None:
    """A database that is made, or is as it has to be, leaves no copy behind."""
    scripts = _with_one_more(tmp_path, then="")
    migrate_file(sqlite_path, scripts)
    migrate_file(sqlite_path, scripts)
    assert list(tmp_path.glob("*.bak*")) == []
    assert "note" in _columns(sqlite_path)


def test_a_failing_migration_leaves_the_file_as_it_was(sqlite_path: Path, tmp_path: Path) -> None:
    """Half a revision is none, and trying again ends in the same way."""
    migrate_file(sqlite_path)
    before = _columns(sqlite_path)
    scripts = _with_one_more(tmp_path, then='op.execute("no statement")')
    for _ in range(2):
        with pytest.raises(StoreError, match="syntax error"):
            migrate_file(sqlite_path, scripts)
        assert _columns(sqlite_path) == before
    migrate_file(sqlite_path)
