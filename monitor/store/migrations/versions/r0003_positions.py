"""An order over the events of all sources, in which readers can go on where they stopped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER_EVENTS = """
UPDATE events SET position = ordered.number
FROM (
    SELECT source_id, sequence, row_number() OVER (ORDER BY "at", source_id, sequence) AS number FROM events
) AS ordered
WHERE events.source_id = ordered.source_id AND events.sequence = ordered.sequence
"""
START_COUNTING = "INSERT INTO counters (name, value) SELECT 'position', count(*) FROM events"


def upgrade() -> None:
    """Give the events that there are numbers in the order of their time, and keep the last number."""
    op.create_table(
        "counters",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.add_column("events", sa.Column("position", sa.BigInteger))
    op.execute(NUMBER_EVENTS)
    op.execute(START_COUNTING)
    with op.batch_alter_table("events") as events:
        events.alter_column("position", nullable=False)
        events.create_unique_constraint("uq_events_position", ["position"])
