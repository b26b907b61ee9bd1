"""New events, read once for all who follow.

    commit ──woken──▶ pump: reads on from the last position ──▶ the newest ones, kept in memory
                                                                     ▲
    stream at position N ── within what is kept? ── yes ─────────────┘
                                                 └─ no: pages from the database, until it has caught up

A stream has a position and nothing else, so a slow one costs no memory: what it has missed is in the database.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from monitor.errors import StoreError
from monitor.model import EventPage, EventQuery
from monitor.searching import stands_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from monitor.model import Placed
    from monitor.ports import Ledger

KEPT = 1_000
KEPT_BYTES = 8 * 1024 * 1024
"""What is kept of the newest events, whichever is less: a stream that is further behind reads from the database."""
PAGE = 200
GATHER_S = 0.05
"""How long the pump waits for more before it reads again: sources that commit at once cost one look, not one each."""
LOOK_S = 2.0
"""How often it looks without having been woken: another process may write the same database."""
RETRY_S = 1.0
CATCHING_UP = 1
"""How many streams read from the database at once, in turn: of 190 that came back together each had a page in the queue
for its threads, and whoever asked something else, `/readyz` among them, waited 2 to 11 s behind them all."""
STREAMS_LIMIT = 200

log = structlog.stdlib.get_logger("monitor.web")


class Relay:
    """Keeps the newest events while somebody follows. All methods belong to the event loop's thread."""

    def __init__(self, ledger: Ledger, *, look_s: float = LOOK_S) -> None:
        self._ledger = ledger
        self._look_s = look_s
        self._kept: deque[Placed] = deque()
        self._kept_bytes = 0
        self._floor = 0
        self._head = 0
        self._woken = asyncio.Event()
        self._news = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._followers = 0
        self._catching_up = asyncio.Semaphore(CATCHING_UP)
        self.closed = False

    @property
    def followers(self) -> int:
        """How many streams are open."""
        return self._followers

    @property
    def full(self) -> bool:
        return self._followers >= STREAMS_LIMIT

    def wake(self) -> None:
        """Take note that events were committed. Returns at once."""
        self._woken.set()

    async def close(self) -> None:
        """End all streams."""
        self.closed = True
        self._news.set()
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)

    @contextmanager
    def following(self) -> Iterator[None]:
        """Count in one who follows; the pump runs while there is one."""
        self._followers += 1
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run(), name="relay")
        try:
            yield
        finally:
            self._followers -= 1
            if not self._followers and self._pump is not None:
                self._pump.cancel()
                self._pump = None
                self._start_at(0)

    async def pages(self, query: EventQuery, *, idle_s: float) -> AsyncIterator[EventPage]:
        """Yield the events after the query's position as they come, for ever; an empty page after `idle_s` without one.

        The pages have no hole between them: each goes on where the one before it ended. Raises: StoreError.
        """
        position, clock = query.after, asyncio.get_running_loop().time
        quiet_until = clock() + idle_s
        while not self.closed:
            news = self._news
            page = self._from_memory(query, position)
            if page is None:
                async with self._catching_up:
                    page = await self._ledger.find_events(_on_from(query, position))
            position = page.next
            if page.events:
                yield page
                quiet_until = clock() + idle_s
            if page.events or page.more:
                continue
            try:
                async with asyncio.timeout_at(quiet_until):
                    await news.wait()
            except TimeoutError:
                yield EventPage(events=(), next=position, more=False)
                quiet_until = clock() + idle_s

    def _from_memory(self, query: EventQuery, position: int) -> EventPage | None:
        """Return what comes after a position, None if not all of it is kept."""
        if not self._floor <= position <= self._head or not self._head:
            return None
        new = [placed for placed in self._kept if placed.position > position][: query.limit]
        wanted = tuple(placed for placed in new if wants(query, placed))
        return EventPage(events=wanted, next=new[-1].position if new else position, more=len(new) == query.limit)

    async def _run(self) -> None:
        while True:
            try:
                if not self._head:
                    self._start_at(await self._ledger.last_position())
                await self._read_on()
            except StoreError as error:
                log.warning("events not read for the streams yet", reason=str(error))
                await asyncio.sleep(RETRY_S)
                continue
            try:
                async with asyncio.timeout(self._look_s):
                    await self._woken.wait()
            except TimeoutError:
                pass
            else:
                self._woken.clear()
                await asyncio.sleep(GATHER_S)

    async def _read_on(self) -> None:
        more = True
        while more:
            page = await self._ledger.find_events(EventQuery(after=self._head, limit=PAGE))
            more = page.more
            if page.next < self._head:  # the database was put back to where it stood earlier
                self._start_at(page.next)
                self._tell()
            if page.events:
                self._keep(page)

    def _start_at(self, position: int) -> None:
        self._kept.clear()
        self._kept_bytes = 0
        self._floor = self._head = position

    def _keep(self, page: EventPage) -> None:
        for placed in page.events:
            self._kept.append(placed)
            self._kept_bytes += len(placed.event.body)
        self._head = page.next
        while len(self._kept) > KEPT or self._kept_bytes > KEPT_BYTES:
            gone = self._kept.popleft()
            self._kept_bytes -= len(gone.event.body)
            self._floor = gone.position
        self._tell()

    def _tell(self) -> None:
        """Wake everybody who waits; who comes later waits for the next time."""
        self._news.set()
        self._news = asyncio.Event()


def wants(query: EventQuery, placed: Placed) -> bool:
    """Return whether an event is among those that a query asks for, apart from its place."""
    event = placed.event
    if query.source is not None and event.source != query.source:
        return False
    if query.types and event.type.value not in query.types:
        return False
    return not query.words or stands_in(event.body, query.words)


def _on_from(query: EventQuery, position: int) -> EventQuery:
    return EventQuery(
        after=position, source=query.source, types=query.types, words=query.words, limit=min(query.limit, PAGE)
    )
