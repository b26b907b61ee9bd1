"""The jobs beside polling."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from monitor.daemon.upkeep import Upkeep
from monitor.errors import StoreUnavailable
from monitor.model import Cutoffs, Keeping, Limits, Pruned, by_age

if TYPE_CHECKING:
    from collections.abc import Sequence

KEEPING = Keeping()
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Scripted:
    """A store and a dispatcher whose answers are given."""

    def __init__(self, *answers: Pruned | Exception, fault: str | None = None) -> None:
        self.answers = list(answers)
        self.fault = fault
        self.asked: list[Cutoffs | None] = []
        self.forgotten: list[datetime] = []
        self.limits: list[int | None] = []

    async def cutoffs(self, keeping: Keeping, now: datetime) -> Cutoffs:
        return by_age(keeping, now)

    def take(self, limit_bytes: int | None) -> None:
        self.limits.append(limit_bytes)

    async def forget(self, before: datetime) -> None:
        self.forgotten.append(before)

    async def prune(self, before: Cutoffs | None) -> Pruned:
        self.asked.append(before)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def refresh(self) -> None:
        await self.prune(None)


def _upkeep(scripted: Scripted, keeping: Keeping, clocks: Sequence[tuple[timedelta, float]] = ()) -> Upkeep:
    """Return the jobs; `clocks` are what the clock says, and the one that nobody sets, each time that it is asked."""
    told = iter((*clocks, *((timedelta(0), 0.0),) * 2))
    said = [timedelta(0), 0.0]

    def clock() -> datetime:
        return NOW + said[0]

    def lasting_s() -> float:
        said[:] = next(told)
        return said[1]

    return Upkeep(
        store=scripted, dispatcher=scripted, recorder=scripted, clock=clock, lasting_s=lasting_s, keeping=keeping
    )


def _run(scripted: Scripted, job: str, keeping: Keeping = KEEPING) -> list[dict[str, object]]:
    upkeep = _upkeep(scripted, keeping)
    with capture_logs() as lines:
        asyncio.run(getattr(upkeep, job)())
    return lines


def test_pruning_goes_on_until_nothing_is_left() -> None:
    """Portion by portion, and one line says what went."""
    scripted = Scripted(Pruned(attempts=1000), Pruned(attempts=5, events=7, dead_letters=1), Pruned())
    lines = _run(scripted, "prune")
    assert [by_age(KEEPING, NOW)] * 3 == scripted.asked
    assert [] == scripted.forgotten
    assert [
        {"event": "removed old rows", "log_level": "info", "attempts": 1005, "events": 7, "dead_letters": 1}
    ] == lines


def test_captures_go_by_age() -> None:
    """What was recorded goes with the rest, where an age is set for it."""
    scripted = Scripted(Pruned())
    _run(scripted, "prune", Keeping(captures=Limits(age=timedelta(days=7))))
    assert [NOW - timedelta(days=7)] == scripted.forgotten


def test_a_clock_that_is_set_years_ahead_makes_nothing_old_for_a_day() -> None:
    """It may be put right until then; one that stays so is believed, as on machines that begin in another year."""
    hour, years = timedelta(hours=1), timedelta(days=900)
    clocks = [(n * hour + (years if n else timedelta(0)), n * 3_600.0) for n in (0, 1, 24, 25, 26)]
    scripted = Scripted(*[Pruned()] * 5)
    week = Limits(age=timedelta(days=7))
    upkeep = _upkeep(scripted, Keeping(events=week, captures=week), [*clocks, (30 * hour, 30 * 3_600.0)])
    for _ in range(5):
        asyncio.run(upkeep.prune())
    believed = [1 * hour, 24 * hour, 25 * hour + years, 26 * hour + years, 30 * hour]
    assert [NOW + at - timedelta(days=7) for at in believed] == [before.events for before in scripted.asked]
    assert scripted.forgotten == [before.events for before in scripted.asked]


def test_a_clock_that_wanders_is_doubted_anew_and_said_once() -> None:
    """Each time that it is set ahead again it has a day to be put right; one warning says what to do."""
    hour, year = timedelta(hours=1), timedelta(days=365)
    clocks = [(n * hour + years * year, n * 3_600.0) for n, years in ((0, 0), (1, 1), (24, 1), (24.5, 9), (26, 9))]
    right, again = (40 * hour, 40 * 3_600.0), (41 * hour + year, 41 * 3_600.0)
    scripted = Scripted(*[Pruned()] * 6)
    week = Limits(age=timedelta(days=7))
    upkeep = _upkeep(scripted, Keeping(events=week), [*clocks, right, again])
    said = []
    for _ in range(6):
        with capture_logs() as lines:
            asyncio.run(upkeep.prune())
        said.append([line["by_h"] for line in lines])
    believed = [n * hour for n in (1, 24, 24.5, 26, 40, 41)]
    assert [NOW + at - timedelta(days=7) for at in believed] == [before.events for before in scripted.asked]
    assert [[8760.0], [], [], [], [], [8760.0]] == said


def test_other_limits_hold_from_then_on() -> None:
    """What is kept may change while it runs; captures get theirs at once."""
    scripted = Scripted(Pruned())
    upkeep = _upkeep(scripted, KEEPING)
    week = Limits(age=timedelta(days=7), size_bytes=1_000)
    upkeep.take(Keeping(events=week, captures=week))
    asyncio.run(upkeep.prune())
    assert [NOW - timedelta(days=7)] == [before.events for before in scripted.asked]
    assert ([1_000], [NOW - timedelta(days=7)]) == (scripted.limits, scripted.forgotten)


def test_pruning_nothing_says_nothing() -> None:
    """An hour in which nothing became too old leaves no line."""
    assert [] == _run(Scripted(Pruned()), "prune")


def test_a_store_that_is_away_is_asked_again_later() -> None:
    """Neither job raises; each says why it was not done."""
    away = StoreUnavailable("database is locked")
    lines = [*_run(Scripted(Pruned(events=1), away), "prune"), *_run(Scripted(away), "refresh")]
    assert ["old rows not removed yet", "removed old rows", "lanes not looked at"] == [line["event"] for line in lines]


def test_refreshing_asks_the_dispatcher() -> None:
    """It looks at the lanes once."""
    scripted = Scripted(Pruned())
    assert [] == _run(scripted, "refresh")
    assert [None] == scripted.asked


def test_a_store_that_keeps_nothing_is_said_each_time() -> None:
    """And the lanes are looked at all the same."""
    scripted = Scripted(Pruned(), fault="the disk is full")
    line = {"event": "the database does not keep what is written", "log_level": "error", "reason": "the disk is full"}
    assert [line] == _run(scripted, "refresh")
    assert [None] == scripted.asked
