"""When to poll next. Pure: the time is an argument.

`interval: auto` starts at the shortest interval whenever an entry came or changed, and grows while nothing does; a
failing source is asked less and less often.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Source

GROWTH = 1.25
"""Each quiet poll makes an automatic interval a quarter longer: from 5 s to 5 min in 19 polls, about 24 minutes."""

SLOWEST = timedelta(hours=1)
"""The longest wait between two polls of a source that fails, however long its interval is not."""

MOST_DOUBLINGS = 16
"""From 5 s that is 91 hours, far over the ceiling; unlimited, an interval of a day would overflow a timedelta."""


def interval_after_success(source: Source, current: timedelta | None, *, changed: bool) -> timedelta:
    """Return the interval after a good poll: fixed, or shortest after a change and growing while quiet.

    >>> from datetime import timedelta
    >>> from monitor.model import Source
    >>> source = Source(name="a", url="https://a.example/")
    >>> quiet = [interval_after_success(source, None, changed=True)]
    >>> for _ in range(4):
    ...     quiet.append(interval_after_success(source, quiet[-1], changed=False))
    >>> [round(interval.total_seconds(), 2) for interval in quiet]
    [5.0, 6.25, 7.81, 9.77, 12.21]
    """
    if source.interval is not None:
        return source.interval
    if changed or current is None:
        return source.min
    return min(max(current * GROWTH, source.min), source.max)


def interval_after_failure(source: Source, *, failures: int, retry_after: timedelta | None = None) -> timedelta:
    """Return the interval after the given number of failures in a row: doubling, never before Retry-After.

    >>> from datetime import timedelta
    >>> from monitor.model import Source
    >>> source = Source(name="a", url="https://a.example/")
    >>> [interval_after_failure(source, failures=n).seconds for n in (1, 2, 3, 4, 8)]
    [5, 10, 20, 40, 300]
    >>> interval_after_failure(source, failures=1, retry_after=timedelta(minutes=10)).seconds
    600
    """
    base = source.interval or source.min
    ceiling = max(base, min(source.max, SLOWEST))
    doublings = min(failures - 1, MOST_DOUBLINGS)
    return max(min(base * (1 << doublings), ceiling), retry_after or timedelta(0))


def next_run(*, due: datetime, now: datetime, interval: timedelta) -> datetime:
    """Return when to poll next: an interval after the poll was due, at once if that has passed (the poll overran).

    >>> from datetime import UTC, datetime, timedelta
    >>> due = datetime(2024, 11, 7, 12, 0, 0, tzinfo=UTC)
    >>> next_run(due=due, now=due + timedelta(seconds=2), interval=timedelta(seconds=5)).second
    5
    >>> next_run(due=due, now=due + timedelta(seconds=7), interval=timedelta(seconds=5)).second
    7
    """
    return max(due + interval, now)


def first_run(*, now: datetime, interval: timedelta, jitter: float) -> datetime:
    """Return when to poll for the first time: `jitter` (0 to 1) spreads sources over their interval, 30 s at most.

    10,000 jobs that are due in one instant come up to 0.6 s late; spread, they are on time.
    """
    return now + min(interval, SPREAD) * jitter


SPREAD = timedelta(seconds=30)
