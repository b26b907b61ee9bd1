"""What is beside the order of a lane, what was given up or left out, and the health of endpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and the columns of lanes and attempts."""
    op.add_column("lanes", sa.Column("refusals", sa.Integer, nullable=False, server_default="0"))
    op.add_column("lanes", sa.Column("since", sa.BigInteger))
    op.add_column("attempts", sa.Column("members", sa.LargeBinary))
    op.create_index("ix_attempts_source_id_sequence", "attempts", ["source_id", "sequence"])
    op.create_table(
        "endpoints",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("health", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_endpoints"),
    )
    _create_by_event(
        "parcels",
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("refusals", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger),
        sa.Column("next_at", sa.BigInteger),
    )
    _create_by_event(
        "dead_letters",
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.Integer),
    )
    _create_by_event(
        "omissions",
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _create_by_event(name: str, *columns: sa.Column[object]) -> None:
    """Create a table of what one endpoint has to do with one event."""
    op.create_table(
        name,
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("endpoint", "source_id", "sequence", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=f"fk_{name}_source_id"),
    )
