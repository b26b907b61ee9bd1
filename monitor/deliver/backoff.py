"""When to try a failed delivery again. Pure: now, chance and the endpoint's wish are arguments."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

DEFAULT = "default"

SCHEDULES = MappingProxyType(
    {
        DEFAULT: (
            timedelta(0),
            timedelta(seconds=5),
            timedelta(seconds=30),
            timedelta(minutes=2),
            timedelta(minutes=5),
            timedelta(minutes=15),
            timedelta(minutes=30),
            timedelta(hours=1),
            timedelta(hours=2),
            timedelta(hours=5),
            timedelta(hours=10),
            timedelta(hours=14),
            timedelta(hours=20),
            timedelta(hours=24),
        ),
        "standard-webhooks": (
            timedelta(0),
            timedelta(seconds=5),
            timedelta(minutes=5),
            timedelta(minutes=30),
            timedelta(hours=2),
            timedelta(hours=5),
            timedelta(hours=10),
            timedelta(hours=14),
            timedelta(hours=20),
            timedelta(hours=24),
        ),
    }
)
"""The wait before each attempt, by the schedule's name. When the last attempt has failed, the schedule is over."""

LONGEST_WAIT = timedelta(hours=24)
"""No wait is longer, whatever chance or the endpoint's Retry-After says."""

SPREAD = 0.2
"""A wait is up to this share shorter or longer, so that lanes that failed together do not return together."""

STORE_FIRST_WAIT = timedelta(milliseconds=100)
STORE_LONGEST_WAIT = timedelta(seconds=10)
_STORE_DOUBLINGS = (STORE_LONGEST_WAIT // STORE_FIRST_WAIT).bit_length()


def attempts_of(schedule: str) -> int:
    """Return how many attempts a schedule has.

    >>> attempts_of("default"), attempts_of("standard-webhooks")
    (14, 10)
    """
    return len(SCHEDULES[schedule])


def next_attempt(
    failures: int, *, now: datetime, jitter: float, retry_after: timedelta | None = None, schedule: str = DEFAULT
) -> datetime:
    """Return when to try again after `failures` failed attempts in a row; `jitter` is in [0, 1), 0.5 for none.

    A Retry-After that asks for more than the schedule is obeyed. Past the schedule's end its last wait repeats.

    >>> from datetime import UTC
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> def waits(jitter, schedule="default"):
    ...     times = [next_attempt(n, now=now, jitter=jitter, schedule=schedule) for n in range(15)]
    ...     return [round((time - now).total_seconds()) for time in times]
    >>> waits(0.5)
    [0, 5, 30, 120, 300, 900, 1800, 3600, 7200, 18000, 36000, 50400, 72000, 86400, 86400]
    >>> waits(0.0)
    [0, 4, 24, 96, 240, 720, 1440, 2880, 5760, 14400, 28800, 40320, 57600, 69120, 69120]
    >>> waits(0.999999)
    [0, 6, 36, 144, 360, 1080, 2160, 4320, 8640, 21600, 43200, 60480, 86400, 86400, 86400]
    >>> waits(0.5, "standard-webhooks")
    [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400, 86400, 86400, 86400, 86400, 86400]
    >>> next_attempt(1, now=now, jitter=0.5, retry_after=timedelta(minutes=1)) - now
    datetime.timedelta(seconds=60)
    """
    waits = SCHEDULES[schedule]
    wait = waits[min(failures, len(waits) - 1)] * (1 - SPREAD + 2 * SPREAD * jitter)
    return now + min(max(wait, retry_after or timedelta(0)), LONGEST_WAIT)


def believed(
    next_at: datetime | None,
    failures: int,
    *,
    now: datetime,
    schedule: str = DEFAULT,
    next_attempt: NextAttempt = next_attempt,
) -> datetime | None:
    """Return when a request that was written down for `next_at` is due; None: now.

    A time further off than the schedule can have put it was written by a clock that ran ahead, and nobody waits for it.

    >>> from datetime import UTC
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> believed(now + timedelta(seconds=6), 1, now=now) - now
    datetime.timedelta(seconds=6)
    >>> believed(now + timedelta(hours=1), 1, now=now) is None
    True
    """
    if next_at is None or next_at <= next_attempt(failures, now=now, jitter=1.0, schedule=schedule):
        return next_at
    return None


class NextAttempt(Protocol):
    """When to try again; `next_attempt` is the one that counts."""

    def __call__(
        self,
        failures: int,
        *,
        now: datetime,
        jitter: float,
        retry_after: timedelta | None = None,
        schedule: str = DEFAULT,
    ) -> datetime: ...


def store_wait(failures: int) -> timedelta:
    """Return how long to wait before asking the store again after it failed that many times in a row.

    >>> [store_wait(n).total_seconds() for n in (1, 2, 3, 4, 5, 6, 7, 8, 1_000_000)]
    [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    """
    doublings = min(failures - 1, _STORE_DOUBLINGS)
    return min(STORE_FIRST_WAIT * (1 << doublings), STORE_LONGEST_WAIT)
