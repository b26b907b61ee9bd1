"""When to poll next. Pure: the time is an argument.

    rhythm ──rates──▶ entries per second ─┐
    min, max, host ───────────────────────┴─ Demand ──budget──▶ interval ──cache_age──▶ just after the copy runs out

`interval: auto` asks a live blog in proportion to the root of its rate, which for a given number of requests keeps the
wait of all entries shortest; a failing source is asked less and less often.
"""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from typing import TYPE_CHECKING

from monitor.model import host_of
from monitor.schedule.budget import Demand, Level
from monitor.schedule.rates import hour_factor, legible, rate, typical_rate, worth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.model import Rhythm, Source
    from monitor.schedule.budget import Shares

ENOUGH = sqrt(3_600 / 20) / 10
"""The level that is enough when no budget is tighter: 20 entries an hour are asked for every 10 s, one every 45 s,
eighty and more every 5 s. Each request then saves the entries of a live blog about 0.3 s of waiting in sum."""

SLOWEST = timedelta(hours=1)
"""The longest wait between two polls of a source that fails, however long its interval is not."""

MOST_DOUBLINGS = 16
"""From 5 s that is 91 hours, far over the ceiling; unlimited, an interval of a day would overflow a timedelta."""

LONGEST = timedelta(days=7)
"""Between two polls of a host whose budget is too small for its sources: the most that the config lets anyone ask."""

SPREAD = timedelta(seconds=30)
SPREAD_PER_SOURCE = timedelta(milliseconds=100)

NOTABLE_S = 0.001
NOTABLE_FACTOR = 1.25
"""How far an hour of the day must be from the mean to be worth a word."""


def demand(source: Source, rhythm: Rhythm | None, url: str) -> Demand:
    """Return what a source that is asked at `url` wants of the budgets; without a rhythm it is like any other."""
    rhythm = legible(rhythm)
    least, most = (source.interval, source.interval) if source.interval else (source.min, source.max)
    entries = typical_rate() if rhythm is None else worth(rhythm)
    return Demand(rate=entries, least_s=least.total_seconds(), most_s=most.total_seconds(), host=host_of(url))


def interval_after_success(source: Source, wanted: Demand, shares: Shares) -> timedelta:
    """Return the interval after a good poll: fixed, or the source's share of the requests.

    >>> from monitor.model import Source
    >>> from monitor.schedule.budget import Level, Shares
    >>> source, enough = Source(name="a", url="https://a.example/"), Shares(overall=Level(level=ENOUGH))
    >>> wanted = [Demand(rate=hourly / 3600, least_s=5, most_s=300) for hourly in (200, 80, 20, 5, 1, 0.01)]
    >>> [round(interval_after_success(source, one, enough).total_seconds()) for one in wanted]
    [5, 5, 10, 20, 45, 300]
    """
    if source.interval is not None:
        return source.interval
    return min(timedelta(seconds=min(shares.interval_s(wanted), LONGEST.total_seconds())), LONGEST)


def explain(source: Source, rhythm: Rhythm | None, wanted: Demand, shares: Shares) -> tuple[str, ...]:
    """Return in words why a source is asked as often as it is, a line per reason.

    >>> from monitor.model import Source
    >>> from monitor.schedule.budget import Level, Shares
    >>> source, wanted = Source(name="a", url="https://a.example/"), Demand(rate=1 / 180, least_s=5, most_s=300)
    >>> for line in explain(source, None, wanted, Shares(overall=Level(level=ENOUGH / 2))):
    ...     print(line)
    nothing is known yet of its pace: taken for about 20 entries an hour
    by its rate asked every 10 s
    the budget of all sources is shared by others, too: asked every 20 s
    """
    if source.interval is not None:
        return (f"asked every {_seconds(source.interval.total_seconds())}, as the config says",)
    return (*_rhythm_lines(legible(rhythm), wanted), *_interval_lines(source, wanted, shares))


def _rhythm_lines(rhythm: Rhythm | None, wanted: Demand) -> Iterator[str]:
    hourly = f"about {3_600 * (wanted.rate if rhythm is None else rate(rhythm)):.3g} entries an hour"
    if rhythm is None:
        yield f"nothing is known yet of its pace: taken for {hourly}"
        return
    yield f"{hourly} to be expected now"
    if rhythm.recent:
        first, last = rhythm.recent[0], rhythm.recent[-1]
        yield f"the last {len(rhythm.recent)} came between {first:%d %b %H:%M:%S} and {last:%d %b %H:%M:%S} UTC"
    factor = hour_factor(rhythm, rhythm.at)
    if not 1 / NOTABLE_FACTOR < factor < NOTABLE_FACTOR:
        yield f"at {rhythm.at:%H:%M} UTC it is usually {factor:.2g} times as busy as in the mean of the day"


def _interval_lines(source: Source, wanted: Demand, shares: Shares) -> Iterator[str]:
    alone = Level(level=ENOUGH).interval_s(wanted)
    bound = {wanted.least_s: ", its `min`", wanted.most_s: ", its `max`"}.get(alone, "")
    yield f"by its rate asked every {_seconds(alone)}{bound}"
    if (interval := interval_after_success(source, wanted, shares).total_seconds()) > alone + NOTABLE_S:
        host = shares.hosts.get(wanted.host)
        by_host = host is not None and host.interval_s(wanted) >= shares.overall.interval_s(wanted)
        owner = f"the budget of {wanted.host}" if by_host else "the budget of all sources"
        yield f"{owner} is shared by others, too: asked every {_seconds(interval)}"


def _seconds(seconds: float) -> str:
    """Return a time as people say it.

    >>> _seconds(9.54), _seconds(95), _seconds(5400)
    ('9.5 s', '1.6 min', '1.5 h')
    """
    for size, unit in ((3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.2g} {unit}"
    return f"{seconds:.2g} s"


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


def first_run(*, now: datetime, interval: timedelta, jitter: float, sources: int) -> datetime:
    """Return when to poll for the first time, one of so many sources.

    `jitter` (0 to 1) spreads them over 100 ms each, their interval and 30 s at most: 10,000 jobs that are due in one
    instant come up to 0.6 s late; spread, they are on time. Who watches one does not wait for it.
    """
    return now + min(interval, SPREAD, sources * SPREAD_PER_SOURCE) * jitter
