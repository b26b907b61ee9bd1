"""The chains of evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "exhibits",
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("exhibit", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_exhibits_source_id_sources"),
        sa.PrimaryKeyConstraint("source_id", "number", name="pk_exhibits"),
    )
