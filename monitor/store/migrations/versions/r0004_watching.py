"""Sources that were added and paused while the daemon ran, and the events of one source in the order of all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables, and the index by which a source's events are found after a position."""
    op.create_table(
        "added_sources",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("keys", sa.LargeBinary, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_added_sources"),
    )
    op.create_table(
        "paused_sources",
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_paused_sources"),
    )
    op.create_index("ix_events_source_id_position", "events", ["source_id", "position"])
