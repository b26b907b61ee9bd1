"""Webhooks, and the tries at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo  # likewise
from enum import StrEnum


class Format(StrEnum):
    """The form of an endpoint's requests."""

    STANDARD = "standard"
    CLOUDEVENTS = "cloudevents"
    SLACK = "slack"
    DISCORD = "discord"
    TEAMS = "teams"
    TELEGRAM = "telegram"
    NTFY = "ntfy"
    TEMPLATE = "template"
    APPRISE = "apprise"


SIGNED = frozenset({Format.STANDARD, Format.CLOUDEVENTS})
"""The formats whose receivers are told by the signature who sent it."""

MOST_IN_BATCH: Mapping[Format, int] = {
    Format.STANDARD: 100,
    Format.CLOUDEVENTS: 100,
    Format.SLACK: 10,
    Format.DISCORD: 10,
    Format.TEAMS: 10,
    Format.TELEGRAM: 10,
    Format.NTFY: 10,
    Format.TEMPLATE: 100,
    Format.APPRISE: 10,
}
"""How many events one request can tell: Discord takes 10 embeds; of the other chats so many that each still has room
for its words."""


class Ordering(StrEnum):
    """What waits for what at one endpoint while an event cannot be delivered."""

    SOURCE = "source"
    """All later events of its source."""
    ENTRY = "entry"
    """The later events of the same entry; those of no entry wait for all before them."""
    NONE = "none"
    """Nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events an endpoint wants; each part that is set must agree. A part that says nothing is None or empty.

    `types` are event types. `words` (any of them, whole, whatever their case) and `pattern` (a regular expression)
    look at headline and text, or with `added_only` at what the event brought that was not there before. `edits` and
    `least_change` (0 to 1, one minus the similarity) judge updates alone; `authors` any of the entry's.
    """

    types: frozenset[str] | None = None
    words: tuple[str, ...] = ()
    pattern: str | None = None
    added_only: bool = False
    edits: frozenset[str] | None = None
    authors: tuple[str, ...] = ()
    least_change: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `start` to `end` by the clocks of `zone`, on the days that it starts on (Monday is 0); over midnight too.

    What comes in these hours is held until they end, or with `drop` never sent.
    """

    start: time
    end: time
    zone: tzinfo
    days: frozenset[int] = frozenset(range(7))
    drop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Up to `most` events of a source in one request, which waits at most `wait` after the first for the others."""

    most: int
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One webhook: where, signed with what (newest secret first), which events it wants, and how it takes them.

    `options` belong to the format, such as `chat_id`. `schedule` names a table of waits in `deliver.backoff`;
    `max_head_age` None never gives an event up before that table ends. `rate` is in requests per second.
    `collapse`: of several unsent updates of one entry only the last is sent.
    """

    name: str
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    filter: Filter = field(default_factory=Filter)
    timeout: timedelta = timedelta(seconds=15)
    format: Format = Format.STANDARD
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    ordering: Ordering = Ordering.SOURCE
    schedule: str = "default"
    max_head_age: timedelta | None = timedelta(hours=6)
    rate: float | None = None
    at_once: int = 4
    batch: Batch | None = None
    collapse: bool = False
    quiet: QuietHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One request as a format made it: what is sent, apart from signature and id. `method` is POST or PUT."""

    url: str = field(repr=False)
    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The deliveries of one source to one endpoint, sent in sequence.

    `cursor` is the last sequence that was accepted, passed or parked. Of the event after it, `attempts` counts the
    failed tries, `refusals` those that were answered with "not this one" (400 and its like), `since` is when the first
    one failed and `next_at` when to try again. `parked` counts the lane's parcels; `epoch` is that of the source's
    lease.
    """

    endpoint: str
    source: str
    cursor: int
    attempts: int = 0
    refusals: int = 0
    since: datetime | None = None
    next_at: datetime | None = None
    parked: int = 0
    epoch: int = 0


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """The endpoint answered, but not with 200 to 299."""
    GONE = "gone"
    """It answered 410, or in its platform's words that there is no such place any more."""
    UNRENDERABLE = "unrenderable"
    """Its format can make no request of the event."""
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"
    NOT_ALLOWED = "not-allowed"
    """We did not dial: the address is none of the public ones and nobody has allowed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at one request. `number` counts from 1; `answer` is the start of the response body.

    Of a batch, `members` are the sequences of its events, `sequence` the last of them and `event_id` the batch's id.
    `heard`: what came was no answer, but it came, so that our own network is up; nobody keeps that.
    """

    endpoint: str
    source: str
    sequence: int
    event_id: str
    number: int
    at: datetime
    outcome: Outcome
    duration_s: float
    status: int | None = None
    reason: str | None = None
    retry_after: timedelta | None = None
    answer: bytes = b""
    members: tuple[int, ...] = ()
    heard: bool = False
