"""Writing down what was accepted, many events and many lanes at a time."""

import asyncio
from dataclasses import replace

import pytest
from delivery_doubles import NOW, MemoryStore, leaping, unavailable

from monitor.deliver.acknowledging import AHEAD, APART_S, RESCUE_S, SETTLE_S, Clerk, Tab
from monitor.deliver.lanes import LaneBook
from monitor.deliver.patience import Patience
from monitor.errors import Fenced, StoreError
from monitor.model import Lane, LaneCommit, Parcel

LANE = Lane(endpoint="desk", source="blog", cursor=0)


def step(cursor: int, source: str = "blog", **fields) -> LaneCommit:
    lane = replace(LANE, source=source)
    return LaneCommit(before=replace(lane, cursor=cursor - 1), after=replace(lane, cursor=cursor), at=NOW, **fields)


class Desk:
    """A store, a clerk, and a tab per lane; `faulty` are the lanes of which the clerk told a fault."""

    def __init__(self, store: MemoryStore | None = None, sources: tuple[str, ...] = ("blog",)) -> None:
        self.store = store or MemoryStore()
        self.faulty: list[str] = []
        self.clerk = Clerk(self.store, Patience(), lambda book: self.faulty.append(book.source))
        self.tabs = {}
        for source in sources:
            self.store.add_lane("desk", source)
            self.tabs[source] = Tab(self.clerk, LaneBook(endpoint="desk", source=source))

    def cursors(self) -> list[int]:
        return [self.store.rows["desk", source].cursor for source in self.tabs]

    @property
    def writes(self) -> int:
        return self.store.calls.count("commit_lanes")


@leaping
async def test_the_first_step_is_written_at_once_and_what_follows_together():
    """One write is under way at a time, and the next begins a moment after it with the steps of all lanes."""
    desk = Desk(sources=("blog", "other"))
    await desk.tabs["blog"].soon(step(1))
    await asyncio.sleep(0.001)
    first = desk.cursors(), desk.writes
    for cursor in (2, 3):
        await desk.tabs["blog"].soon(step(cursor))
    await desk.tabs["other"].soon(step(1, "other"))
    await asyncio.sleep(APART_S / 2)
    waiting = desk.cursors(), desk.writes
    await asyncio.sleep(APART_S)
    assert (first, waiting, (desk.cursors(), desk.writes)) == (([1, 0], 1), ([1, 0], 1), ([3, 1], 2))


@leaping
async def test_a_lane_is_never_further_ahead():
    """Whoever has that many events that are not written down waits until they are."""
    desk = Desk()
    await desk.tabs["blog"].soon(step(1))
    await asyncio.sleep(0.001)
    for cursor in range(2, AHEAD + 1):
        await desk.tabs["blog"].soon(step(cursor))
    before = desk.cursors()
    await desk.tabs["blog"].soon(step(AHEAD + 1))
    assert (before, desk.cursors(), asyncio.get_running_loop().time() < APART_S) == ([1], [AHEAD + 1], True)


@leaping
async def test_what_is_being_written_counts():
    """Events of which the write is under way are not written yet."""

    class Store(MemoryStore):
        async def commit_lanes(self, commits):
            await going_on.wait()
            await super().commit_lanes(commits)

    going_on = asyncio.Event()

    desk = Desk(Store())
    for cursor in range(1, AHEAD):
        await desk.tabs["blog"].soon(step(cursor))
    await asyncio.sleep(APART_S)
    last = asyncio.create_task(desk.tabs["blog"].soon(step(AHEAD)))
    await asyncio.sleep(1)
    waits = not last.done()
    going_on.set()
    await last
    assert (waits, desk.cursors()) == (True, [AHEAD])


@leaping
async def test_a_step_that_is_more_comes_after_those_before():
    """A step that does more than moving on is written alone, when all before it is."""
    desk = Desk()
    await desk.tabs["blog"].soon(step(1))
    await desk.tabs["blog"].now(step(2, parcels=(Parcel(sequences=(2,), entries=("e",)),)))
    assert (desk.store.calls, desk.cursors()) == (["commit_lanes", "commit_lane"], [2])


@leaping
async def test_a_write_that_fails_is_told_to_its_lane_alone():
    """Another writer has moved one lane: it hears of it at its next step, and the other lane is written."""
    desk = Desk(sources=("blog", "other"))
    desk.store.add_lane("desk", cursor=7)
    await desk.tabs["blog"].soon(step(1))
    await desk.tabs["other"].soon(step(1, "other"))
    await desk.clerk.settle()
    with pytest.raises(Fenced):
        await desk.tabs["blog"].soon(step(2))
    await desk.tabs["blog"].settle()
    assert (desk.cursors(), desk.faulty, desk.tabs["blog"].before) == ([7, 1], ["blog"], LANE)


@leaping
async def test_what_builds_on_a_fault_is_void():
    """Steps that were taken before the fault of an earlier one was heard are not written."""
    desk = Desk()
    await desk.tabs["blog"].soon(step(1))
    desk.store.faults["commit_lanes"] = [StoreError("a defect")]
    desk.store.faults["commit_lane"] = [StoreError("a defect")]
    desk.clerk.begin()
    await desk.tabs["blog"].soon(step(2))
    with pytest.raises(StoreError, match="a defect"):
        await desk.tabs["blog"].settle()
    await desk.clerk.settle()
    assert (desk.cursors(), desk.writes) == ([0], 1)


@leaping
async def test_a_write_of_ours_whose_answer_was_lost_is_no_fault():
    """The store took it and failed to say so; asked again it is fenced, and the lanes stand where they should."""

    class Store(MemoryStore):
        async def commit_lanes(self, commits):
            await super().commit_lanes(commits)
            raise unavailable()

    desk = Desk(Store(), sources=("blog", "other"))
    await desk.tabs["blog"].soon(step(1))
    await desk.tabs["other"].soon(step(1, "other"))
    await desk.tabs["blog"].settle()
    assert (desk.cursors(), desk.faulty) == ([1, 1], [])


@leaping
async def test_what_is_pending_is_written_at_the_end():
    """Nothing that was accepted waits for a moment that does not come any more."""
    desk = Desk()
    await desk.tabs["blog"].soon(step(1))
    await asyncio.sleep(0.001)
    await desk.tabs["blog"].soon(step(2))
    await desk.clerk.close()
    assert desk.cursors() == [2]


class Away(MemoryStore):
    """A store that does not answer."""

    async def commit_lanes(self, commits):
        self.calls.append("commit_lanes")
        await asyncio.Event().wait()


@leaping
async def test_a_store_that_is_away_holds_up_no_order():
    """Who wants all that was accepted to be written first waits for a while, and goes on."""
    desk = Desk(Away())
    await desk.tabs["blog"].soon(step(1))
    await desk.clerk.settle()
    took_s = asyncio.get_running_loop().time()
    await desk.clerk.close()
    assert (took_s, desk.cursors()) == (SETTLE_S, [0])


@leaping
async def test_a_store_that_is_away_does_not_hold_up_the_end():
    """The write under way is given up after a moment, what is pending gets one try, and nothing is raised."""
    desk = Desk(Away())
    await desk.tabs["blog"].soon(step(1))
    await asyncio.sleep(APART_S)
    await desk.tabs["blog"].soon(step(2))
    await desk.clerk.close()
    assert (desk.writes, asyncio.get_running_loop().time() < APART_S + 3 * RESCUE_S) == (2, True)
