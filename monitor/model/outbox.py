"""Where deliveries stand: lanes and what is parked beside them, dead letters, the health of endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from monitor.model.deliveries import Attempt, Lane
from monitor.model.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A request that left its lane's order or is more than one event: its composition is fixed for ever.

    `sequences` are its events', in order. It is kept until it is accepted or dead: a batch, an event that others have
    overtaken, or one that is sent again. `entries` are the entries it tells of (None among them: an event of none).
    The other fields are as in Lane.
    """

    sequences: tuple[int, ...]
    entries: tuple[str | None, ...]
    attempts: int = 0
    refusals: int = 0
    since: datetime | None = None
    next_at: datetime | None = None

    @property
    def sequence(self) -> int:
        """The last one, by which a lane knows its parcels."""
        return self.sequences[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that was given up for one endpoint, after how many attempts and why."""

    endpoint: str
    source: str
    sequence: int
    event_id: str
    at: datetime
    attempts: int
    reason: str
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """An event that the endpoint wants and was left out for its moment: collapsed into a later one, or quiet hours."""

    sequence: int
    reason: str


class Standing(StrEnum):
    """Whether an endpoint is sent to at all; while it is not, its backlog is kept."""

    ON = "on"
    GONE = "gone"
    """It answered 410."""
    FAILING = "failing"
    """Nothing was accepted for days."""
    OFF = "off"
    """The operator says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The attempts of one span of time, which begins at `at`."""

    at: datetime
    accepted: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an endpoint fares.

    `reason` belongs to the standing; `changed_at` is when that changed, or the operator last had a say.
    `paused_until` is what the operator asked for, `asked_until` what a Retry-After did.
    `in_a_row` and `recent` are what the breaker counts; while it is open, `probe_at` is when the next probe may go and
    `probes` how many failed. `failing_since` and `failures` count from the last success, `failure` is why the last
    attempt failed, of those; `warned` is the highest share in percent of the time until it is disabled that was warned
    of. `key` is a digest of the newest secret, never the secret, and `key_since` when it became the newest.
    """

    standing: Standing = Standing.ON
    reason: str | None = None
    changed_at: datetime | None = None
    paused_until: datetime | None = None
    asked_until: datetime | None = None
    in_a_row: int = 0
    recent: tuple[Tally, ...] = ()
    probe_at: datetime | None = None
    probes: int = 0
    failing_since: datetime | None = None
    failures: int = 0
    failure: str | None = None
    warned: int = 0
    accepted_at: datetime | None = None
    key: str | None = None
    key_since: datetime | None = None

    def outdated_by(self, other: Health) -> bool:
        """Return whether the operator had a say in another one of which this one has not heard."""
        return other.changed_at is not None and (self.changed_at is None or self.changed_at < other.changed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneCommit:
    """All that one step of a lane changed; it is committed together or not at all.

    `before` is the lane as it was known, which fences the write; `settled` is the parcel that was tried, which
    `parcels` replace (none: it is done). `health` is the endpoint's if it has to be kept; `released` ends the waits of
    all its lanes.
    """

    before: Lane
    after: Lane
    at: datetime
    attempts: tuple[Attempt, ...] = ()
    settled: Parcel | None = None
    parcels: tuple[Parcel, ...] = ()
    dead: tuple[DeadLetter, ...] = ()
    omitted: tuple[Omission, ...] = ()
    health: Health | None = None
    released: bool = False

    @property
    def plain(self) -> bool:
        """Whether it does no more than move the lane on, so that a run of such steps can be written as one."""
        beside = self.settled or self.parcels or self.dead or self.health or self.released
        return not beside and self.after.cursor > self.before.cursor


def joined(steps: Sequence[LaneCommit]) -> LaneCommit:
    """Return a run of plain steps of one lane as one."""
    if len(steps) == 1:
        return steps[0]
    return LaneCommit(
        before=steps[0].before,
        after=steps[-1].after,
        at=steps[-1].at,
        attempts=tuple(attempt for step in steps for attempt in step.attempts),
        omitted=tuple(omission for step in steps for omission in step.omitted),
    )


class DeliveryState(StrEnum):
    OWED = "owed"
    """Not tried yet."""
    WAITING = "waiting"
    """Tried, and to be tried again."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; `dead replay` sends it again."""
    PASSED = "passed"
    """Not wanted by the filter, or left out for its moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event owed to one endpoint, and what became of it.

    `attempts`, `status` and `at` are of the last attempt that the log still has; `reason` says why it is not delivered.
    """

    endpoint: str
    event: Event
    state: DeliveryState
    attempts: int = 0
    status: int | None = None
    at: datetime | None = None
    reason: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryQuery:
    """Which deliveries are asked for, the newest first; what is None is not asked about."""

    endpoint: str | None = None
    source: str | None = None
    state: DeliveryState | None = None
    event_id: str | None = None
    before: datetime | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointStatus:
    """One endpoint at a glance: its health, its lanes that are awake, and how many events it is owed or lost."""

    endpoint: str
    health: Health
    lanes: int
    owed: int
    parked: int
    dead: int
    oldest_owed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many rows of each kind were too old and are gone."""

    attempts: int = 0
    events: int = 0
    dead_letters: int = 0
    revisions: int = 0

    @property
    def total(self) -> int:
        return self.attempts + self.events + self.dead_letters + self.revisions

    def __add__(self, other: Pruned) -> Pruned:
        return Pruned(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})
