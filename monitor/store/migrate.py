"""Brings a database to the newest schema, one transaction per revision.

Alembic runs here without its `env.py` and its ini file: there is one way to run it, and it needs a connection that the
engines make ready (a BEGIN IMMEDIATE on SQLite, an advisory lock on PostgreSQL).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import column, inspect, select, table

from monitor.errors import SchemaTooNew, StoreError
from monitor.store.schema import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent / "migrations"
_CURRENT = table("alembic_version", column("version_num"))
"""Where Alembic keeps the revision that a database has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What a database still needs; `current` is None for an empty one."""

    current: str | None
    target: str


def due(connection: Connection, scripts: Path = SCRIPTS) -> Upgrade | None:
    """Return the upgrade that the database needs, None if it has the newest schema. Raises: SchemaTooNew."""
    needed = _due(connection, scripts)
    connection.rollback()
    return needed


def _due(connection: Connection, scripts: Path) -> Upgrade | None:
    known = sorted(script.name[1:5] for script in (scripts / "versions").glob("r*.py"))
    target = known[-1]
    current = connection.scalar(select(_CURRENT)) if inspect(connection).has_table(_CURRENT.name) else None
    if current == target:
        return None
    if current is not None and current not in known:
        raise SchemaTooNew(
            f"a newer liveblog-monitor wrote the database (schema {current}, this version knows up to {target}); "
            "upgrade the program, or go back to the backup made before that upgrade"
        )
    return Upgrade(current=current, target=target)


def require_newest(connection: Connection) -> None:
    """Do nothing for a database that has the newest schema. Raises: SchemaTooNew, StoreError."""
    needed = _due(connection, SCRIPTS)  # within the caller's transaction, which stays open
    if needed is not None:
        has = f"has an older schema ({needed.current})" if needed.current else "is empty"
        raise StoreError(f"the database {has}; start the daemon once, which brings it to schema {needed.target}")


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Run every revision that the database lacks; a failing one leaves no trace of itself."""
    # Alembic takes longer to import than the tables take to be looked at, and most databases are of the newest schema.
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.runtime.migration import MigrationStep  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    directory = ScriptDirectory(str(scripts))

    def steps(heads: Any, _context: Any) -> list[MigrationStep]:
        missing = directory.iterate_revisions("heads", heads, implicit_base=True)
        return [MigrationStep.upgrade_from_script(directory.revision_map, script) for script in reversed([*missing])]

    with EnvironmentContext(Config(), directory, fn=steps) as environment:
        environment.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            transaction_per_migration=True,
            transactional_ddl=True,
        )
        with environment.begin_transaction():
            environment.run_migrations()
