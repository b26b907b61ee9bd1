"""Events at hand: what was committed a moment ago or read for one lane, for the other lanes of the same source.

A source's events are the same for all its endpoints, and never change. Without this each lane read them for itself: a
trip to another thread and a statement, for events that this process has just written.

    put, forget   we hear what was committed, or only that something may have been
    page          from what is at hand, else read; lanes that ask for the same at once share one reading
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from monitor.model import Event

    Read = Callable[[str, int, int], Awaitable[Sequence[Event]]]

RUN_EVENTS = 200
"""Events at hand of one source: two pages of those who read the most at once."""

SHELF_BYTES = 8 * 1024 * 1024
"""Bodies at hand of all sources; those that were not asked for longest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Events without a hole between them; `ended`: nothing had come after them when we last heard."""

    events: Sequence[Event]
    ended: bool
    size: int


class Shelf:
    """`read` asks the store for events of a source after a sequence, at most so many."""

    def __init__(self, read: Read, limit_bytes: int = SHELF_BYTES) -> None:
        self._read = read
        self._limit = limit_bytes
        self._size = 0
        self._runs: dict[str, _Run] = {}
        self._readings: dict[str, dict[tuple[int, int], asyncio.Task[Sequence[Event]]]] = {}
        self._tasks: set[asyncio.Task[Sequence[Event]]] = set()

    def put(self, source: str, events: Sequence[Event]) -> None:
        """Take events that were committed just now. They are put before any lane is woken for them."""
        self._readings.pop(source, None)  # what is being read may lack them
        run = self._take(source)
        if run is not None and run.ended and run.events[-1].sequence + 1 == events[0].sequence:
            events = (*run.events, *events)
        self._keep(source, events[-RUN_EVENTS:], ended=True)

    def forget(self, source: str) -> None:
        """Take note that somebody may have committed events of a source."""
        self._readings.pop(source, None)
        self._take(source)

    async def page(self, source: str, *, after: int, limit: int) -> Sequence[Event]:
        """Return the events after a sequence, at most `limit`; fewer only if there are no more.

        Raises: what `read` raises.
        """
        if (found := self._at_hand(source, after, limit)) is not None:
            return found
        readings = self._readings.setdefault(source, {})
        reading = readings.get((after, limit))
        if reading is None:
            reading = asyncio.create_task(self._load(source, after, limit, readings), name=f"events of {source}")
            readings[after, limit] = reading
            self._tasks.add(reading)
            reading.add_done_callback(self._tasks.discard)
        return await asyncio.shield(reading)  # who is cancelled must not take it from the others

    async def close(self) -> None:
        """Stop reading."""
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _at_hand(self, source: str, after: int, limit: int) -> Sequence[Event] | None:
        """Return what a page holds if all of it is at hand."""
        if (run := self._take(source)) is None:
            return None
        self._put_back(source, run)
        skipped = after - run.events[0].sequence + 1
        if not 0 <= skipped <= len(run.events):
            return None
        found = run.events[skipped : skipped + limit]
        return found if run.ended or len(found) == limit else None

    async def _load(
        self, source: str, after: int, limit: int, readings: dict[tuple[int, int], asyncio.Task[Sequence[Event]]]
    ) -> Sequence[Event]:
        try:
            events = await self._read(source, after, limit)
        finally:
            del readings[after, limit]
            heard = self._readings.get(source) is not readings
            if not heard and not readings:
                del self._readings[source]
        if events and not heard:  # else more was committed meanwhile, and where these end is not the end
            self._take(source)
            self._keep(source, events, ended=len(events) < limit)
        return events

    def _keep(self, source: str, events: Sequence[Event], *, ended: bool) -> None:
        self._put_back(source, _Run(events=events, ended=ended, size=sum(len(event.body) for event in events)))

    def _put_back(self, source: str, run: _Run) -> None:
        """Put a run last, and let those go for which there is no room any more."""
        self._runs[source] = run
        self._size += run.size
        while self._size > self._limit:
            self._take(next(iter(self._runs)))

    def _take(self, source: str) -> _Run | None:
        run = self._runs.pop(source, None)
        if run is not None:
            self._size -= run.size
        return run
