"""Publishers of live blogs as benchmarks need them: when each publishes, and at which rate it does so at each moment.

Times are seconds; the same seed gives the same publishers.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.errors import ExtractError
from monitor.extract import extract
from monitor.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

HOUR = 3_600.0
DAY = 24 * HOUR

MEAN_HOURLY = 20.0
SIGMA = 2.0
NIGHT_S, NIGHT_FACTOR = 8 * HOUR, 0.1
BURST_EVERY_S, BURST_S, BURST_FACTOR = 4 * HOUR, HOUR / 4, 5.0
SLEEPERS, AWAKE_S, ASLEEP_S = 0.3, 3 * HOUR, 9 * HOUR

LEAST_STAMPS = 8
"""A captured page with fewer dated entries says too little about gaps between them."""
BLOCK_GAPS = 6
"""Gaps that stay together in the mean when a captured page's are drawn anew: bursts are runs of short ones."""
KERNEL_S = 1_800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which a publisher's rate is the same, in entries per second."""

    start: float
    end: float
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """When one publishes, and how it came to that; both in order and without a hole."""

    stretches: tuple[Stretch, ...]
    entries: tuple[float, ...]


def population(count: int, *, seed: int, until: float) -> list[Publisher]:
    """Return publishers with log-normal rates, nights in all time zones, bursts, and some that mostly sleep."""
    chance = random.Random(seed)
    return [_publisher(chance, until) for _ in range(count)]


def _publisher(chance: random.Random, until: float) -> Publisher:
    mean = math.exp(chance.gauss(math.log(MEAN_HOURLY) - SIGMA**2 / 2, SIGMA)) / HOUR
    evening = chance.random() * DAY
    nights = [(evening + day * DAY, evening + day * DAY + NIGHT_S) for day in range(-1, int(until / DAY) + 1)]
    bursts = [(start, end) for start, end, on in _alternating(chance, BURST_S, BURST_EVERY_S, until) if on]
    awake = [(0.0, until)]
    if chance.random() < SLEEPERS:
        awake = [(start, end) for start, end, on in _alternating(chance, AWAKE_S, ASLEEP_S, until) if on]
        mean *= (AWAKE_S + ASLEEP_S) / AWAKE_S
    mean /= (NIGHT_S * NIGHT_FACTOR + DAY - NIGHT_S) / DAY
    mean /= 1 + (BURST_FACTOR - 1) * BURST_S / (BURST_S + BURST_EVERY_S)
    bends = sorted({0.0, until, *(min(max(time, 0.0), until) for span in (*nights, *bursts, *awake) for time in span)})
    stretches = []
    for start, end in pairwise(bends):
        factor = 1.0 if _within(awake, start) else 0.0
        factor *= NIGHT_FACTOR if _within(nights, start) else 1.0
        factor *= BURST_FACTOR if _within(bursts, start) else 1.0
        stretches.append(Stretch(start=start, end=end, rate=mean * factor))
    entries = [time for stretch in stretches for time in _poisson(chance, stretch)]
    return Publisher(stretches=tuple(stretches), entries=tuple(entries))


def _alternating(chance: random.Random, on_s: float, off_s: float, until: float) -> Iterator[tuple[float, float, bool]]:
    time, on = 0.0, chance.random() < on_s / (on_s + off_s)
    while time < until:
        end = time + chance.expovariate(1 / (on_s if on else off_s))
        yield time, end, on
        time, on = end, not on


def _within(spans: Sequence[tuple[float, float]], time: float) -> bool:
    return any(start <= time < end for start, end in spans)


def _poisson(chance: random.Random, stretch: Stretch) -> Iterator[float]:
    if stretch.rate <= 0:
        return
    time = stretch.start + chance.expovariate(stretch.rate)
    while time < stretch.end:
        yield time
        time += chance.expovariate(stretch.rate)


# ------------------------------------------------------------------------------------------ captured pages


def captured(folder: Path, count: int, *, seed: int, until: float) -> list[Publisher]:
    """Return publishers whose gaps are those of captured pages, drawn anew in blocks; none if there are no pages.

    Their momentary rate is what a kernel of half an hour over the entries, those to come included, makes of it.
    """
    pages = [gaps for path in sorted(folder.glob("*/*.html")) if len(gaps := _gaps(path)) >= LEAST_STAMPS]
    chance = random.Random(seed)
    return [_redrawn(chance, chance.choice(pages), until) for _ in range(count)] if pages else []


def _gaps(path: Path) -> list[float]:
    page = Page(
        url="https://news.example.org/live",
        status=200,
        headers={"content-type": "text/html"},
        body=path.read_bytes(),
        fetched_at=datetime.now(UTC),
    )
    try:
        snapshot = extract(page, now=page.fetched_at)
    except ExtractError:
        return []
    stamps = sorted(entry.published for entry in snapshot.entries if entry.published is not None)
    return [gap for before, after in pairwise(stamps) if 0 < (gap := (after - before).total_seconds()) < DAY / 2]


def _redrawn(chance: random.Random, gaps: Sequence[float], until: float) -> Publisher:
    entries: list[float] = []
    time, place = 0.0, chance.randrange(len(gaps))
    while time < until:
        place = chance.randrange(len(gaps)) if chance.random() < 1 / BLOCK_GAPS else (place + 1) % len(gaps)
        time += gaps[place] * chance.uniform(0.8, 1.25)  # else all would come at the same few intervals
        entries.append(time)
    entries = [time for time in entries if time < until]
    return Publisher(stretches=tuple(_smoothed(entries, until)), entries=tuple(entries))


def _smoothed(entries: Sequence[float], until: float, step: float = KERNEL_S / 10) -> Iterator[Stretch]:
    for number in range(math.ceil(until / step)):
        start = number * step
        middle = start + step / 2
        near = entries[bisect_left(entries, middle - KERNEL_S) : bisect_right(entries, middle + KERNEL_S)]
        # Epanechnikov's: no tail, so a sleeping blog's rate is none.
        rate = sum(0.75 * (1 - ((time - middle) / KERNEL_S) ** 2) / KERNEL_S for time in near)
        yield Stretch(start=start, end=min(start + step, until), rate=rate)
