"""Webhooks, their lanes, attempts and dead letters. Nothing of a secret, or of an address's path, is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from monitor.model import Attempt, DeadLetter, EndpointStatus, LaneStatus, LoggedAttempt, WebhookStatus

ANSWER_SHOWN = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookShape:
    """A webhook: where it is, how it fares, what it is owed.

    `origin` is its address without path and query, which may hold secrets. `condition` is `on`, `gone`, `failing`,
    `off`, `paused` or `open` (the breaker's word: a single probe is sent now and then). `failure` is why the last
    attempt failed, if none has been accepted since.
    """

    name: str
    origin: str
    format: str
    ordering: str
    signed: bool
    condition: str
    reason: str | None
    closed_until: datetime | None
    failing_since: datetime | None
    failures: int
    failure: str | None
    accepted_at: datetime | None
    lanes: int
    owed: int
    parked: int
    dead: int
    oldest_owed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksShape:
    webhooks: list[WebhookShape]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneShape:
    """The deliveries of one source to one webhook: `cursor` of `head` events are passed."""

    webhook: str
    source: str
    cursor: int
    head: int
    owed: int
    parked: int
    attempts: int
    since: datetime | None
    next_at: datetime | None
    oldest_owed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePageShape:
    """A page of lanes; `next` is the `after` of the next page, null on the last one."""

    lanes: list[LaneShape]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptShape:
    """One try at one event, or at a batch whose sequences are `members`; `answer` is the start of what came back."""

    webhook: str
    source: str
    sequence: int
    event_id: str
    number: int
    at: datetime
    outcome: str
    duration_s: float
    status: int | None
    reason: str | None
    retry_after_s: float | None
    answer: str
    members: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptPageShape:
    """A page of attempts, the newest first; `next` is the `before` of the next page, null on the last one."""

    attempts: list[AttemptShape]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterShape:
    """An event that was given up for one webhook."""

    webhook: str
    source: str
    sequence: int
    event_id: str
    at: datetime
    attempts: int
    reason: str
    status: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLettersShape:
    """Dead letters, the newest first."""

    dead_letters: list[DeadLetterShape]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedShape:
    replayed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatedShape:
    """The new secret, told only now; `write` says what to put into the config."""

    secret: str
    write: str


def origin_of(url: str) -> str:
    """Return an address without what may be secret in it.

    >>> origin_of("https://me:key@hooks.example.org:8443/services/T0/B0/secret?k=v")
    'https://hooks.example.org:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def webhook_shape(webhook: WebhookStatus, owed: EndpointStatus | None) -> WebhookShape:
    endpoint, health = webhook.endpoint, webhook.health
    return WebhookShape(
        name=endpoint.name,
        origin=origin_of(endpoint.url),
        format=endpoint.format.value,
        ordering=endpoint.ordering.value,
        signed=bool(endpoint.secrets),
        condition=condition(webhook),
        reason=health.reason,
        closed_until=webhook.closed_until,
        failing_since=health.failing_since,
        failures=health.failures,
        failure=health.failure,
        accepted_at=health.accepted_at,
        lanes=owed.lanes if owed else 0,
        owed=owed.owed if owed else 0,
        parked=owed.parked if owed else 0,
        dead=owed.dead if owed else 0,
        oldest_owed_at=owed.oldest_owed_at if owed else None,
    )


def condition(webhook: WebhookStatus) -> str:
    """Return in one word how a webhook fares."""
    health = webhook.health
    if health.standing.value != "on":
        return health.standing.value
    if health.probe_at is not None:
        return "open"
    return "paused" if webhook.closed_until is not None else "on"


def lane_shape(status: LaneStatus) -> LaneShape:
    lane = status.lane
    return LaneShape(
        webhook=lane.endpoint,
        source=lane.source,
        cursor=lane.cursor,
        head=status.head,
        owed=status.owed,
        parked=lane.parked,
        attempts=lane.attempts,
        since=lane.since,
        next_at=lane.next_at,
        oldest_owed_at=status.oldest_owed_at,
    )


def attempt_shape(attempt: Attempt) -> AttemptShape:
    return AttemptShape(
        webhook=attempt.endpoint,
        source=attempt.source,
        sequence=attempt.sequence,
        event_id=attempt.event_id,
        number=attempt.number,
        at=attempt.at,
        outcome=attempt.outcome.value,
        duration_s=attempt.duration_s,
        status=attempt.status,
        reason=attempt.reason,
        retry_after_s=attempt.retry_after.total_seconds() if attempt.retry_after else None,
        answer=attempt.answer[:ANSWER_SHOWN].decode("utf-8", "replace"),
        members=list(attempt.members),
    )


def attempt_page(logged: list[LoggedAttempt], *, more: bool) -> AttemptPageShape:
    shapes = [attempt_shape(one.attempt) for one in logged]
    return AttemptPageShape(attempts=shapes, next=logged[-1].number if more else None)


def dead_letter_shape(letter: DeadLetter) -> DeadLetterShape:
    return DeadLetterShape(
        webhook=letter.endpoint,
        source=letter.source,
        sequence=letter.sequence,
        event_id=letter.event_id,
        at=letter.at,
        attempts=letter.attempts,
        reason=letter.reason,
        status=letter.status,
    )
