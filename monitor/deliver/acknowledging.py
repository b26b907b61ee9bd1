"""Writing down what was accepted, while the next event is already on its way.

    accepted ─▶ pending ─▶ one write for all of them ─▶ durable
                           after `WITHIN_S`, at `AHEAD` events, at the end of the turn, before any other step

The endpoint has accepted an event when the next one of its lane is sent; only the database hears of it a little later.
If the process dies in between, the events of at most one window are sent again, in order, under the same ids with the
same bytes. A write of its own costs as much CPU as sending does and waits for the disk; so while a backlog drains one
is made for a dozen events. An event that comes alone is the end of its turn, and written at once.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import Fenced, StoreError
from monitor.model import joined

if TYPE_CHECKING:
    from monitor.deliver.patience import Patience
    from monitor.model import Lane, LaneCommit
    from monitor.ports import DeliveryStore

AHEAD = 16
"""Events of a lane that were accepted and may not be written down yet."""


WITHIN_S = 0.25
"""How long an accepted event may wait for others to be written down with."""

RESCUE_S = 0.5
"""What a cancelled lane may take to write down what was accepted; otherwise that is sent again."""


class Acknowledging:
    """Writes the steps of one lane in one turn, in their order. `before` is the lane that the last write built on."""

    def __init__(self, store: DeliveryStore, insist: Patience, lane: Lane) -> None:
        self.before = lane
        self._store = store
        self._insist = insist
        self._pending: list[LaneCommit] = []
        self._writing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def soon(self, commit: LaneCommit) -> None:
        """Take a plain step, to be written beside what follows. Raises: Fenced, StoreError, also for those before."""
        self._pending.append(commit)
        if self._writing is not None and self._writing.done():
            self._reap()
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WITHIN_S, self._begin)
        if len(self._pending) >= AHEAD:
            await self.settle()

    async def now(self, commit: LaneCommit) -> None:
        """Write a step after all that are pending. Raises: Fenced, StoreError."""
        await self.settle()
        await self._write(commit)

    async def settle(self) -> None:
        """Wait until everything is written. Raises: Fenced, StoreError."""
        self._begin()
        while self._writing is not None:
            await asyncio.wait([self._writing])
            self._reap()
            self._begin()

    async def rescue(self) -> None:
        """Write what was accepted before something stopped us, if the store takes it in time."""
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(RESCUE_S):
                await self.settle()
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.wait([self._writing])
        if self._pending:
            with suppress(StoreError, TimeoutError):
                async with asyncio.timeout(RESCUE_S):
                    await self._store.commit_lane(joined(self._pending))

    def _begin(self) -> None:
        """Write what is pending; a write that is under way takes it along."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pending and self._writing is None:
            self._writing = asyncio.create_task(self._write_pending())

    def _reap(self) -> None:
        """Take the result of the last writes. Raises: Fenced, StoreError."""
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    async def _write_pending(self) -> None:
        while self._pending:
            commit, self._pending = joined(self._pending), []
            await self._write(commit)

    async def _write(self, commit: LaneCommit) -> None:
        self.before = commit.before
        try:
            await self._insist(partial(self._store.commit_lane, commit))
        except Fenced:
            # A store that wrote it and failed to say so was asked again: then the lane stands where we wanted it.
            lane = await self._insist(partial(self._store.load_lane, commit.after.endpoint, commit.after.source))
            if lane is None or mark(lane) != mark(commit.after):
                raise


def mark(lane: Lane) -> tuple[int, int, int, int, int]:
    """Return what tells whether somebody else has moved a lane."""
    return lane.cursor, lane.attempts, lane.refusals, lane.parked, lane.epoch
