"""The tables as they are in the first release, and the name of this database.

It has the number of the last of the steps that led here, so that a database which took them all is taken as it is.
"""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = None

COUNTS = (
    *("requests", "not_modified", "refused", "failed", "slow_downs", "held", "disallowed", "wire_bytes", "polls"),
    *("found", "watched", "waited"),
)


def upgrade() -> None:
    """Create sources with all that hangs on them. Keys and constraints are named by the schema's convention."""
    meta = op.create_table("meta", _key("key"), _column("value", sa.Text))
    op.bulk_insert(meta, [{"key": "instance", "value": secrets.token_hex(8)}])
    counters = op.create_table("counters", _key("name"), _column("value", sa.BigInteger))
    op.bulk_insert(counters, [{"name": "position", "value": 0}])
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        _column("url", sa.Text),
        _column("retired", sa.Boolean),
        _column("sequence", sa.BigInteger),
        _column("epoch", sa.BigInteger),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until", sa.BigInteger),
        _column("state", sa.LargeBinary),
    )
    op.create_table("added_sources", _key("name"), _column("keys", sa.LargeBinary), _column("added_at", sa.BigInteger))
    op.create_table("paused_sources", _key("name"))
    op.create_table("live_blogs", _source(), _column("content", sa.LargeBinary))
    _create_entries()
    _create_outbox()
    op.create_table("endpoints", _key("name"), _column("health", sa.LargeBinary))
    op.create_table("subscriptions", _key("key"), _column("content", sa.LargeBinary))
    op.create_table("accounts", _key("day"), _key("host"), *(_column(name, sa.BigInteger) for name in COUNTS))


def _create_entries() -> None:
    op.create_table(
        "entries",
        _source(),
        _key("key"),
        _column("revision", sa.Integer),
        _column("missing", sa.Integer),
        _column("deleted", sa.Boolean),
        _column("first_seen", sa.BigInteger),
        _column("dated", sa.BigInteger),
    )
    op.create_index("ix_entries_source_id_dated_key", "entries", ["source_id", "dated", "key"])
    op.create_table(
        "revisions",
        _key("source_id", sa.Integer),
        _key("key"),
        _key("number", sa.Integer),
        _column("fingerprint", sa.BigInteger),
        _column("observed_at", sa.BigInteger),
        _column("entry", sa.LargeBinary),
        sa.ForeignKeyConstraint(["source_id", "key"], ["entries.source_id", "entries.key"]),
    )


def _create_outbox() -> None:
    op.create_table(
        "events",
        _source(),
        _key("sequence", sa.BigInteger),
        sa.Column("position", sa.BigInteger, nullable=False, unique=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        _column("type", sa.Text),
        sa.Column("entry_id", sa.LargeBinary),
        _column("at", sa.BigInteger),
        _column("body", sa.LargeBinary),
    )
    op.create_index("ix_events_source_id_position", "events", ["source_id", "position"])
    op.create_index("ix_events_type_position", "events", ["type", "position"])
    op.create_index("ix_events_source_id_type_position", "events", ["source_id", "type", "position"])
    op.create_table("exhibits", _source(), _key("number", sa.BigInteger), _column("exhibit", sa.LargeBinary))
    op.create_table(
        "lanes",
        _key("endpoint"),
        _source(),
        _column("cursor_seq", sa.BigInteger),
        _column("attempts", sa.Integer),
        sa.Column("refusals", sa.Integer, nullable=False, server_default="0"),
        sa.Column("since", sa.BigInteger),
        sa.Column("next_at", sa.BigInteger),
        _column("awake", sa.Boolean),
    )
    op.create_table(
        "parcels",
        *_event_at_endpoint(),
        _column("content", sa.LargeBinary),
        _column("attempts", sa.Integer),
        _column("refusals", sa.Integer),
        sa.Column("since", sa.BigInteger),
        sa.Column("next_at", sa.BigInteger),
    )
    op.create_table(
        "dead_letters",
        *_event_at_endpoint(),
        _column("event_id", sa.Text),
        _column("at", sa.BigInteger),
        _column("attempts", sa.Integer),
        _column("reason", sa.LargeBinary),
        sa.Column("status", sa.Integer),
    )
    op.create_table("omissions", *_event_at_endpoint(), _column("at", sa.BigInteger), _column("reason", sa.Text))
    op.create_table(
        "attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        _column("endpoint", sa.Text),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
        _column("sequence", sa.BigInteger),
        _column("event_id", sa.Text),
        _column("number", sa.Integer),
        _column("at", sa.BigInteger),
        _column("outcome", sa.Text),
        _column("duration", sa.BigInteger),
        sa.Column("status", sa.Integer),
        sa.Column("reason", sa.LargeBinary),
        sa.Column("retry_after", sa.BigInteger),
        _column("answer", sa.LargeBinary),
        sa.Column("members", sa.LargeBinary),
    )
    op.create_index("ix_attempts_source_id_sequence", "attempts", ["source_id", "sequence"])


def _column(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _key(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _source() -> sa.Column[Any]:
    return sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), primary_key=True)


def _event_at_endpoint() -> list[sa.Column[Any]]:
    """Return what a table of one endpoint and one event is keyed by."""
    return [_key("endpoint"), _source(), _key("sequence", sa.BigInteger)]
