"""How fast a live blog publishes now, estimated from what it published. Pure: the time is an argument.

    usual ──at a jump──▶ now ──an entry: faster rates are likelier; time without one: slower──▶ now ──mean──▶ rate
      ▲                                                                                          │
      └──────────────────────── slowly, over a day: where the blog is, it often is ◀─────────────┘

A live blog runs at one pace for a while and then jumps to another: it wakes, bursts, goes quiet, sleeps. The pace is
hidden, its entries are seen, and Bayes' rule says after each of them, and after each stretch without, how likely each
pace is. A jump leads to wherever this blog usually is, so one entry on a blog that alternates between sleep and sixty
an hour means sixty an hour, and on one that publishes daily it means little; or it is a burst, or the end of one. Hours
of the day that are usually busy make time pass faster, and quiet ones slower.

What counts for the next poll is the rate of the next minutes: a blog that sleeps may wake, and one that publishes a
thousand entries an hour when it does is looked at more often in its sleep than one that publishes ten.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from math import ceil, exp, log
from typing import TYPE_CHECKING

from monitor.model import EventType, Rhythm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Change

SLOWEST_HOURLY = 0.02
FASTEST_HOURLY = 60_000.0
RATES_COUNT = 20
"""Twenty rates, each 2.2 times the one before: 28 find entries no sooner (benchmarks/pace.py)."""

RATES: tuple[float, ...] = tuple(
    SLOWEST_HOURLY * (FASTEST_HOURLY / SLOWEST_HOURLY) ** (place / (RATES_COUNT - 1)) / 3_600.0
    for place in range(RATES_COUNT)
)
"""Entries per second."""

NOVEL = 0.03
"""How much of a jump leads to where any publisher may be instead of where this one usually is: its first burst."""

JUMPS_HOURLY = (0.2, 0.4)
JUMPS_PER_ENTRY = 0.2
"""How often a live blog leaves a slow pace at least and a fast one at most; between them once in five entries. With
0.4 and 1.0 entries wait 1 % longer: quiet sources are then half expected to wake, and take the requests that busy ones
need (benchmarks/pace.py, as for all that follows)."""

BURST_ABOVE = 2.5
BURST_ENDS_HOURLY = 3.0
"""A pace so many times the usual mean is a burst, and left that much more often: minutes last, not hours."""

BURST_SHARE = 0.35
BURST_STEPS = 2
"""How much of a jump is one up or down by so many rates, five times as fast or slow, from wherever the blog is."""

JUMPS = tuple(min(max(JUMPS_PER_ENTRY * pace, JUMPS_HOURLY[0] / 3_600.0), JUMPS_HOURLY[1] / 3_600.0) for pace in RATES)
"""The same per second for each rate."""

AHEAD_S = 100.0
"""How far the rate is foreseen: a third of the longest usual interval, where its entries have their mean weight."""
STAYS_AHEAD = tuple(exp(-AHEAD_S * jumps) for jumps in JUMPS)

UNSURE = 1.15
"""The power at which rates are averaged for the share of requests: a poll also tells at which pace a live blog is, and
that is worth the more the less we know. Over 24 drawings of benchmarks/pace.py entries wait 0.2 % less than at 1, and
those that took 1.15 times as long as under the oracle or a little more (seeds 1, 4 and 5) take 1.14."""

TYPICAL_HOURLY = 2.7
TYPICAL_SPREAD = 2.0
"""What a source is taken for before we know it: log-normal with σ = 2, publishers having 20 an hour in the mean."""

FIRST_MEMORY_S = 2 * 3_600.0
LONGEST_MEMORY_S = 86_400.0
"""Over how long the usual rates are learned: two hours for a new source, a day for one that was watched that long."""

DAY = timedelta(days=1)
HOURS = 24
HOURS_FADE_S = 5 * 86_400.0
"""Over how long the hours of the day are remembered: a newsroom's shifts stay, last week's election goes."""

HOURS_WEIGHT = 5.0
"""Entries that each hour is taken to have had beside its own, so that one busy hour makes no habit."""

ENTRY_COUNTS_S = 60.0
"""An entry counts as a time at its pace: else forty that came within two seconds would say nothing of what is usual."""

OBSERVED_LIMIT = 200
TOGETHER_LIMIT = 60
"""Of more entries in one reading several count together; more than both is an archive that turned up, and no burst."""

RECENT_KEPT = 8

STEP_S = 300.0
STEPS_LIMIT = 48
"""A stretch without entries is looked at in steps, because a jump may come at any time; one of years in so many."""

SILENCE_LIMIT_S = 30 * 86_400.0
"""A longer silence says no more; unlimited, one of four years would make every rate impossible."""


def _typical() -> tuple[float, ...]:
    likely = [exp(-0.5 * (log(rate * 3_600.0 / TYPICAL_HOURLY) / TYPICAL_SPREAD) ** 2) for rate in RATES]
    return tuple(share / sum(likely) for share in likely)


TYPICAL = _typical()


def first_rhythm(published: Sequence[datetime], *, at: datetime) -> Rhythm:
    """Return the rhythm that a first page shows by the dates of its newest entries; future ones are left out."""
    past = sorted(stamp for stamp in published if stamp <= at)[-OBSERVED_LIMIT:]
    since = past[0] if past else at
    rhythm = Rhythm(since=since, at=since, now=TYPICAL, usual=TYPICAL, hours=(0.0,) * HOURS)
    return observed(rhythm, past, at=at)


def legible(rhythm: Rhythm | None) -> Rhythm | None:
    """Return a rhythm as it is; None for one that another version wrote, which counted with other rates."""
    if rhythm is None or (len(rhythm.now), len(rhythm.usual), len(rhythm.hours)) != (RATES_COUNT, RATES_COUNT, HOURS):
        return None
    return rhythm


def observed(rhythm: Rhythm, published: Sequence[datetime], *, at: datetime) -> Rhythm:
    """Return the rhythm after a poll at `at` that found entries of these times.

    An entry counts as published since the last poll, whatever its date says: between then and now is when we missed it.
    """
    if legible(rhythm) is None or at < rhythm.at:
        return first_rhythm(published, at=at)  # written by another version, or the machine's clock was set back
    stamps = sorted(min(max(stamp, rhythm.at), at) for stamp in published[: OBSERVED_LIMIT * TOGETHER_LIMIT])
    together = ceil(len(stamps) / OBSERVED_LIMIT) or 1
    usually = hour_factor(rhythm, rhythm.at + (at - rhythm.at) / 2)
    watched_s = (at - rhythm.since).total_seconds()
    memory_s = min(LONGEST_MEMORY_S, FIRST_MEMORY_S + watched_s)
    now, usual, before = rhythm.now, rhythm.usual, rhythm.at
    learned = 1.0 - exp(-ENTRY_COUNTS_S * together / memory_s)
    likelier = [(3_600.0 * pace) ** together for pace in RATES]
    # Were the first ones all, a hundred seconds of five entries each would seem to have fallen silent half-way.
    for stamp in stamps[together - 1 :: together]:
        now, usual = _passed(now, usual, (stamp - before).total_seconds(), usually, memory_s)
        now = _scaled([share * times for share, times in zip(now, likelier, strict=True)])
        usual = tuple(often + learned * (share - often) for share, often in zip(now, usual, strict=True))
        before = stamp
    now, usual = _passed(now, usual, (at - before).total_seconds(), usually, memory_s)
    kept = exp(-(at - rhythm.at).total_seconds() / HOURS_FADE_S)
    hours = [count * kept for count in rhythm.hours]
    for stamp in stamps:
        hours[stamp.astimezone(UTC).hour] += 1.0
    recent = (*rhythm.recent, *stamps)[-RECENT_KEPT:]
    return Rhythm(since=rhythm.since, at=at, now=now, usual=usual, hours=tuple(hours), recent=recent)


def published(changes: Sequence[Change], *, since: datetime, at: datetime) -> list[datetime]:
    """Return when the changes of entries were published that a poll at `at` found, edits and withdrawals too.

    What names no time, or one before the last poll at `since`, came somewhere between that and now: half-way.
    """
    half_way = since + (at - since) / 2
    stamps = []
    for change in changes:
        if change.revision is None:
            continue
        entry = change.revision.entry
        stamp = entry.published if change.kind is EventType.ENTRY_CREATED else entry.updated
        stamps.append(stamp if stamp is not None and since < stamp <= at else half_way)
    return stamps


def rate(rhythm: Rhythm) -> float:
    """Return the entries per second that are to be expected in the next minutes.

    >>> from datetime import datetime
    >>> noon = datetime(2024, 11, 7, 12, tzinfo=UTC)
    >>> hourly = first_rhythm([noon - timedelta(minutes=5 + 60 * n) for n in range(8)], at=noon)
    >>> quarterly = first_rhythm([noon - timedelta(minutes=5 + 15 * n) for n in range(32)], at=noon)
    >>> burst = [noon + timedelta(seconds=9 * n) for n in (1, 2, 3)]
    >>> bursting = observed(quarterly, burst, at=noon + timedelta(minutes=1))
    >>> [round(3600 * rate(rhythm), 1) for rhythm in (first_rhythm([], at=noon), hourly, quarterly, bursting)]
    [20.0, 1.2, 4.6, 13.0]
    """
    return _ahead(rhythm.now, rhythm.usual) * hour_factor(rhythm, rhythm.at)


def worth(rhythm: Rhythm) -> float:
    """Return the rate by which a source gets its share of requests: the expected one, or more the less sure that is.

    >>> from datetime import datetime
    >>> noon = datetime(2024, 11, 7, 12, tzinfo=UTC)
    >>> steady = first_rhythm([noon - timedelta(minutes=5 + 15 * n) for n in range(32)], at=noon)
    >>> [round(worth(rhythm) / rate(rhythm), 2) for rhythm in (steady, first_rhythm([], at=noon))]
    [1.01, 1.34]
    """
    mean = _mean(rhythm.usual)
    expected: float = sum(
        share * (stays * pace + (1.0 - stays) * mean) ** UNSURE
        for share, stays, pace in zip(rhythm.now, STAYS_AHEAD, RATES, strict=True)
    )
    mean_of_power: float = expected ** (1.0 / UNSURE)
    return mean_of_power * hour_factor(rhythm, rhythm.at)


def typical_rate() -> float:
    """Return the entries per second to be expected of a source that we know nothing of."""
    return _ahead(TYPICAL, TYPICAL)


def hour_factor(rhythm: Rhythm, at: datetime) -> float:
    """Return how busy this time of the day usually is, the mean of the day being 1; 1 until a whole day was seen.

    Between the middles of two hours it runs straight from one to the other.
    """
    if at - rhythm.since < DAY:
        return 1.0
    moment = at.astimezone(UTC)
    after_half = moment.minute / 60 + moment.second / 3_600 - 0.5
    near = rhythm.hours[moment.hour]
    far = rhythm.hours[(moment.hour + (1 if after_half > 0 else -1)) % HOURS]
    here = near + (far - near) * abs(after_half)
    return (here + HOURS_WEIGHT) / (sum(rhythm.hours) / HOURS + HOURS_WEIGHT)


def _passed(
    now: tuple[float, ...], usual: tuple[float, ...], seconds: float, usually: float, memory_s: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return how likely each rate is, now and usually, when `seconds` went by without an entry."""
    if seconds <= 0:
        return now, usual
    seconds = min(seconds, SILENCE_LIMIT_S)
    steps = min(ceil(seconds / STEP_S), STEPS_LIMIT)
    step_s = seconds / steps
    learned = 1.0 - exp(-step_s / memory_s)
    burst = BURST_ABOVE * _mean(usual)
    ends = BURST_ENDS_HOURLY / 3_600.0
    stayed = [
        exp(-step_s * (jumps + (ends if pace > burst else 0.0))) for jumps, pace in zip(JUMPS, RATES, strict=True)
    ]
    silent = [exp(-pace * step_s * usually) for pace in RATES]
    for _ in range(steps):
        kept = [share * stays for share, stays in zip(now, stayed, strict=True)]
        left = [share - stays for share, stays in zip(now, kept, strict=True)]
        gone = sum(left)
        novel, known = gone * NOVEL, gone * (1.0 - NOVEL - BURST_SHARE)
        now = _scaled(
            [
                (share + known * often + novel * typical + near) * none
                for share, often, typical, near, none in zip(kept, usual, TYPICAL, _bursts(left), silent, strict=True)
            ]
        )
        usual = tuple(often + learned * (share - often) for share, often in zip(now, usual, strict=True))
    return now, usual


def _ahead(now: Sequence[float], usual: Sequence[float]) -> float:
    """Return the rate to be expected `AHEAD_S` from now."""
    mean = _mean(usual)
    return sum(
        share * (stays * pace + (1.0 - stays) * mean)
        for share, stays, pace in zip(now, STAYS_AHEAD, RATES, strict=True)
    )


def _bursts(left: list[float]) -> list[float]:
    """Return what arrives at each rate of those that were left for one so many steps up or down, half of it each."""
    half = [BURST_SHARE / 2 * share for share in left]
    up = [0.0] * BURST_STEPS + half[:-BURST_STEPS]
    down = half[BURST_STEPS:] + [0.0] * BURST_STEPS
    up[-1] += sum(half[-BURST_STEPS:])
    down[0] += sum(half[:BURST_STEPS])
    return [one + other for one, other in zip(up, down, strict=True)]


def _mean(shares: Sequence[float]) -> float:
    return sum(share * pace for share, pace in zip(shares, RATES, strict=True))


def _scaled(shares: list[float]) -> tuple[float, ...]:
    total = sum(shares)
    return tuple(share / total for share in shares)
