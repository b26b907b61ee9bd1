"""One turn of one lane.

    read the lane's next events
    for each:  refused by the endpoint's filter → pass it, a run of them in one write
               else send it
                   accepted → acknowledge, go on with the next
                   else     → write down when to try again, the turn is over

Nothing is sent before the event ahead of it was acknowledged, and an acknowledgement is insisted on until the store
takes it: while the process lives, what was accepted is never sent again. If it dies in between, the next one sends
the event again under the same id with the same bytes.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

import structlog

from monitor.deliver.backoff import next_attempt, store_wait
from monitor.deliver.lanes import MAX_SENDS
from monitor.deliver.redact import origin
from monitor.errors import Fenced, StoreUnavailable
from monitor.model import Attempt, Endpoint, Event, Lane, Outcome

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime, timedelta

    from monitor.ports import Clock, Send, Store

BATCH = 50
"""Events read at once: at 64 KiB each, four lanes of an endpoint hold at most 13 MiB."""

TURN_S = 1.0
"""After this long a lane lets the next one have its place, so that one backlog at a slow endpoint starves no other."""

ATTEMPT = "attempt"
STORE_UNAVAILABLE = "store_unavailable"

T = TypeVar("T")


class NextAttempt(Protocol):
    """When to try again; `backoff.next_attempt` is the one that counts."""

    def __call__(
        self, failures: int, *, now: datetime, jitter: float, retry_after: timedelta | None = None
    ) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Where a turn left its lane (None: there is no such lane), and whether it may have more to send."""

    lane: Lane | None
    more: bool


class Courier:
    """Takes the turns of all lanes; holds the places for sends at once, and counts."""

    def __init__(
        self,
        store: Store,
        send: Send,
        *,
        clock: Clock,
        jitter: Callable[[], float],
        next_attempt: NextAttempt = next_attempt,
        store_wait: Callable[[int], timedelta] = store_wait,
        max_sends: int = MAX_SENDS,
        turn_s: float = TURN_S,
    ) -> None:
        self.halted = False
        self.in_flight = 0
        self.accepted = 0
        self.failed = 0
        self._store = store
        self._send = send
        self._clock = clock
        self._jitter = jitter
        self._next_attempt = next_attempt
        self._store_wait = store_wait
        self._turn_s = turn_s
        self._places = asyncio.Semaphore(max_sends)
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

    async def turn(self, endpoint: Endpoint, source: str, lane: Lane | None) -> Rest:
        """Send what the lane has next, until it is empty, its turn is over, an attempt failed or we are halted."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._turn_s
        if lane is None:
            lane = await self._insist(lambda: self._store.load_lane(endpoint.name, source))
            if lane is None or (lane.next_at is not None and lane.next_at > self._clock()):
                return Rest(lane=lane, more=lane is not None)
        cursor = passed = lane.cursor
        events = await self._insist(lambda: self._store.load_events(source, after=cursor, limit=BATCH))
        try:
            for event in events:
                if not _wanted(endpoint, event):
                    passed = event.sequence
                    continue
                lane = await self._pass(lane, passed)
                attempt = await self._try(endpoint, event, lane.attempts + 1)
                if attempt is None:
                    return Rest(lane=lane, more=True)
                lane = await self._record(endpoint, lane, attempt)
                if lane.cursor != event.sequence or loop.time() >= ends:
                    return Rest(lane=lane, more=True)
                passed = lane.cursor
            lane = await self._pass(lane, passed)
        except Fenced:
            return await self._reload(lane)
        return Rest(lane=lane, more=len(events) == BATCH)

    async def _try(self, endpoint: Endpoint, event: Event, number: int) -> Attempt | None:
        """Send one event as soon as there is a place; None if we were halted meanwhile."""
        async with self._places:
            if self.halted:
                return None
            self.in_flight += 1
            try:
                return await self._send(endpoint, event, number)
            finally:
                self.in_flight -= 1

    async def _record(self, endpoint: Endpoint, lane: Lane, attempt: Attempt) -> Lane:
        """Log the attempt and write down what follows from it; return the lane as it then stands. Raises: Fenced."""
        if attempt.outcome is Outcome.ACCEPTED:
            self.accepted += 1
            self._tell(endpoint, attempt, retry_at=None)
            await self._insist(lambda: self._store.acknowledge(lane, attempt.sequence, attempt))
            return replace(lane, cursor=attempt.sequence, attempts=0, next_at=None)
        self.failed += 1
        failures = lane.attempts + 1
        retry_at = self._next_attempt(
            failures, now=self._clock(), jitter=self._jitter(), retry_after=attempt.retry_after
        )
        self._tell(endpoint, attempt, retry_at=retry_at)
        await self._insist(lambda: self._store.postpone(lane, attempt, retry_at))
        return replace(lane, attempts=failures, next_at=retry_at)

    async def _pass(self, lane: Lane, sequence: int) -> Lane:
        """Move the cursor over events that the endpoint does not want, if there are any. Raises: Fenced."""
        if sequence == lane.cursor:
            return lane
        await self._insist(lambda: self._store.acknowledge(lane, sequence, None))
        return replace(lane, cursor=sequence, attempts=0, next_at=None)

    async def _reload(self, stale: Lane) -> Rest:
        """Return the lane as another writer left it. Raises: Fenced if it stands where we thought."""
        fresh = await self._insist(lambda: self._store.load_lane(stale.endpoint, stale.source))
        if fresh is not None and (fresh.cursor, fresh.attempts) == (stale.cursor, stale.attempts):
            # Nobody moved it, so reading it again cannot help: going on would send the same event for ever.
            raise Fenced(stale.source)
        return Rest(lane=fresh, more=fresh is not None)

    async def _insist(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask the store until it answers."""
        failures = 0
        while True:
            try:
                return await ask()
            except StoreUnavailable as error:
                failures += 1
                wait = self._store_wait(failures)
                self._log.warning(STORE_UNAVAILABLE, error=str(error), failures=failures, wait_s=wait.total_seconds())
                await asyncio.sleep(wait.total_seconds())

    def _tell(self, endpoint: Endpoint, attempt: Attempt, *, retry_at: datetime | None) -> None:
        """Write the one line of this attempt: neither body nor secret, and of the address only its origin."""
        tell = self._log.info if retry_at is None else self._log.warning
        tell(
            ATTEMPT,
            webhook=endpoint.name,
            url=origin(endpoint.url),
            source=attempt.source,
            sequence=attempt.sequence,
            event_id=attempt.event_id,
            number=attempt.number,
            outcome=attempt.outcome.value,
            status=attempt.status,
            reason=attempt.reason,
            duration_s=round(attempt.duration_s, 4),
            retry_at=retry_at.isoformat() if retry_at else None,
        )


def _wanted(endpoint: Endpoint, event: Event) -> bool:
    return endpoint.filter.types is None or event.type in endpoint.filter.types
