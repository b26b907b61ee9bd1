"""Eight hours of five hundred sources under a clock of its own: the jobs, pace, turns and ledger that really run."""

import asyncio
import random
import selectors
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.errors import Held
from monitor.fetch.politeness import Ledger
from monitor.fetch.turns import Turns
from monitor.model import Etiquette, Manners, Source, SourceState, host_of
from monitor.schedule.budget import Demand, share
from monitor.schedule.jobs import Schedule
from monitor.schedule.pace import ENOUGH
from monitor.schedule.pacer import Pacer
from monitor.schedule.rates import first_rhythm, observed

SEED = 24
SOURCES = 500
HOSTS = 75
DAY_S = 28_800.0
"""From midnight to eight: in that time each angry host has had its hour."""

MIDNIGHT = datetime(2024, 11, 7, tzinfo=UTC)
LATENCY_S = 0.4
MOST = timedelta(hours=1)
BUDGET = 0.3
HOST_BUDGET = 0.08
"""Requests per second of all together, and to one host. Keeping everybody within `MOST` takes half of the former."""

LEARNED_S = 7_200.0
"""By then each source's own rate is known, and the first polls of all are over."""

ANGRY_EVERY = 15
"""Of so many hosts one answers 429 for an hour, and says for how long to stay away."""


@dataclass(slots=True)
class Watched:
    """A source, when it publishes, and when each of its entries was found."""

    source: Source
    host: str
    rate: float
    entries: list[float]
    state: SourceState
    found: int = 0
    delays: list[float] = field(default_factory=list)
    late_delays: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Day:
    """What was asked of whom and when, and until when each host had asked to be left alone."""

    asked: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    under_way: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    held_until: dict[str, float] = field(default_factory=dict)
    too_early: int = 0
    too_many: int = 0
    refused: int = 0
    held: int = 0


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
    state = SourceState(source=source.name)
    return Watched(source=source, host=host_of(source.url), rate=rate, entries=entries, state=state)


def is_angry(host: str, time: float) -> bool:
    number = int(host.partition(".")[0].removeprefix("news"))
    return number % ANGRY_EVERY == 0 and number * 300 <= time % DAY_S < number * 300 + 3_600


def answered(one: Watched, asked_at: float, now: float) -> None:
    """Learn from a good answer what the daemon learns from it."""
    found = bisect_right(one.entries, asked_at, one.found)
    new = one.entries[one.found : found]
    one.delays += [asked_at - entry for entry in new]
    one.late_delays += [asked_at - entry for entry in new if entry > LEARNED_S]
    one.found = found
    stamps = [moment(entry) for entry in new]
    rhythm = one.state.rhythm
    at = moment(now)
    after = first_rhythm(stamps, at=at) if rhythm is None else observed(rhythm, stamps, at=at)
    one.state = replace(one.state, rhythm=after)


class Jumping(selectors.DefaultSelector):
    """Waits for nothing: when nobody is ready, the time of the loop jumps to when somebody is."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def select(self, timeout=None):
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class Loop(asyncio.SelectorEventLoop):
    """A real event loop on a clock of its own, which sleeps pass at once."""

    def __init__(self):
        self.jumping = Jumping()
        super().__init__(self.jumping)

    def time(self):
        return self.jumping.now


def live(sources: list[Watched], etiquette: Etiquette, chance: random.Random, *, until: float, monkeypatch) -> Day:
    """Run the day: the scheduler's jobs poll, each request has its turn, the answers set the next time."""
    loop = Loop()

    class Then(datetime):
        """What the scheduler takes for the time of day."""

        @classmethod
        def now(cls, tz=None):
            return moment(loop.time()).astimezone(tz or UTC)

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Then)
    day, turns = Day(), Turns(etiquette)
    pacer = Pacer(budget=etiquette.budget, host_budget=etiquette.host_budget)
    pacer.expect([(one.source, one.state) for one in sources])
    by_name = {one.source.name: one for one in sources}

    async def poll(source: Source) -> timedelta:
        one = by_name[source.name]
        try:
            async with turns.turn(source.url) as turn:
                asked_at = loop.time()
                _ask(day, etiquette, one, asked_at)
                await asyncio.sleep(LATENCY_S)
                day.under_way[one.host] -= 1
                if is_angry(one.host, asked_at):
                    turn.status, turn.retry_after = 429, timedelta(seconds=chance.randint(60, 900))
                    held_until = loop.time() + turn.retry_after.total_seconds()
                    day.held_until[one.host] = max(day.held_until.get(one.host, 0.0), held_until)
                    day.refused += 1
                    return turn.retry_after
                turn.status = 200
        except Held as held:
            day.held += 1
            return held.wait
        answered(one, asked_at, loop.time())
        return pacer.interval(one.source, one.state, at=moment(loop.time()))

    async def run() -> None:
        schedule = Schedule(poll, clock=lambda: moment(loop.time()), jitter=chance.random)
        schedule.start([one.source for one in sources])
        await asyncio.sleep(until)
        await schedule.stop(timedelta(seconds=60))

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(run())
    return day


def _ask(day: Day, etiquette: Etiquette, one: Watched, now: float) -> None:
    day.asked[one.host].append(now)
    day.under_way[one.host] += 1
    day.too_early += now < day.held_until.get(one.host, 0.0)
    day.too_many += day.under_way[one.host] > etiquette.manners(one.host).at_once


def broken(day: Day, etiquette: Etiquette) -> list[str]:
    """Return which rules were broken, in words; the hair is what floating point makes of sums."""
    hurried = [
        host
        for host, times in day.asked.items()
        if any(after - before < etiquette.manners(host).gap.total_seconds() - 1e-6 for before, after in pairwise(times))
    ]
    words = {"within the gap": hurried, "before Retry-After": day.too_early, "too many at once": day.too_many}
    return [rule for rule, found in words.items() if found]


SLOW = {"news3.example.org": Manners(gap=timedelta(seconds=20), at_once=1)}
ETIQUETTE = Etiquette(usual=Manners(gap=timedelta(seconds=1), at_once=2, budget=HOST_BUDGET), hosts=SLOW, budget=BUDGET)


def foreseen(sources: list[Watched]) -> dict[str, float]:
    """Return how long the entries of each source wait in the mean if all rates are known: half of its interval."""
    demands = {
        one.source.name: Demand(
            rate=one.rate, least_s=one.source.min.total_seconds(), most_s=MOST.total_seconds(), host=one.host
        )
        for one in sources
    }
    budgets = {one.host: ETIQUETTE.manners(one.host).budget or BUDGET for one in sources}
    shares = share(list(demands.values()), highest=ENOUGH, budget=BUDGET, host_budgets=budgets)
    return {name: shares.interval_s(demand) / 2 for name, demand in demands.items()}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_day_breaks_no_rule(monkeypatch):
    """Never two requests to a host within its gap or too many at once, never one before Retry-After.

    The budgets hold, no entry waits for longer than `max` where nobody asked us to stay away, and in the mean they wait
    for as long as if the rates, which are steady here, were known from the beginning.
    """
    chance = random.Random(SEED)
    sources = [watched(chance, number) for number in range(SOURCES)]
    day = live(sources, ETIQUETTE, chance, until=DAY_S, monkeypatch=monkeypatch)

    requests = sum(map(len, day.asked.values()))
    assert [] == broken(day, ETIQUETTE)
    assert day.refused > 10
    assert day.held > 10
    assert requests < 1.05 * BUDGET * DAY_S
    assert max(map(len, day.asked.values())) < 1.1 * HOST_BUDGET * DAY_S
    calm = [one for one in sources if int(one.host[4:].partition(".")[0]) % ANGRY_EVERY and one.host not in SLOW]
    assert len(calm) > SOURCES / 3
    assert max(wait for one in calm for wait in one.delays) < MOST.total_seconds() + 60
    ideal = foreseen(sources)
    waits = [wait for one in calm for wait in one.late_delays]
    known = [ideal[one.source.name] for one in calm for _ in one.late_delays]
    assert 0.9 < sum(waits) / sum(known) < 1.15


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("rule", "plant"),
    [
        ("within the gap", lambda patch: patch.setattr(Ledger, "gap_s", lambda *_: 0.0)),
        ("before Retry-After", lambda patch: patch.setattr("monitor.fetch.politeness.HOLD_LIMIT_S", 0.0)),
        (
            "too many at once",
            lambda patch: patch.setattr(asyncio, "Semaphore", lambda _: asyncio.BoundedSemaphore(99)),
        ),
    ],
)
def test_a_broken_rule_is_noticed(monkeypatch, rule, plant):
    """The day above would fail: each rule is broken on purpose, for an hour of the same life."""
    plant(monkeypatch)
    chance = random.Random(SEED)
    sources = [watched(chance, number) for number in range(SOURCES // 2)]
    hurry = replace(ETIQUETTE, budget=4.0, usual=replace(ETIQUETTE.usual, gap=timedelta(seconds=0.2), budget=3.0))
    etiquette = hurry if rule == "too many at once" else ETIQUETTE

    assert rule in broken(live(sources, etiquette, chance, until=3_600, monkeypatch=monkeypatch), etiquette)
