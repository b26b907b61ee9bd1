"""Writing down what was accepted, while the next events are already on their way.

    accepted ─▶ Tab of the lane ─▶ Clerk: one write for all lanes ─▶ durable
                                   at once, but not more often than every `APART_S`, unless a lane waits for it

The endpoint has accepted an event when the next one of its lane is sent; only the database hears of it a little later.
If the process dies in between, at most `AHEAD` events of each lane are sent again, in order, under the same ids with
the same bytes. A write of its own costs as much CPU as sending does and waits for the disk; so one is under way at a
time, and what is accepted meanwhile, by all lanes, makes up the next. Nobody waits for it but a lane that is `AHEAD`,
or takes a step that is more than moving on.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import Fenced, StoreError
from monitor.model import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.deliver.lanes import LaneBook
    from monitor.deliver.patience import Patience
    from monitor.model import Lane, LaneCommit
    from monitor.ports import DeliveryStore

AHEAD = 16
"""Events of a lane that were accepted and may not be written down yet."""

APART_S = 0.05
"""The time between two writes while a backlog drains, so that each is worth its commit."""

SETTLE_S = 5.0
"""How long who asks for everything to be written waits: a store that is away will tell them so itself."""

RESCUE_S = 0.5
"""What may be spent at the end to write down what was accepted; otherwise that is sent again."""


class Tab:
    """The steps of one lane, in their order. `before` is the lane that the last write built on."""

    def __init__(self, clerk: Clerk, book: LaneBook) -> None:
        self.book = book
        self.before: Lane | None = None
        self.pending: list[LaneCommit] = []
        self.writing = 0
        self.fault: BaseException | None = None
        self.written: asyncio.Future[None] | None = None
        self._clerk = clerk

    async def soon(self, commit: LaneCommit) -> None:
        """Take a plain step, to be written beside what follows. Raises: Fenced, StoreError, also for those before."""
        self.hear()
        self.pending.append(commit)
        self._clerk.take(self)
        if self.writing + len(self.pending) >= AHEAD:
            await self.settle()

    async def now(self, commit: LaneCommit) -> None:
        """Write a step after all that are pending. Raises: Fenced, StoreError."""
        await self.settle()
        await self._clerk.write(self, commit)

    async def settle(self) -> None:
        """Wait until everything is written. Raises: Fenced, StoreError."""
        while self.fault is None and (self.pending or self.writing):
            self._clerk.begin()
            self.written = asyncio.get_running_loop().create_future()
            await self.written
        self.hear()

    def hear(self) -> None:
        """Raise what became of earlier steps, if it was nothing good; what built on them is void."""
        if self.fault is not None:
            fault, self.fault, self.pending = self.fault, None, []
            raise fault

    def end(self, fault: BaseException | None) -> None:
        """Take note of what became of the steps that were being written."""
        self.writing = 0
        self.fault = fault
        if self.written is not None and not self.written.done():
            self.written.set_result(None)


class Clerk:
    """Writes the tabs of all lanes. `on_fault` is told of a lane whose write failed."""

    def __init__(self, store: DeliveryStore, insist: Patience, on_fault: Callable[[LaneBook], None]) -> None:
        self._store = store
        self._insist = insist
        self._on_fault = on_fault
        self._tabs: dict[Tab, None] = {}
        self._work: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._began_s = float("-inf")

    def take(self, tab: Tab) -> None:
        """Take note that a tab has steps to be written."""
        self._tabs[tab] = None
        if self._work is None and self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._began_s + APART_S), self.begin)

    def begin(self) -> None:
        """Write what is pending; a write that is under way is followed by another one."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._work is None and self._tabs:
            self._began_s = asyncio.get_running_loop().time()
            self._work = asyncio.create_task(self._write_all(), name="acknowledging")

    async def write(self, tab: Tab, commit: LaneCommit) -> None:
        """Write one step of one lane. Raises: Fenced, StoreError."""
        tab.before = commit.before
        try:
            await self._insist(partial(self._store.commit_lane, commit))
        except Fenced:
            # A store that wrote it and failed to say so was asked again: then the lane stands where we wanted it.
            lane = await self._insist(partial(self._store.load_lane, commit.after.endpoint, commit.after.source))
            if lane is None or mark(lane) != mark(commit.after):
                raise

    async def settle(self) -> None:
        """Wait until all that was accepted before is written, or could not be; no longer than `SETTLE_S`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_S):
                while self._tabs or self._work is not None:
                    self.begin()
                    if self._work is not None:
                        await asyncio.wait([self._work])

    async def close(self) -> None:
        """Write what was accepted before the end, if the store takes it in time."""
        self.begin()
        if self._work is not None:
            work = self._work
            await asyncio.wait([work], timeout=RESCUE_S)
            work.cancel()
            await asyncio.wait([work])
        rest = [joined(tab.pending) for tab in self._tabs if tab.pending]
        self._tabs = {}
        if rest:
            with suppress(StoreError, TimeoutError):
                async with asyncio.timeout(RESCUE_S):
                    await self._store.commit_lanes(rest)

    async def _write_all(self) -> None:
        """Write what is pending, and go on while lanes wait for what came in the meantime."""
        try:
            steps = [(tab, joined(tab.pending)) for tab in self._tabs if tab.pending and tab.fault is None]
            self._tabs = {}
            for tab, commit in steps:
                tab.before, tab.writing, tab.pending = commit.before, len(tab.pending), []
            if steps:
                await self._write_together(steps)
        finally:
            self._work = None
        for tab in self._tabs:
            self.take(tab)
        if any(tab.written is not None and not tab.written.done() for tab in self._tabs):
            self.begin()

    async def _write_together(self, steps: Sequence[tuple[Tab, LaneCommit]]) -> None:
        """Write a step of each of several lanes. If the store refuses, each alone: only one lane is at fault."""
        faults: list[BaseException | None] = [None] * len(steps)
        together = partial(self._store.commit_lanes, [commit for _, commit in steps])
        (refused,) = await asyncio.gather(self._insist(together), return_exceptions=True)
        if refused is not None:
            faults = await asyncio.gather(*(self.write(*step) for step in steps), return_exceptions=True)
        for (tab, _), fault in zip(steps, faults, strict=True):
            tab.end(fault)
            if fault is not None:
                self._on_fault(tab.book)


def mark(lane: Lane) -> tuple[int, int, int, int, int]:
    """Return what tells whether somebody else has moved a lane."""
    return lane.cursor, lane.attempts, lane.refusals, lane.parked, lane.epoch
