"""A day of a thousand sources under a clock of its own: pace, budgets and the ledger of hosts together."""

import random
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import pairwise

import pytest

from monitor.fetch.politeness import Ledger
from monitor.model import Etiquette, Manners, Source, SourceState, host_of
from monitor.schedule.pacer import Pacer
from monitor.schedule.rates import first_rhythm, observed

SEED = 24
SOURCES = 1_000
HOSTS = 150
DAY_S = 86_400.0
MIDNIGHT = datetime(2024, 11, 7, tzinfo=UTC)
LATENCY_S = 0.4
MOST = timedelta(minutes=15)
BUDGET = 1.8
ANGRY_EVERY = 15
"""Of so many hosts one answers 429 for an hour, and says for how long to stay away."""


@dataclass(slots=True)
class Watched:
    """A source, when it publishes, and when each of its entries was found."""

    source: Source
    host: str
    entries: list[float]
    state: SourceState
    found: int = 0
    delays: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Day:
    """What was asked of whom and when, and until when each host had asked to be left alone."""

    asked: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    under_way: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    held_until: dict[str, float] = field(default_factory=dict)
    too_early: int = 0
    too_many: int = 0
    refused: int = 0


def moment(seconds: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=seconds)


def watched(chance: random.Random, number: int) -> Watched:
    """Return a source on one of the hosts, a few of which have most of them."""
    host = f"news{int(HOSTS * chance.random() ** 3)}.example.org"
    source = Source(name=f"s{number}", url=f"https://{host}/live/{number}", max=MOST)
    rate = chance.lognormvariate(0.7, 1.5) / 3_600
    entries, time = [], chance.expovariate(rate)
    while time < DAY_S:
        entries.append(time)
        time += chance.expovariate(rate)
    return Watched(source=source, host=host_of(source.url), entries=entries, state=SourceState(source=source.name))


def is_angry(host: str, time: float) -> bool:
    number = int(host.partition(".")[0].removeprefix("news"))
    return number % ANGRY_EVERY == 0 and number * 300 <= time % (DAY_S / 2) < number * 300 + 3_600


def answered(one: Watched, asked_at: float, now: float) -> None:
    """Learn from a good answer what the daemon learns from it."""
    found = bisect_right(one.entries, asked_at, one.found)
    new = one.entries[one.found : found]
    one.delays += [asked_at - entry for entry in new]
    one.found = found
    stamps = [moment(entry) for entry in new]
    rhythm = one.state.rhythm
    at = moment(now)
    after = first_rhythm(stamps, at=at) if rhythm is None else observed(rhythm, stamps, at=at)
    one.state = replace(one.state, rhythm=after)


def live(sources: list[Watched], etiquette: Etiquette, chance: random.Random) -> Day:
    """Run the day: polls when they are due, put off when the ledger says so."""
    day, ledger = Day(), Ledger(etiquette.manners)
    pacer = Pacer(budget=etiquette.budget, host_budget=etiquette.host_budget)
    pacer.expect([(one.source, one.state) for one in sources])
    due = [(30 * chance.random(), place, None) for place in range(len(sources))]
    heapify(due)
    while due[0][0] < DAY_S:
        now, place, asked_at = heappop(due)
        one = sources[place]
        if asked_at is None:
            if ledger.may_ask(one.host, now):
                _ask(day, ledger, one, now)
                heappush(due, (now + LATENCY_S, place, now))
            else:
                wait = max(ledger.earliest(one.host) - now, LATENCY_S / 4)
                heappush(due, (now + wait * (1 + 0.1 * chance.random()), place, None))
            continue
        day.under_way[one.host] -= 1
        if is_angry(one.host, asked_at):
            wait_s = float(chance.randint(60, 900))
            day.refused += 1
            day.held_until[one.host] = max(day.held_until.get(one.host, 0.0), now + wait_s)
            ledger.answered(one.host, now, asked_at=asked_at, status=429, retry_after_s=wait_s)
            heappush(due, (now + wait_s, place, None))
        else:
            ledger.answered(one.host, now, asked_at=asked_at, status=200)
            answered(one, asked_at, now)
            interval = pacer.interval(one.source, one.state, at=moment(now))
            heappush(due, (asked_at + interval.total_seconds(), place, None))
    return day


def _ask(day: Day, ledger: Ledger, one: Watched, now: float) -> None:
    day.asked[one.host].append(now)
    one.polls.append(now)
    day.under_way[one.host] += 1
    day.too_early += now < day.held_until.get(one.host, 0.0)
    day.too_many += day.under_way[one.host] > ledger.manners(one.host).at_once
    ledger.asked(one.host, now)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_day_breaks_no_rule():
    """Never two requests to a host within its gap or too many at once, never one before Retry-After.

    The budgets hold, and no entry waits for longer than `max` where nobody asked us to stay away.
    """
    chance = random.Random(SEED)
    sources = [watched(chance, number) for number in range(SOURCES)]
    slow = {"news3.example.org": Manners(gap=timedelta(seconds=20), at_once=1)}
    etiquette = Etiquette(usual=Manners(gap=timedelta(seconds=1), at_once=2, budget=0.8), hosts=slow, budget=BUDGET)
    day = live(sources, etiquette, chance)

    requests = sum(map(len, day.asked.values()))
    gaps = {host: min(after - before for before, after in pairwise(times)) for host, times in day.asked.items()}
    assert (0, 0) == (day.too_early, day.too_many)
    assert [] == [host for host, gap in gaps.items() if gap < etiquette.manners(host).gap.total_seconds()]
    assert day.refused > 10
    assert 0.9 * BUDGET * DAY_S < requests < 1.05 * BUDGET * DAY_S
    crowd = max(day.asked, key=lambda host: len(day.asked[host]))
    assert len(day.asked[crowd]) < 0.85 * DAY_S
    calm = [one for one in sources if int(one.host[4:].partition(".")[0]) % ANGRY_EVERY and one.host not in slow]
    waits = [wait for one in calm for wait in one.delays]
    assert len(calm) > SOURCES / 3
    assert max(waits) < MOST.total_seconds() + 60
    at_one_interval = SOURCES / BUDGET / 2
    assert sum(waits) / len(waits) < 0.7 * at_one_interval
