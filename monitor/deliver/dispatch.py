"""The dispatcher: keeps every lane moving, each in its order, without letting one delay another.

    commit ──wake(source)──▶ the source's lanes queue at their endpoints
    endpoint has a place   ──▶ a task takes one turn of the lane (courier)
    turn over              ──▶ queue again, wait until the retry is due, or rest

It keeps nothing that must survive: cursors and retry times are in the store, so that being cancelled or killed at any
point loses nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.deliver.backoff import LONGEST_WAIT, next_attempt, store_wait
from monitor.deliver.courier import TURN_S, Courier, NextAttempt
from monitor.deliver.lanes import LANES_PER_ENDPOINT, MAX_SENDS, LaneBook, Stage, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.model import Endpoint, Lane
    from monitor.ports import Clock, Send, Store

LANE_FAULT_WAIT = timedelta(seconds=30)
"""How long a lane rests after a fault of ours that nobody foresaw."""

LANE_FAILED = "lane_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchCounts:
    """What the dispatcher is doing (sends in flight; lanes by stage), and what it did since it started (attempts)."""

    in_flight: int
    accepted: int
    failed: int
    running: int
    ready: int
    waiting: int


class Dispatcher:
    """Delivers what the store owes to the endpoints. All methods belong to the event loop's thread.

    `jitter` returns a number in [0, 1) for each retry; `next_attempt`, `store_wait` and `fault_wait` are the waits
    after an endpoint's, the store's and our own failure.
    """

    def __init__(
        self,
        store: Store,
        send: Send,
        endpoints: Sequence[Endpoint],
        *,
        clock: Clock,
        jitter: Callable[[], float],
        next_attempt: NextAttempt = next_attempt,
        store_wait: Callable[[int], timedelta] = store_wait,
        fault_wait: timedelta = LANE_FAULT_WAIT,
        max_sends: int = MAX_SENDS,
        lanes_per_endpoint: int = LANES_PER_ENDPOINT,
        turn_s: float = TURN_S,
    ) -> None:
        self._store = store
        self._clock = clock
        self._fault_wait = fault_wait
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._turns = {name: Turns(lanes_per_endpoint) for name in self._endpoints}
        self._books: dict[tuple[str, str], LaneBook] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._courier = Courier(
            store,
            send,
            clock=clock,
            jitter=jitter,
            next_attempt=next_attempt,
            store_wait=store_wait,
            max_sends=max_sends,
            turn_s=turn_s,
        )
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

    async def start(self) -> None:
        """Take up every lane that has a backlog. Raises: StoreError."""
        for lane in await self._store.load_lanes():
            if (endpoint := self._endpoints.get(lane.endpoint)) is None:
                continue
            book = self._book(endpoint, lane.source)
            if book.stage is Stage.IDLE:  # otherwise a wake was quicker, and its turn reads the lane itself
                book.lane = lane
                self._rest(book, more=True)

    def wake(self, source: str) -> None:
        """Take note that events of this source were committed. Returns at once; never shortens a retry's wait."""
        for endpoint in self._endpoints.values():
            book = self._book(endpoint, source)
            book.woken = True
            if book.stage is Stage.IDLE:
                self._queue(book)

    async def drain(self, timeout: timedelta) -> None:  # noqa: ASYNC109 (cancelling what is late is its purpose)
        """Begin no send any more, give those in flight this long to end and be written down, then cancel them.

        What was cancelled is sent again, with the same id and bytes, by whoever starts next.
        """
        self._courier.halted = True
        try:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=timeout.total_seconds())
        finally:
            for task in self._tasks:
                task.cancel()
            for book in self._books.values():
                if book.timer is not None:
                    book.timer.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Cancel everything now."""
        await self.drain(timedelta(0))

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that had something to send since the start, as we know them."""
        return tuple(book.lane for book in self._books.values() if book.lane is not None)

    @property
    def counts(self) -> DispatchCounts:
        stages = [book.stage for book in self._books.values()]
        return DispatchCounts(
            in_flight=self._courier.in_flight,
            accepted=self._courier.accepted,
            failed=self._courier.failed,
            running=stages.count(Stage.RUNNING),
            ready=stages.count(Stage.READY),
            waiting=stages.count(Stage.WAITING),
        )

    def _book(self, endpoint: Endpoint, source: str) -> LaneBook:
        key = endpoint.name, source
        if (book := self._books.get(key)) is None:
            book = self._books[key] = LaneBook(endpoint=endpoint, source=source)
        return book

    def _queue(self, book: LaneBook) -> None:
        turns = self._turns[book.endpoint.name]
        turns.queue(book)
        self._begin(turns)

    def _begin(self, turns: Turns) -> None:
        """Begin as many turns at one endpoint as it has places for."""
        while not self._courier.halted and (book := turns.begin()) is not None:
            task = asyncio.create_task(self._run(book, turns), name=f"lane {book.endpoint.name} {book.source}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, book: LaneBook, turns: Turns) -> None:
        """Take one turn of a lane and see to its next one: the outermost edge of a lane."""
        book.woken = False  # before the turn reads: what is committed from now on sets it again
        try:
            rest = await self._courier.turn(book.endpoint, book.source, book.lane)
        except Exception:  # noqa: BLE001 (the outermost edge)
            self._log.exception(LANE_FAILED, webhook=book.endpoint.name, source=book.source)
            book.lane = None  # the write that failed may have been done: the store knows
            self._wait(book, self._fault_wait)
        else:
            book.lane = rest.lane
            self._rest(book, more=rest.more or book.woken)
        finally:
            turns.end()
            self._begin(turns)

    def _rest(self, book: LaneBook, *, more: bool) -> None:
        """Put a lane where it belongs after a turn. No await may come between this and the look at `woken`."""
        if book.lane is None:
            book.stage = Stage.ABSENT
        elif not more:
            book.stage = Stage.IDLE
        elif book.lane.next_at is not None and (wait := book.lane.next_at - self._clock()) > timedelta(0):
            self._wait(book, wait)
        else:
            self._queue(book)

    def _wait(self, book: LaneBook, wait: timedelta) -> None:
        """Queue the lane again after a while. The limit is for a retry time that was written by a wrong clock."""
        book.stage = Stage.WAITING
        delay_s = min(wait, LONGEST_WAIT).total_seconds()
        book.timer = asyncio.get_running_loop().call_later(delay_s, self._queue, book)
