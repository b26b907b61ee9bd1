"""Inserts that meet a row with the same key, which each dialect of SQLAlchemy builds with a class of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Insert, Table


def replacing(table: Table, *, summing: bool = False) -> dict[str, Insert]:
    """Return by dialect the insert that overwrites the row with the same primary key, or adds its numbers to it."""
    statements: dict[str, Insert] = {}
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql)):
        statement = dialect.insert(table)
        given = {column: statement.excluded[column.name] for column in table.c if not column.primary_key}
        values = {column.name: column + new if summing else new for column, new in given.items()}
        statements[name] = statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=values)
    return statements


def adding(table: Table, **values: Any) -> dict[str, Insert]:
    """Return by dialect the insert, with `values` in every row, that leaves a row with the same key as it is."""
    return {
        "sqlite": sqlite.insert(table).values(values).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(table).values(values).on_conflict_do_nothing(),
    }
