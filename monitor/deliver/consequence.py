"""What follows from an attempt, for the request that was tried and for its endpoint. Pure.

    answer                        the request                               the endpoint
    2xx                           accepted                                  well
    410                           again when enabled                        disabled (`gone`)
    Retry-After                   again, no attempt used up                 paused: max(backoff, what it asked for)
    400, 413, 415, 422            again, given up at the third              well
    anything else, or nothing     again by the schedule                     failed, which the breaker counts
    nothing, from anyone          again, no attempt used up                 not charged: our own network is down

A request is given up when its schedule is over or `max_head_age` has passed since its first failure, and never
without a try at the end; while we slept or were stopped, nobody could accept it, and it did not age. A batch that is
refused is told again event by event, so that only the one at fault dies. A probe of an open breaker that comes before
the schedule's own time uses up no attempt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from monitor.deliver.backoff import NextAttempt, attempts_of, next_attempt
from monitor.deliver.breaker import Signal
from monitor.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Attempt, Endpoint, Lane, Parcel

REFUSAL_STATUSES = frozenset({400, 413, 415, 422})
"""They cannot heal by trying again, and would block the lane."""
REFUSALS_LEAST = 3
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SILENT = frozenset({Outcome.TIMED_OUT, Outcome.UNREACHABLE})
"""No answer came."""


class Fate(Enum):
    ACCEPTED = auto()
    AGAIN = auto()
    SPLIT = auto()
    """The batch is told event by event."""
    DEAD = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What becomes of a request; the counts are those that it has from now on. `reason` says why it is given up.

    `signal` None: the attempt says nothing of the endpoint. From `next_at` on it is due, and from `pause_until` on the
    endpoint may be sent anything.
    """

    fate: Fate
    signal: Signal | None
    attempts: int = 0
    refusals: int = 0
    since: datetime | None = None
    next_at: datetime | None = None
    pause_until: datetime | None = None
    reason: str = ""


_ACCEPTED = Consequence(fate=Fate.ACCEPTED, signal=Signal.ACCEPTED)


def follow(
    endpoint: Endpoint,
    attempt: Attempt,
    tried: Lane | Parcel,
    *,
    now: datetime,
    jitter: float,
    probe: bool = False,
    network_down: bool = False,
    next_attempt: NextAttempt = next_attempt,
    asleep: Sequence[tuple[datetime, datetime]] = (),
) -> Consequence:
    """Return what follows from `attempt`; `tried` has the counts before it, `jitter` is in [0, 1).

    `asleep` are the stretches, none over another, in which we were stopped or the machine slept.
    """
    if attempt.outcome is Outcome.ACCEPTED:
        return _ACCEPTED
    if network_down:
        return _again(tried, None, next_at=tried.since and now)
    if attempt.outcome is Outcome.GONE:
        return _again(tried, Signal.GONE)
    since = _since(tried, now, asleep)
    aged = endpoint.max_head_age is not None and now - since >= endpoint.max_head_age
    if not attempt.retry_after:  # nor one of no wait: where each answer said so, we asked every 5 s for hours
        return _charged(
            endpoint, attempt, tried, since=since, now=now, jitter=jitter, probe=probe, next_attempt=next_attempt
        )
    pause_until = next_attempt(
        tried.attempts + 1, now=now, jitter=jitter, retry_after=attempt.retry_after, schedule=endpoint.schedule
    )
    return Consequence(
        fate=Fate.DEAD if aged else Fate.AGAIN,
        signal=Signal.BUSY,
        attempts=tried.attempts,
        refusals=tried.refusals,
        since=since,
        next_at=None if aged else pause_until,
        pause_until=pause_until,
        reason=_aged(endpoint) if aged else "",
    )


def _charged(
    endpoint: Endpoint,
    attempt: Attempt,
    tried: Lane | Parcel,
    *,
    since: datetime,
    now: datetime,
    jitter: float,
    probe: bool,
    next_attempt: NextAttempt,
) -> Consequence:
    """Return what follows from a failure that counts."""
    refused = attempt.status in REFUSAL_STATUSES or attempt.outcome is Outcome.UNRENDERABLE
    early = probe and not refused and tried.next_at is not None and now < tried.next_at
    attempts = tried.attempts + (not early)
    refusals = tried.refusals + refused
    scheduled = next_attempt(attempts, now=now, jitter=jitter, schedule=endpoint.schedule)
    next_at = tried.next_at if early and tried.next_at else scheduled
    if endpoint.max_head_age is not None:
        next_at = max(now, min(next_at, since + endpoint.max_head_age))
    fate, reason = Fate.AGAIN, ""
    if refusals >= REFUSALS_LEAST:
        fate = Fate.SPLIT if len(attempt.members) > 1 else Fate.DEAD
        reason = f"refused {refusals} times: {attempt.reason}"
    elif attempts >= attempts_of(endpoint.schedule):
        fate, reason = Fate.DEAD, f"all {attempts} attempts failed"
    elif endpoint.max_head_age is not None and now - since >= endpoint.max_head_age:
        fate, reason = Fate.DEAD, _aged(endpoint)
    return Consequence(
        fate=fate,
        signal=Signal.REFUSED if refused else Signal.FAILED,
        attempts=attempts,
        refusals=refusals,
        since=since,
        next_at=next_at if fate is Fate.AGAIN else None,
        reason=reason,
    )


def _since(tried: Lane | Parcel, now: datetime, asleep: Sequence[tuple[datetime, datetime]]) -> datetime:
    """Return since when a request fails, without the time in which it was due and nobody was awake to try it.

    A beginning in the future was written by a clock that ran ahead.
    """
    since = tried.since or now
    due = max(tried.next_at or since, since)
    slept = sum((max(woke - max(began, due), timedelta(0)) for began, woke in asleep), timedelta(0))
    return min(since + slept, now)


def _again(tried: Lane | Parcel, signal: Signal | None, *, next_at: datetime | None = None) -> Consequence:
    return Consequence(
        fate=Fate.AGAIN,
        signal=signal,
        attempts=tried.attempts,
        refusals=tried.refusals,
        since=tried.since,
        next_at=next_at,
    )


def _aged(endpoint: Endpoint) -> str:
    assert endpoint.max_head_age is not None
    age = endpoint.max_head_age
    within = f"{age / HOUR:g} h" if age >= HOUR else f"{age / MINUTE:g} min"
    return f"not accepted within {within} (`max_head_age`)"
