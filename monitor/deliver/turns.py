"""The turns of all lanes: a lane that has something to send queues at its endpoint's desk, and a place there takes it.

    queued ─▶ a place is free, the desk open ─▶ one turn (courier) ─▶ queued again, waiting for its time, or at rest

A place is a task that takes lane after lane, and is given up when none waits. A task for each turn cost 7 % of the CPU
of a delivery where many lanes have one event each.
"""

from __future__ import annotations

import asyncio
from contextvars import Context
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.deliver.backoff import LONGEST_WAIT
from monitor.deliver.lanes import LaneBook, Stage

if TYPE_CHECKING:
    from monitor.deliver.courier import Courier, Rest
    from monitor.deliver.desk import Desk
    from monitor.deliver.post import Post
    from monitor.ports import Clock

LANE_FAULT_WAIT = timedelta(seconds=30)
"""How long a lane rests after a fault of ours that nobody foresaw."""

LANE_FAILED = "lane_failed"


class Turns:
    """Keeps lanes moving as long as `post` is not halted; a lane rests for `fault_wait` after a fault of ours."""

    def __init__(self, courier: Courier, post: Post, *, clock: Clock, fault_wait: timedelta = LANE_FAULT_WAIT) -> None:
        self._courier = courier
        self._post = post
        self._clock = clock
        self._fault_wait = fault_wait
        self._tasks: set[asyncio.Task[None]] = set()
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

    def queue(self, desk: Desk, book: LaneBook) -> None:
        desk.queue(book)
        self.begin(desk)

    def release(self, desk: Desk) -> None:
        """Let every lane of an endpoint go on at once: it is well again."""
        for book in desk.release():
            desk.queue(book)
        self.begin(desk)

    def begin(self, desk: Desk) -> None:
        """Take as many places at one endpoint as there are lanes and places for; come back when it opens again."""
        if self._post.halted:
            return
        now = self._clock()
        while (book := desk.begin(now)) is not None:
            # In a context of its own: the ids that the poll of one source has bound are not those of the lanes.
            task = asyncio.create_task(self._fill(desk, book), name=f"place at {book.endpoint}", context=Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if desk.timer is not None:
            desk.timer.cancel()
            desk.timer = None
        if (look := desk.next_look(now)) is not None:
            desk.timer = asyncio.get_running_loop().call_later(_delay_s(look - now), self.begin, desk)

    async def end(self, timeout: timedelta) -> None:  # noqa: ASYNC109 (cancelling what is late is its purpose)
        """Give the turns that run this long to end, then cancel them."""
        try:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=timeout.total_seconds())
        finally:
            for task in self._tasks:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _fill(self, desk: Desk, book: LaneBook | None) -> None:
        """Fill one place at a desk: the turn of this lane, then those of whoever waits."""
        while book is not None:
            await self._take(desk, book)
            await asyncio.sleep(0)  # a turn that passes events over waits for nothing itself
            book = None if self._post.halted else desk.begin(self._clock())
        self.begin(desk)

    async def _take(self, desk: Desk, book: LaneBook) -> None:
        """Take one turn of a lane and see to its next one: the outermost edge of a lane."""
        book.woken = False  # before the turn reads: what is committed from now on sets it again
        rest = None
        try:
            rest = await self._courier.turn(desk, book)
        except Exception:  # noqa: BLE001 (the outermost edge)
            self._log.exception(LANE_FAILED, webhook=book.endpoint, source=book.source)
            book.lane = None  # the write that failed may have been done: the store knows
        finally:
            desk.end(book)
            # Who waits for it may have been cancelled, and it with them.
            if book.over is not None and not book.over.done():
                book.over.set_result(None)
        if book.dropped or self._post.halted:
            book.stage = Stage.IDLE
        else:
            self._settle(desk, book, rest)

    def _settle(self, desk: Desk, book: LaneBook, rest: Rest | None) -> None:
        """Put a lane where it belongs after a turn. No await may come between this and the look at `woken`."""
        now = self._clock()
        if rest is None:
            self._wait(desk, book, Stage.WAITING, self._fault_wait)
            return
        book.lane = None if book.stale else rest.lane
        stale, book.stale = book.stale, False
        if rest.lane is None:
            book.stage = Stage.ABSENT
        elif rest.more or stale or (book.woken and not rest.firm):
            desk.queue(book)
        elif rest.until is not None:
            stage = Stage.WAITING if rest.firm else Stage.HOLDING
            self._wait(desk, book, stage, rest.until - now)
        else:
            book.stage = Stage.IDLE

    def _wait(self, desk: Desk, book: LaneBook, stage: Stage, wait: timedelta) -> None:
        """Queue the lane again after a while. The limit is for a retry time that was written by a wrong clock."""
        timer = asyncio.get_running_loop().call_later(_delay_s(wait), self.queue, desk, book)
        desk.wait(book, stage, timer)


def _delay_s(wait: timedelta) -> float:
    return min(max(wait, timedelta(0)), LONGEST_WAIT).total_seconds()
