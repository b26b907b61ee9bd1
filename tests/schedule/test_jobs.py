"""The polls on a real scheduler and a real event loop."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from itertools import pairwise
from types import SimpleNamespace

import pytest
from live_blogs import URL
from structlog.testing import capture_logs

from monitor.model import Hours, Source, Timetable
from monitor.schedule import jobs
from monitor.schedule.jobs import Schedule
from monitor.schedule.pace import SPREAD_PER_SOURCE

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
TICK = timedelta(milliseconds=20)
NEVER = timedelta(hours=1)
PATIENCE_S = 20.0
"""How long a test waits for what must come; only a failing one waits that long."""


def source(name: str = "flood", interval: timedelta = TICK) -> Source:
    return Source(name=name, url=URL, interval=interval)


def now() -> datetime:
    return datetime.now(UTC)


class Polls:
    """Polls that are counted: when they began, how many at once; `during` runs inside each."""

    def __init__(self, *intervals: timedelta, during: Callable[[int], Awaitable[None]] | None = None) -> None:
        self.intervals = list(intervals)
        self.during = during
        self.began: list[tuple[str, datetime]] = []
        self.ended = 0
        self.at_once = 0
        self.most_at_once = 0
        self.changed = asyncio.Condition()

    async def __call__(self, polled: Source) -> timedelta:
        self.began.append((polled.name, now()))
        number = len(self.began)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._tell()
            if self.during is not None:
                await self.during(number)
        finally:
            self.at_once -= 1
        self.ended += 1
        await self._tell()
        return self.intervals.pop(0) if self.intervals else TICK

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S), self.changed:
            await self.changed.wait_for(holds)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


def scheduled(polls: Polls, jitter: float = 0.0) -> Schedule:
    return Schedule(polls, clock=now, jitter=lambda: jitter)


async def ticks(schedule: Schedule, holds: Callable[[], bool]) -> None:
    """Wait until something holds, looking at each run of a job of the scheduler's own."""
    reached = asyncio.Event()

    async def look() -> None:
        if holds():
            reached.set()

    schedule.every(TICK, "look", look)
    async with asyncio.timeout(PATIENCE_S):
        await reached.wait()


async def test_every_source_is_polled_again_and_again():
    """Each in its own time."""
    polls = Polls()
    schedule = scheduled(polls)
    schedule.start([source("a"), source("b")])
    await polls.until(lambda: [name for name, _ in polls.began].count("b") >= 3)
    await polls.until(lambda: [name for name, _ in polls.began].count("a") >= 3)
    await schedule.stop(NEVER)
    assert schedule.overruns == 0


async def test_the_next_run_is_when_the_poll_said():
    """Not what the config or the run before said: the first one says 20 ms, the second 60 ms, the third an hour."""
    polls = Polls(TICK, 3 * TICK, NEVER)
    schedule = scheduled(polls)
    schedule.start([source(interval=NEVER)])
    await polls.until(lambda: polls.ended == 3)
    await ticks(schedule, lambda: True)
    await schedule.stop(NEVER)
    began = [at for _, at in polls.began]
    assert len(began) == 3
    first, second = [(after - before) / TICK for before, after in pairwise(began)]

    # A job that starts late does so for a busy machine; one that starts early is wrong.
    assert first >= 0.9
    assert second >= 2.9


async def test_first_polls_are_spread():
    """By the jitter, over a time that grows with the number of sources."""
    polls = Polls(*[NEVER] * 4)
    schedule = scheduled(polls, jitter=0.5)
    started = now()
    schedule.start([source(f"blog-{number}", interval=NEVER) for number in range(4)])
    await polls.until(lambda: polls.ended == 4)
    await schedule.stop(NEVER)
    began = [began for _, began in polls.began]

    assert all(one - started >= 2 * SPREAD_PER_SOURCE for one in began)


async def test_a_poll_that_overruns_is_counted_and_never_doubled():
    """While one is running the due ones are skipped; the next comes at once when it is done."""
    overran = asyncio.Event()

    async def hang(number: int) -> None:
        if number == 1:
            await overran.wait()

    polls = Polls(TICK, NEVER, during=hang)
    schedule = scheduled(polls)
    schedule.start([source()])
    with capture_logs() as lines:
        await ticks(schedule, lambda: schedule.overruns >= 3)
        overran.set()
        await polls.until(lambda: polls.ended == 2)
    await schedule.stop(NEVER)
    logged = [line["event"] for line in lines if line.get("source") == "flood"]

    assert (polls.most_at_once, len(polls.began)) == (1, 2)
    assert logged == ["overrun"]


async def test_overruns_are_told_of_once_a_minute_and_host():
    """However many sources of it overrun; the next line says how many were not told of."""
    now = NOON
    schedule = Schedule(Polls(), clock=lambda: now, jitter=lambda: 0.0)
    hosts = ("a.example", "a.example", "b.example")
    for number, host in enumerate(hosts):
        schedule.add(replace(source(f"s{number}"), url=f"https://{host}/live"))
    with capture_logs() as lines:
        for minute in range(3):
            now = NOON + timedelta(seconds=59 * minute)
            for number in range(len(hosts)):
                schedule._count_overrun(SimpleNamespace(job_id=f"poll/s{number}"))
        schedule.remove("s2")
        schedule._count_overrun(SimpleNamespace(job_id="poll/s2"))
    told, overruns = [(line["host"], line["untold"], line["total"]) for line in lines], schedule.overruns
    assert [("a.example", 0, 1), ("b.example", 0, 3), ("a.example", 3, 7), ("b.example", 1, 9), ("", 0, 10)] == told
    assert overruns == 10


async def test_hosts_that_overrun_are_forgotten(monkeypatch):
    """What is remembered of hosts is bounded."""
    monkeypatch.setattr(jobs, "OVERRUN_HOSTS", 2)

    schedule = Schedule(Polls(), clock=lambda: NOON, jitter=lambda: 0.0)
    for number in range(4):
        schedule.add(replace(source(f"s{number}"), url=f"https://host{number}.example/live"))
        schedule._count_overrun(SimpleNamespace(job_id=f"poll/s{number}"))
    assert ["host2.example", "host3.example"] == list(schedule._overran)


async def test_a_slow_poll_delays_no_other_source():
    """Each source has its own job."""

    async def hang(number: int) -> None:
        if polls.began[number - 1][0] == "slow":
            await asyncio.Event().wait()

    polls = Polls(during=hang)
    schedule = scheduled(polls)
    schedule.start([source("slow"), source("quick")])
    await polls.until(lambda: [name for name, _ in polls.began].count("quick") >= 5)
    assert [name for name, _ in polls.began].count("slow") == 1
    await schedule.stop(timedelta(0))


async def test_a_loop_that_was_blocked_drops_nothing():
    """What was due meanwhile runs once when the loop is free, however late: no grace time throws it away."""
    polls = Polls(NEVER, NEVER, NEVER)
    schedule = scheduled(polls, jitter=1.0)
    schedule.start([source(name, interval=5 * TICK) for name in "abc"])
    time.sleep(1.1)  # noqa: ASYNC251  # to block the loop is what this is about
    await polls.until(lambda: polls.ended == 3)
    await ticks(schedule, lambda: True)
    await schedule.stop(NEVER)
    assert sorted(name for name, _ in polls.began) == ["a", "b", "c"]


async def test_stopping_waits_for_polls_in_flight():
    """They end; none begins any more."""
    release = asyncio.Event()

    async def hang(number: int) -> None:
        await release.wait()

    polls = Polls(during=hang)
    schedule = scheduled(polls)
    schedule.start([source("a"), source("b")])
    await polls.until(lambda: len(polls.began) == 2)
    stopping = asyncio.create_task(schedule.stop(timedelta(seconds=PATIENCE_S)))
    await asyncio.sleep(0)
    release.set()
    await stopping

    assert (len(polls.began), polls.ended) == (2, 2)


async def test_stopping_cancels_what_takes_too_long(caplog):
    """Quietly: a poll that we ended ourselves is no error with a traceback."""
    caplog.set_level(logging.WARNING)

    async def hang(number: int) -> None:
        await asyncio.Event().wait()

    polls = Polls(during=hang)
    schedule = scheduled(polls)
    schedule.start([source(interval=NEVER)])
    await polls.until(lambda: len(polls.began) == 1)
    with capture_logs() as lines:
        await schedule.stop(TICK)
    logged = [line["event"] for line in lines]

    assert (polls.ended, polls.at_once, logged) == (0, 0, ["poll cancelled"])
    assert caplog.records == []


async def test_a_poll_that_is_cancelled_by_another_is_polled_again(caplog):
    """Cancellation passes; the source keeps its job."""

    async def give_up(number: int) -> None:
        if number == 1:
            raise asyncio.CancelledError

    polls = Polls(during=give_up)
    schedule = scheduled(polls)
    schedule.start([source()])
    await polls.until(lambda: polls.ended >= 1)
    await schedule.stop(NEVER)
    assert len(polls.began) >= 2
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == [
        "apscheduler.executors.default"
    ]


@pytest.mark.parametrize("sources", [[], [source(interval=NEVER)]])
async def test_stopping_leaves_nothing_behind(sources):
    """No task, no timer; also when it is stopped twice or was never started."""
    polls = Polls()
    idle = scheduled(polls)
    await idle.stop(NEVER)
    schedule = scheduled(polls, jitter=1.0)
    schedule.start(sources)
    await schedule.stop(NEVER)
    await schedule.stop(NEVER)
    await asyncio.sleep(0)
    assert (asyncio.all_tasks() - {asyncio.current_task()}) == set()


async def test_a_source_that_is_removed_while_it_is_polled_is_let_go():
    """Its poll ends in peace."""

    async def remove(number: int) -> None:
        schedule._scheduler.remove_job("poll/flood")

    polls = Polls(during=remove)
    schedule = scheduled(polls)
    schedule.start([source()])
    with capture_logs() as lines:
        await polls.until(lambda: polls.ended == 1)
        await ticks(schedule, lambda: True)
    await schedule.stop(NEVER)
    assert (len(polls.began), [line["event"] for line in lines]) == (1, ["source removed while it was polled"])


async def test_a_timetable_says_when_and_how_often():
    """A source is polled with the interval of the hours, and one whose time never comes is not polled at all."""
    all_day = Timetable(zone=UTC, hours=(Hours(start=time_of_day(0), end=time_of_day(0), interval=TICK),))
    never = Timetable(zone=UTC, cron=("0 0 30 2 *",))

    polled: list[Source] = []
    enough = asyncio.Event()

    async def poll(one: Source) -> timedelta:
        polled.append(one)
        if len(polled) == 3:
            enough.set()
        return TICK

    schedule = Schedule(poll, clock=now, jitter=lambda: 0.0)
    schedule.start([replace(source("a", NEVER), schedule=all_day), replace(source("b"), schedule=never)])
    async with asyncio.timeout(PATIENCE_S):
        await enough.wait()
    await schedule.stop(NEVER)
    assert {("a", TICK)} == {(one.name, one.interval) for one in polled}


async def test_a_clock_that_is_put_back_puts_off_nothing():
    """Polls that the old clock had planned are as far away by the new one; a timetable keeps its hours."""
    ahead = timedelta(days=1)
    schedule = Schedule(Polls(), clock=lambda: now() + ahead, jitter=lambda: 0.0)
    over = Timetable(zone=UTC, cron=("0 12 1 1 *",))
    never = Timetable(zone=UTC, cron=("0 12 30 2 *",))
    sources = [source("a", NEVER), replace(source("b"), schedule=over), replace(source("c"), schedule=never)]
    schedule.start(sources)
    by_the_old = schedule.next_run("a")
    ahead = timedelta(0)
    schedule.stepped(-timedelta(days=1))
    by_the_new, morning, none = schedule.next_run("a"), schedule.next_run("b"), schedule.next_run("c")
    await schedule.stop(NEVER)
    assert by_the_old is not None
    assert by_the_new is not None
    moved = by_the_old - by_the_new

    assert timedelta(hours=23) < moved <= timedelta(days=1)
    assert morning is not None
    assert (morning.month, morning.day, morning.hour) == (1, 1, 12)
    assert none is None


async def test_a_poll_during_which_the_clock_is_put_back_is_followed_by_the_next():
    """An interval after its end, not after a beginning that is a day away."""
    ahead = timedelta(0)

    async def put_back(_: int) -> None:
        nonlocal ahead
        ahead = timedelta(0)

    polls = Polls(during=put_back)
    schedule = Schedule(polls, clock=lambda: now() + ahead, jitter=lambda: 0.0)
    schedule.start([source()])
    ahead = timedelta(days=1)
    await polls.until(lambda: polls.ended == 2)
    await schedule.stop(NEVER)


async def test_what_was_missed_while_the_machine_slept_is_done_once():
    """A clock that leaps ahead costs no work for each of the millions of polls that there would have been."""
    day = timedelta(days=1)

    polls, looks = Polls(NEVER), []
    behind = day
    schedule = Schedule(polls, clock=lambda: now() - behind, jitter=lambda: 0.0)

    async def look() -> None:
        looks.append(now())

    schedule.every(NEVER / 4, "tend", look)
    schedule.start([source()])
    schedule.stepped(-day)
    behind = timedelta(0)
    began = time.thread_time()
    await polls.until(lambda: polls.ended == 1)
    await ticks(schedule, lambda: bool(looks))
    await schedule.stop(NEVER)
    looked, took_s = len(looks), time.thread_time() - began

    assert looked == 1
    assert took_s < 1
