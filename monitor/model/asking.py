"""What those who only look ask for and get: events in the order of all sources, lanes, attempts, sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model.changes import Revision
from monitor.model.deliveries import Attempt, Endpoint, Lane
from monitor.model.events import Event, SourceState
from monitor.model.outbox import Health
from monitor.model.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An event with its position among those of all sources, counted from 1 in the order of their commits."""

    position: int
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """Which events are asked for; what is None or empty is not asked about.

    Those after position `after`, the oldest first, or with `newest` those before position `before`, the newest first.
    `words` must all stand in the event, whatever their case.
    """

    after: int = 0
    before: int | None = None
    newest: bool = False
    source: str | None = None
    types: Collection[str] = ()
    words: tuple[str, ...] = ()
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """The events that one question found, and the position from which to ask on: all up to there were looked at.

    `more` says that there are events beyond it; a page may hold fewer than were asked for, even none, and have more.
    """

    events: tuple[Placed, ...]
    next: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneStatus:
    """A lane, the last sequence of its source, and since when the first event that it owes has waited."""

    lane: Lane
    head: int
    oldest_owed_at: datetime | None = None

    @property
    def owed(self) -> int:
        """How many events are not passed yet, those that its filter will not want among them."""
        return max(0, self.head - self.lane.cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAttempt:
    """An attempt, and its number in the log, which only grows."""

    number: int
    attempt: Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """An entry as it stood at a time, or as it was when it was withdrawn before that."""

    revision: Revision
    first_seen: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBlogThen:
    """A part of a live blog as it was known at a time; `total` is how many entries had ever been seen by then."""

    entries: tuple[Appearance, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """An event, and how long after it each webhook had it that the log of attempts knows of."""

    event: Event
    delivered: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSource:
    """A source that was added while the daemon ran; `keys` are the config's, as they were given."""

    name: str
    keys: Mapping[str, object] = field(repr=False)
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A source as it is watched at this moment.

    `next_at` is when it is polled next (None: it is paused, or its timetable has no next time); `outcome` and `reason`
    are of its last poll since the start, `polling` says that one is under way. What is `added` came in by the API, what
    has a `finder` was found by the source of that name, all else stands in the config.
    """

    source: Source
    state: SourceState
    added: bool = False
    finder: str | None = None
    paused: bool = False
    polling: bool = False
    next_at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None

    @property
    def condition(self) -> str:
        """In one word how the source fares: waiting (for its first poll), well, failing, degraded or paused."""
        if self.paused:
            return "paused"
        if self.state.degraded:
            return "degraded"
        if self.state.failures:
            return "failing"
        return "well" if self.state.polled_at else "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookStatus:
    """An endpoint as it is sent to at this moment; `closed_until` is None while something may be sent to it."""

    endpoint: Endpoint
    health: Health
    closed_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """How the daemon itself fares.

    `lag` is how late the poll is that is due first, `overruns` counts polls that were still running when they were
    due again. `stuck` is how long lanes have been ready without a send (None: none is). `running`, `ready` and
    `waiting` are lanes; `in_flight`, `accepted` and `failed` attempts, since the start.
    `clock_ahead_s` is how far our clock is ahead, if hosts agree that it is wrong. `store_fault` is why what is written
    is not kept (None: it is).
    """

    started_at: datetime
    lag: timedelta = timedelta(0)
    overruns: int = 0
    stuck: timedelta | None = None
    sources: int = 0
    paused: int = 0
    degraded: int = 0
    in_flight: int = 0
    running: int = 0
    ready: int = 0
    waiting: int = 0
    accepted: int = 0
    failed: int = 0
    network_down: bool = False
    clock_ahead_s: float = 0.0
    store_fault: str | None = None
