"""What outlives the process: events, poll states, history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from monitor.errors import RowDamaged
from monitor.model.changes import Copies, EventType, Freshness, Quarantine, Revision
from monitor.model.discovery import Child
from monitor.model.evidence import ChainHead, Exhibit
from monitor.model.known import Known, KnownEntry
from monitor.model.left import LeftPage
from monitor.model.life import Life
from monitor.model.older import OlderPages
from monitor.model.pages import Validators
from monitor.model.rhythm import CachedCopy, Rhythm
from monitor.model.snapshots import Lead
from monitor.model.tail import Tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A change with an id and a sequence per source, as stored and told. `body` is what receivers get, to the byte."""

    id: str
    source: str
    sequence: int
    type: EventType
    entry_id: str | None
    at: datetime
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        """The body as Python values. Raises: RowDamaged."""
        try:
            message: dict[str, Any] = json.loads(self.body)
        except ValueError as error:
            raise RowDamaged(f"event {self.id} in the database is not what was written ({error})") from error
        return message


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPoll:
    """How a poll that began at `at` ended, why so if it was not well, and when the next one is to be."""

    at: datetime
    outcome: str
    next_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """Where the polling of one source stands; small, and in memory for every source.

    `sequence` is the last one given to an event; `epoch` fences writes once several nodes share a store. `url` is
    where the last permanent redirect led. `entry_at` is when an entry last came or changed. `choice` and `lead` say
    how the live blog is read: a baseline is only as good as the next reading that is done the same way. `read_by` is
    what read it last: the version of the program, and the settings by which it reads (`polling/rereading.py`). `begun`
    is when the watch began, as long as nothing could be read. `freshness` is that of the freshest page that was
    compared; `quarantine` holds what was not; `copies` is what is known of those that do not say their age. `older` is
    where the reading of older pages stands; `rhythm` and `copy` are what the pace goes by. `followed` is the page that
    the watch has gone on to, from the configured one; `life` is where the coverage stands; `left` are the pages before
    it that are looked at for late corrections, oldest first. `children` are the live blogs that an index brought,
    `listed_at` is when it was first read. `last` is how its last poll went, good or bad. `evidence` is the end of the
    source's chain. `tail` is the page with the newest entries where that is not the first.
    """

    source: str
    sequence: int = 0
    epoch: int = 0
    url: str | None = None
    validators: Validators = field(default_factory=Validators)
    polled_at: datetime | None = None
    entry_at: datetime | None = None
    interval: timedelta | None = None
    failures: int = 0
    degraded: bool = False
    conditional_polls: int = 0
    extractor: str | None = None
    choice: str = ""
    lead: Lead | None = None
    relearn: bool = False
    read_by: str = ""
    begun: datetime | None = None
    freshness: Freshness = field(default_factory=Freshness)
    quarantine: Quarantine | None = None
    copies: Copies = field(default_factory=Copies)
    older: OlderPages = field(default_factory=OlderPages)
    rhythm: Rhythm | None = None
    copy: CachedCopy | None = None
    followed: str | None = None
    life: Life | None = None
    left: tuple[LeftPage, ...] = ()
    children: tuple[Child, ...] = ()
    listed_at: datetime | None = None
    last: LastPoll | None = None
    evidence: ChainHead | None = None
    tail: Tail = field(default_factory=Tail)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCommit:
    """All that one poll changed; it is committed together or not at all.

    `entries` are the known entries to write; one whose revision is new brings that revision with it. Events carry
    the sequences `expected_sequence + 1 …` without a hole.
    """

    expected_sequence: int
    state: SourceState
    known: Known
    entries: tuple[KnownEntry, ...] = ()
    events: tuple[Event, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that was ever seen of one live blog.

    `title` is the newest; `revisions` are those of all its entries, `events` those that no revision stands for
    (deleted, restored, and what befell the live blog or its source); both oldest first. `first_seen` says of each
    entry when it came: its first revisions may have been removed since.
    """

    source: str
    url: str
    title: str | None = None
    revisions: tuple[Revision, ...] = ()
    events: tuple[Event, ...] = ()
    first_seen: Mapping[str, datetime] = field(default_factory=dict)
