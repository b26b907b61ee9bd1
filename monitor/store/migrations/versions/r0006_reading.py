"""What pages are read by: events of a type, of all sources and of each, and entries by their dates."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0006"
down_revision = "0005"

PORTION = 10_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

CURRENT = """
SELECT entries.source_id, entries."key", entries.first_seen, revisions.entry FROM entries
JOIN revisions ON revisions.source_id = entries.source_id AND revisions."key" = entries."key"
    AND revisions.number = entries.revision
"""
SET_DATE = 'UPDATE entries SET dated = :dated WHERE source_id = :source_id AND "key" = :key'


def upgrade() -> None:
    """Add the indexes, and the date of each entry: the publisher's, else when it was first seen."""
    op.create_index("ix_events_type_position", "events", ["type", "position"])
    op.create_index("ix_events_source_id_type_position", "events", ["source_id", "type", "position"])
    op.add_column("entries", sa.Column("dated", sa.BigInteger))
    connection = op.get_bind()
    for portion in _portions(connection.execute(sa.text(CURRENT))):
        connection.execute(sa.text(SET_DATE), portion)
    with op.batch_alter_table("entries") as entries:
        entries.alter_column("dated", nullable=False)
    op.create_index("ix_entries_source_id_dated_key", "entries", ["source_id", "dated", "key"])


def _portions(rows: Any) -> Iterator[list[dict[str, Any]]]:
    for portion in rows.partitions(PORTION):
        yield [
            {"source_id": source_id, "key": key, "dated": _date(entry, first_seen)}
            for source_id, key, first_seen, entry in portion
        ]


def _date(entry: bytes, first_seen: int) -> int:
    published = json.loads(entry).get("published")
    if published is None:
        return first_seen
    return (datetime.fromisoformat(published) - EPOCH) // timedelta(microseconds=1)
