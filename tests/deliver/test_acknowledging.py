"""Writing down what was accepted, many events at a time."""

import asyncio
from dataclasses import replace

import pytest
from delivery_doubles import NOW, MemoryStore, leap, turning, unavailable

from monitor.deliver.acknowledging import AHEAD, WITHIN_S, Acknowledging
from monitor.deliver.patience import Patience
from monitor.errors import Fenced
from monitor.model import Lane, LaneCommit

LANE = Lane(endpoint="desk", source="blog", cursor=0)


def step(cursor: int) -> LaneCommit:
    return LaneCommit(before=replace(LANE, cursor=cursor - 1), after=replace(LANE, cursor=cursor), at=NOW)


def made(store: MemoryStore) -> Acknowledging:
    return Acknowledging(store, Patience(), LANE)


def stored() -> MemoryStore:
    store = MemoryStore()
    store.add_lane("desk")
    return store


def test_a_run_of_steps_is_one_write():
    """After a moment, at so many events, or when asked to: the cursor goes where the last of them says."""

    async def run():
        store = stored()
        acknowledging = made(store)
        for cursor in range(1, AHEAD):
            await acknowledging.soon(step(cursor))
        none = store.calls.count("commit_lane")
        await acknowledging.soon(step(AHEAD))
        full = store.rows["desk", "blog"].cursor
        await acknowledging.soon(step(AHEAD + 1))
        await asyncio.sleep(2 * WITHIN_S)
        late = store.rows["desk", "blog"].cursor
        await acknowledging.soon(step(AHEAD + 2))
        await acknowledging.settle()
        return none, full, late, store.rows["desk", "blog"].cursor, store.calls.count("commit_lane")

    assert leap(run) == (0, AHEAD, AHEAD + 1, AHEAD + 2, 3)


def test_a_write_that_fails_is_told_at_the_next_step():
    """Another writer has moved the lane: whoever goes on must hear of it."""

    async def run():
        store = stored()
        store.add_lane("desk", cursor=7)
        acknowledging = made(store)
        await acknowledging.soon(step(1))
        await asyncio.sleep(2 * WITHIN_S)
        with pytest.raises(Fenced):
            await acknowledging.soon(step(2))
        return acknowledging.before

    assert leap(run) == LANE


def test_a_write_of_ours_whose_answer_was_lost_is_no_fault():
    """The store took it and failed to say so; asked again it is fenced, and the lane stands where it should."""

    class Store(MemoryStore):
        async def commit_lane(self, commit):
            await super().commit_lane(commit)
            if commit.after.cursor == 1:
                raise unavailable()

    async def run():
        store = Store()
        store.add_lane("desk")
        acknowledging = made(store)
        await acknowledging.soon(step(1))
        await acknowledging.settle()
        return store.rows["desk", "blog"].cursor

    assert leap(run) == 1


def test_what_is_pending_is_rescued():
    """A cancelled turn writes down what was accepted."""

    async def run():
        store = stored()
        acknowledging = made(store)
        await acknowledging.soon(step(1))
        await acknowledging.rescue()
        return store.rows["desk", "blog"].cursor

    assert leap(run) == 1


def test_a_store_that_is_away_does_not_hold_up_the_end():
    """The write under way is given up after a moment, what is pending gets one try, and nothing is raised."""

    class Store(MemoryStore):
        async def commit_lane(self, commit):
            self.calls.append("commit_lane")
            await asyncio.Event().wait()

    async def run():
        store = Store()
        acknowledging = made(store)
        await acknowledging.soon(step(1))
        await turning(lambda: True)
        await asyncio.sleep(2 * WITHIN_S)
        await acknowledging.soon(step(2))
        await acknowledging.rescue()
        return store.calls, asyncio.get_running_loop().time() < 2

    assert leap(run) == (["commit_lane", "commit_lane"], True)
