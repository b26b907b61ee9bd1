"""How long entries wait to be found, per policy at the same number of requests.

A seeded population of 1,000 publishers, and publishers that are drawn from captured pages (../shared/pages, if it is
there). Each is met with its 40 newest entries on the page and then watched for a day, with a request per source and
minute in the mean. Fixed: the same interval for all. AIMD: the interval is halved when something came, else grows by a
constant, as feed readers do. Ours: `schedule.rates` and `schedule.budget`. Oracle: knows each publisher's rate at each
moment, those that come before the next poll included. All keep to the bounds of 5 s and 5 min. Seconds.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heapreplace
from pathlib import Path
from typing import TYPE_CHECKING

from _publishers import DAY, Publisher, captured, population
from _table import parse_arguments, report

from monitor.schedule.budget import Demand, share
from monitor.schedule.rates import first_rhythm, observed, worth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.model import Rhythm

SEED = 6
PUBLISHERS = 1_000
CAPTURED = 200
PAGES = Path(__file__).parents[2] / "shared" / "pages"

MEAN_S = 60.0
LEAST_S, MOST_S = 5.0, 300.0
BEGIN, END = DAY / 2, DAY * 3 / 2
ON_PAGE = 40
RESHARE_S = 60.0
EPOCH = datetime(2024, 11, 7, tzinfo=UTC)

Polls = list[list[float]]
"""The times at which each publisher is polled."""


@dataclass(slots=True)
class Watched:
    """A publisher as ours sees it."""

    publisher: Publisher
    rhythm: Rhythm
    found: int
    polls: list[float]

    @property
    def demand(self) -> Demand:
        return Demand(rate=worth(self.rhythm), least_s=LEAST_S, most_s=MOST_S)

    def poll(self, time: float) -> None:
        """Find what was published since the last poll."""
        entries = self.publisher.entries
        found = bisect_right(entries, time, self.found)
        self.rhythm = observed(self.rhythm, _moments(entries[self.found : found]), at=_moment(time))
        self.found = found
        self.polls.append(time)


def ours(publishers: Sequence[Publisher], budget: float) -> Polls:
    """Return the polls by the daemon's own pace, its budget shared anew every minute."""
    watched = []
    for publisher in publishers:
        found = bisect_right(publisher.entries, BEGIN)
        on_page = publisher.entries[max(0, found - ON_PAGE) : found]
        rhythm = first_rhythm(_moments(on_page), at=_moment(BEGIN))
        watched.append(Watched(publisher=publisher, rhythm=rhythm, found=found, polls=[BEGIN]))
    shares = share([one.demand for one in watched], budget=budget, host_budgets={})
    shared_at = BEGIN
    due = [(BEGIN + shares.interval_s(one.demand), place) for place, one in enumerate(watched)]
    heapify(due)
    while due[0][0] < END:
        time, place = due[0]
        if time - shared_at >= RESHARE_S:
            shared_at = time
            shares = share([one.demand for one in watched], budget=budget, host_budgets={})
        one = watched[place]
        one.poll(time)
        heapreplace(due, (time + shares.interval_s(one.demand), place))
    return [one.polls for one in watched]


def fixed(publishers: Sequence[Publisher], interval: float) -> Polls:
    """Return polls at the same interval for all, spread over it."""
    chance = random.Random(SEED)
    first = [BEGIN + interval * chance.random() for _ in publishers]
    return [[BEGIN, *(start + interval * n for n in range(math.ceil((END - start) / interval)))] for start in first]


def aimd(publishers: Sequence[Publisher], increase: float) -> Polls:
    """Return polls whose interval is halved when something came, and grows by `increase` seconds otherwise."""
    polls = []
    for publisher in publishers:
        times, interval = [BEGIN], MEAN_S
        found = bisect_right(publisher.entries, BEGIN)
        while (time := times[-1] + interval) < END:
            times.append(time)
            before, found = found, bisect_right(publisher.entries, time, found)
            interval = max(interval / 2, LEAST_S) if found > before else min(interval + increase, MOST_S)
        polls.append(times)
    return polls


def oracle(publishers: Sequence[Publisher], waiting: float) -> Polls:
    """Return polls made each time that the entries to be expected have waited for `waiting` seconds in sum.

    At a steady rate that is the square-root law; at one that changes, the poll comes when the change has its effect.
    """
    return [_foreseen(publisher, waiting) for publisher in publishers]


def _foreseen(publisher: Publisher, waiting: float) -> list[float]:
    polls, time, entries, waited = [BEGIN], BEGIN, 0.0, 0.0
    for stretch in publisher.stretches:
        while time < stretch.end:
            due = max(time + _until(waiting - waited, entries, stretch.rate), polls[-1] + LEAST_S)
            due = min(due, polls[-1] + MOST_S)
            if due >= stretch.end:
                passed = stretch.end - time
                waited += entries * passed + stretch.rate * passed**2 / 2
                entries += stretch.rate * passed
                break
            if due >= END:
                return polls
            polls.append(due)
            time, entries, waited = due, 0.0, 0.0
        time = max(time, stretch.end)
    return polls


def _until(left: float, entries: float, rate: float) -> float:
    """Return in how many seconds `entries`, and those that come at `rate`, will have waited for `left` more."""
    if left <= 0:
        return 0.0
    if rate > 0:
        return (math.sqrt(entries**2 + 2 * rate * left) - entries) / rate
    return left / entries if entries > 0 else math.inf


def matching(policy: Callable[[float], Polls], requests: int, low: float, high: float) -> Polls:
    """Return a policy's polls at the setting that costs as many requests as ours; more of the setting costs fewer."""
    polls: Polls = []
    for _ in range(14):
        middle = math.sqrt(low * high)
        polls = policy(middle)
        made = _count(polls)
        if abs(made / requests - 1) < 1e-3:
            break
        low, high = (middle, high) if made > requests else (low, middle)
    return polls


def delays(publishers: Sequence[Publisher], polls: Polls) -> list[float]:
    """Return how long each entry waited for the poll that found it, the shortest wait first."""
    waits: list[float] = []
    for publisher, times in zip(publishers, polls, strict=True):
        place = 0
        for entry in publisher.entries[bisect_right(publisher.entries, BEGIN) :]:
            while place < len(times) and times[place] < entry:
                place += 1
            if place == len(times):
                break
            waits.append(times[place] - entry)
    return sorted(waits)


def compared(publishers: Sequence[Publisher]) -> dict[str, dict[str, float]]:
    """Return the figures of each policy."""
    by_ours = ours(publishers, len(publishers) / MEAN_S)
    requests = _count(by_ours)
    policies = {
        "fixed": fixed(publishers, len(publishers) * (END - BEGIN) / requests),
        "AIMD": matching(lambda increase: aimd(publishers, increase), requests, 0.1, 300),
        "ours": by_ours,
        "oracle": matching(lambda waiting: oracle(publishers, waiting), requests, 0.01, 100),
    }
    waits = {name: delays(publishers, polls) for name, polls in policies.items()}
    best, plain = (sum(waits[name]) / len(waits[name]) for name in ("oracle", "fixed"))
    return {
        name: {
            "requests": float(_count(polls)),
            "mean": (mean := sum(waits[name]) / len(waits[name])),
            "median": waits[name][len(waits[name]) // 2],
            "p99": waits[name][len(waits[name]) * 99 // 100],
            "longest": waits[name][-1],
            "of oracle": mean / best,
            "of fixed": mean / plain,
        }
        for name, polls in policies.items()
    }


def _count(polls: Polls) -> int:
    return sum(map(len, polls))


def _moment(time: float) -> datetime:
    return EPOCH + timedelta(seconds=time)


def _moments(times: Sequence[float]) -> list[datetime]:
    return [_moment(time) for time in times]


def main() -> None:
    """Measure and print."""
    arguments = parse_arguments(__doc__ or "", seed=SEED)
    rows: dict[str, dict[str, float]] = {}
    groups = {
        "1,000 publishers": population(PUBLISHERS, seed=arguments.seed, until=END),
        "captured pages": captured(PAGES, CAPTURED, seed=arguments.seed, until=END),
    }
    for group, publishers in groups.items():
        if publishers:
            rows |= {f"{name}, {group}": figures for name, figures in compared(publishers).items()}
    report("seconds", rows, arguments.json)


if __name__ == "__main__":
    main()
