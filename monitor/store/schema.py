"""The tables. A change here goes with a migration in `migrations/versions`; a test keeps the two the same.

    sources ──┬── live_blogs   what the live blog looked like when last read
              ├── entries ──── revisions
              ├── events       the outbox: sequence 1, 2, 3 … per source, position 1, 2, 3 … over all, without holes
              ├── exhibits     the chain of evidence, whose bytes are in files
              ├── lanes        one cursor over a source's events per endpoint
              ├── parcels      requests beside their lane's order: batches, events overtaken or sent again
              ├── dead_letters events that were given up for an endpoint
              ├── omissions    events that an endpoint wanted and that were left out for their moment
              └── attempts     every try at a delivery
    endpoints                  the health of each webhook
    added_sources, paused_sources    what users changed while the daemon ran
    subscriptions              at hubs that tell us when to look
    accounts                   what each host was asked for, by the day

There is no row per delivery: an event is owed to an endpoint while the lane's cursor is below its sequence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    select,
)

from monitor.model import ACCOUNT_FIELDS, Entry, Exhibit, Health, LiveBlog, SourceState, Subscription
from monitor.store.columns import Digest, ExactText, Json, Moment, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a parcel holds: its events' sequences, and the entries that they tell of."""

    sequences: tuple[int, ...]
    entries: tuple[str | None, ...]


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column("state", Json(SourceState), nullable=False),
)

# By name, not by number: a source stays paused or added whether or not it is registered at the time.
added_sources = Table(
    "added_sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("keys", Json(dict[str, Any]), nullable=False),
    Column("added_at", Moment, nullable=False),
)

paused_sources = Table("paused_sources", metadata, Column("name", Text, primary_key=True))

# Apart from sources, whose rows are rewritten for polls that changed nothing: the window of a long blog takes 5 KB.
live_blogs = Table(
    "live_blogs",
    metadata,
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("content", Json(LiveBlog), nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("first_seen", Moment, nullable=False),
    # The publisher's date, else when it was first seen: by it a live blog is shown.
    Column("dated", Moment, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("source_id", Integer, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("fingerprint", Digest, nullable=False),
    Column("observed_at", Moment, nullable=False),
    Column("entry", Json(Entry), nullable=False),
    ForeignKeyConstraint(["source_id", "key"], [entries.c.source_id, entries.c.key]),
)

events = Table(
    "events",
    metadata,
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("entry_id", ExactText),
    Column("at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

exhibits = Table(
    "exhibits",
    metadata,
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("exhibit", Json(Exhibit), nullable=False),
)

lanes = Table(
    "lanes",
    metadata,
    Column("endpoint", Text, primary_key=True),
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("cursor_seq", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("refusals", Integer, nullable=False, server_default="0"),
    Column("since", Moment),
    Column("next_at", Moment),
    Column("awake", Boolean, nullable=False),
)

parcels = Table(
    "parcels",
    metadata,
    Column("endpoint", Text, primary_key=True),
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("content", Json(Contents), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("refusals", Integer, nullable=False),
    Column("since", Moment),
    Column("next_at", Moment),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("endpoint", Text, primary_key=True),
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", ExactText, nullable=False),
    Column("status", Integer),
)

omissions = Table(
    "omissions",
    metadata,
    Column("endpoint", Text, primary_key=True),
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

endpoints = Table(
    "endpoints",
    metadata,
    Column("name", Text, primary_key=True),
    Column("health", Json(Health), nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("endpoint", Text, nullable=False),
    Column("source_id", ForeignKey(sources.c.id), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("duration", Span, nullable=False),
    Column("status", Integer),
    Column("reason", ExactText),
    Column("retry_after", Span),
    Column("answer", LargeBinary, nullable=False),
    Column("members", Json(tuple[int, ...])),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("content", Json(Subscription), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("day", Text, primary_key=True),
    Column("host", Text, primary_key=True),
    *(Column(name, Span if name in {"watched", "waited"} else BigInteger, nullable=False) for name in ACCOUNT_FIELDS),
)

Index("ix_entries_source_id_dated_key", entries.c.source_id, entries.c.dated, entries.c.key)

# What became of an event is asked by its place; the log's own order, by which it is pruned, is that of its ids.
Index("ix_attempts_source_id_sequence", attempts.c.source_id, attempts.c.sequence)
# A source's events after a position: without it a page of a long source would be looked for from its beginning.
Index("ix_events_source_id_position", events.c.source_id, events.c.position)
# Rare types (a source is degraded, an entry withdrawn) would be looked for among a million of others.
Index("ix_events_type_position", events.c.type, events.c.position)
Index("ix_events_source_id_type_position", events.c.source_id, events.c.type, events.c.position)

SELECT_SOURCE_ID = select(sources.c.id).where(sources.c.name == bindparam("source"))
"""Rows name a source by its number, everybody else by its name."""

ID_OF_SOURCE = SELECT_SOURCE_ID.scalar_subquery()
