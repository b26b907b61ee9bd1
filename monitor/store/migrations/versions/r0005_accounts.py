"""What hosts were asked for, by the day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

COUNTS = (
    "requests",
    "not_modified",
    "refused",
    "failed",
    "slow_downs",
    "held",
    "disallowed",
    "wire_bytes",
    "polls",
    "found",
    "watched",
    "waited",
)


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "accounts",
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("day", "host", name="pk_accounts"),
    )
