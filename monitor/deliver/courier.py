"""One turn of one lane.

    a parcel that may go            → send it
    else the events after the cursor:
        not wanted, left out        → pass them, a run of them in one write
        an earlier one of the entry is parked   → park it behind (ordering by entry)
        a batch                     → fix what it holds by making it a parcel, then send that
        else                        → send it
    accepted → acknowledge, go on with the next
    else     → write down what follows (`consequence`); the turn is over, or with another ordering than by source the
               event is parked and the next one follows

Nothing is sent before what it waits for was accepted or given up, and an acknowledgement is insisted on until the store
takes it (`acknowledging`): while the process lives, what was accepted is never sent again. If it dies in between, the
next one sends the same request again under the same id with the same bytes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from monitor.deliver.acknowledging import Tab, mark
from monitor.deliver.backoff import believed
from monitor.deliver.breaker import NEVER
from monitor.deliver.filters import judge
from monitor.deliver.packing import PARKED_PER_LANE, next_parcel, next_request, next_time, page_size, waits_for
from monitor.deliver.steps import Place, arrive, packing, passing, settling
from monitor.deliver.telling import tell_dead
from monitor.errors import Fenced, StoreError
from monitor.model import LaneCommit, Ordering

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from monitor.deliver.acknowledging import Clerk
    from monitor.deliver.backoff import NextAttempt
    from monitor.deliver.desk import Desk
    from monitor.deliver.lanes import LaneBook
    from monitor.deliver.patience import Patience
    from monitor.deliver.post import Post
    from monitor.deliver.shelf import Shelf
    from monitor.model import Event, Lane, Parcel
    from monitor.ports import Clock, DeliveryStore

TURN_S = 1.0
"""After this long a lane lets the next one have its place, so that one backlog at a slow endpoint starves no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Where a turn left its lane (None: there is no such lane), and what is next.

    `more`: it may have something to send now. Otherwise it has at `until`, if that is given, and before that only when
    events come, unless `firm` says that they must wait, too.
    """

    lane: Lane | None
    more: bool = False
    until: datetime | None = None
    firm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Takes the turns of all lanes. `on_well` is called when an endpoint that was unwell is well again."""

    store: DeliveryStore
    shelf: Shelf
    clerk: Clerk
    post: Post
    insist: Patience
    clock: Clock
    next_attempt: NextAttempt
    on_well: Callable[[Desk], None]
    turn_s: float = TURN_S

    async def turn(self, desk: Desk, book: LaneBook) -> Rest:
        """Send what the lane has next, until it is empty, its turn is over, its head failed or the desk is closed."""
        ends = asyncio.get_running_loop().time() + self.turn_s
        if book.before is not None:
            await self._give_way(book, book.before)
        lane = book.lane
        if book.tab is None:
            book.tab = Tab(self.clerk, book)
        if lane is None:
            with suppress(StoreError):  # whatever became of it, we read where the lane stands now
                await book.tab.settle()
            lane = await self.insist(lambda: self.store.load_lane(book.endpoint, book.source))
        return Rest(lane=None) if lane is None else await _Turn(self, desk, book, book.tab, lane).run(ends)

    async def _give_way(self, book: LaneBook, before: LaneBook) -> None:
        """Wait for the send that the same lane began before it was dropped, and for what came of it to be written."""
        if before.over is not None:
            await before.over
        if before.tab is not None:
            with suppress(StoreError):  # whatever became of it, we read where the lane stands now
                await before.tab.settle()
        book.before = book.lane = None


class _Turn:
    """One turn of one lane: where it stands, and what was read of its events."""

    def __init__(self, courier: Courier, desk: Desk, book: LaneBook, tab: Tab, lane: Lane) -> None:
        self._courier = courier
        self._store = courier.store
        self._desk = desk
        self._book = book
        self._place = Place(lane=replace(lane, next_at=self._believed(lane)))
        self._tab = tab
        self._owed: deque[Event] = deque()
        self._upto = lane.cursor  # so far the page has been read
        self._page_full: bool | None = None  # until the page is read
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

    async def run(self, ends: float) -> Rest:
        loop = asyncio.get_running_loop()
        try:
            self._tab.hear()
            while (rest := await self._step()) is None:
                if loop.time() >= ends:
                    return self._rest(more=True)
        except Fenced:
            return await self._reload()
        return rest

    async def _step(self) -> Rest | None:
        """Take one step; None: there may be another one."""
        now = self._courier.clock()
        if self._book.stale or not self._desk.may_send(self._book, now):
            return self._rest(more=True)
        due = NEVER if self._desk.probing is self._book else now
        later = None
        if self._place.lane.parked:
            await self._read_parcels()
            parcels, ordering = self._place.parcels, self._desk.endpoint.ordering
            if (parcel := next_parcel(parcels, ordering, due)) is not None:
                return await self._send_parcel(parcel)
            later = next_time(parcels, ordering)
            if parcels and (ordering is Ordering.SOURCE or self._hidden(ordering)):
                return self._rest(until=later, firm=True)
        lane = self._place.lane
        if lane.next_at is not None and lane.next_at > due:
            return self._rest(until=min(lane.next_at, later or lane.next_at), firm=True)
        return await self._take_next(now, later)

    async def _take_next(self, now: datetime, later: datetime | None) -> Rest | None:
        """Take the next step with the events after the cursor; `later` is when a parcel is due."""
        if self._place.lane.cursor >= self._upto and not await self._read_events():
            return self._rest(more=self._page_full is True, until=later)
        lane, endpoint = self._place.lane, self._desk.endpoint
        tried = lane.since is not None
        request = next_request(
            endpoint, self._owed, upto=self._upto, tried=tried, all_read=not self._page_full, now=now
        )
        entries = [event.entry_id for event in request.members]
        blocked = waits_for(entries, self._place.parcels, endpoint.ordering)
        if blocked and lane.parked >= PARKED_PER_LANE:
            return self._rest(until=later, firm=True)
        if request.members and (blocked or (endpoint.batch is not None and not tried)):
            await self._write(packing(self._place, request.members, request.omitted, at=now))
            return None
        if request.passed > lane.cursor:
            await self._write(passing(self._place, request.passed, request.omitted, at=now))
        if request.hold_until is not None:
            return self._rest(until=min(request.hold_until, later or request.hold_until))
        return await self._send(self._place.lane, request.members) if request.members else None

    async def _send_parcel(self, parcel: Parcel) -> Rest | None:
        source = self._place.lane.source
        events = await self._courier.insist(lambda: self._store.load_events_at(source, parcel.sequences))
        if events:
            return await self._send(parcel, events)
        # Only somebody who edits the database by hand gets here.
        lane = self._place.lane
        after = replace(lane, parked=lane.parked - 1)
        await self._write(LaneCommit(before=lane, after=after, at=self._courier.clock(), settled=parcel))
        return None

    async def _send(self, tried: Lane | Parcel, events: Sequence[Event]) -> Rest | None:
        """Try a request and write down what follows."""
        posted = await self._courier.post(self._desk, self._book, tried, events)
        if posted is None:
            return self._rest(more=True)
        commit = settling(
            self._place,
            tried,
            events,
            posted.attempt,
            posted.what,
            endpoint=self._desk.endpoint,
            at=posted.at,
        )
        if posted.health is not None or posted.released:
            commit = replace(commit, health=posted.health, released=posted.released)
        await self._write(commit)
        for letter in commit.dead:
            tell_dead(self._log, letter)
        if posted.released:
            self._courier.on_well(self._desk)
        return None

    async def _write(self, commit: LaneCommit) -> None:
        write = self._tab.soon if commit.plain else self._tab.now
        await write(commit)
        self._place = arrive(self._place, commit)
        cursor = self._place.lane.cursor
        while self._owed and self._owed[0].sequence <= cursor:
            self._owed.popleft()

    async def _read_parcels(self) -> None:
        """Read the lane's parcels, of which it has some, if we do not know them."""
        if self._place.parcels:
            return
        lane = self._place.lane
        parcels = await self._courier.insist(lambda: self._store.load_parcels(lane.endpoint, lane.source))
        known = lane if parcels else replace(lane, parked=0)
        due = (replace(parcel, next_at=self._believed(parcel)) for parcel in parcels)
        self._place = Place(lane=known, parcels=tuple(due))

    def _believed(self, tried: Lane | Parcel) -> datetime | None:
        """Return when a request that was tried is due by the schedule; None: now."""
        return believed(
            tried.next_at,
            tried.attempts,
            now=self._courier.clock(),
            schedule=self._desk.endpoint.schedule,
            next_attempt=self._courier.next_attempt,
        )

    async def _read_events(self) -> bool:
        """Read the next events, one page in a turn; False if there are none or the page was read."""
        if self._page_full is not None:
            return False
        lane = self._place.lane
        limit = page_size(self._desk.endpoint)
        events = await self._courier.insist(
            lambda: self._courier.shelf.page(lane.source, after=lane.cursor, limit=limit)
        )
        self._page_full = len(events) == limit
        self._owed = deque(event for event in events if judge(self._desk.endpoint, event).wanted)
        self._upto = events[-1].sequence if events else lane.cursor
        return bool(events)

    async def _reload(self) -> Rest:
        """Return the lane as another writer left it. Raises: Fenced if it stands where we thought."""
        stale = self._tab.before
        assert stale is not None, "fenced without a write"
        fresh = await self._courier.insist(lambda: self._store.load_lane(stale.endpoint, stale.source))
        if fresh is not None and mark(fresh) == mark(stale):
            # Nobody moved it, so reading it again cannot help: going on would send the same event for ever.
            raise Fenced(stale.source)
        return Rest(lane=fresh, more=fresh is not None)

    def _hidden(self, ordering: Ordering) -> bool:
        """Return whether parcels that we did not read may have to go before what comes next."""
        return ordering is Ordering.ENTRY and self._place.lane.parked > len(self._place.parcels)

    def _rest(self, *, more: bool = False, until: datetime | None = None, firm: bool = False) -> Rest:
        return Rest(lane=self._place.lane, more=more, until=until, firm=firm)
