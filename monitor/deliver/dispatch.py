"""The dispatcher: keeps every lane moving, each in its order, without letting one delay another.

    commit ──wake(source)──▶ the source's lanes queue at their endpoints' desks
    desk open, place free  ──▶ one turn of the lane (turns, courier)
    turn over              ──▶ queue again, wait until the retry is due, or rest

It keeps nothing that must survive: cursors, parcels, retry times and the endpoints' health are in the store, so that
being cancelled or killed at any point loses nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.deliver.acknowledging import Clerk
from monitor.deliver.backoff import NextAttempt, next_attempt, store_wait
from monitor.deliver.breaker import closed_until, disabled, enabled, paused, stepped
from monitor.deliver.courier import TURN_S, Courier
from monitor.deliver.desk import Desk
from monitor.deliver.lanes import MAX_SENDS, LaneBook, Stage
from monitor.deliver.patience import Patience
from monitor.deliver.post import Post
from monitor.deliver.rotation import seen
from monitor.deliver.shelf import Shelf
from monitor.deliver.turns import LANE_FAULT_WAIT, Turns
from monitor.model import Health, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Endpoint, Event, Lane
    from monitor.ports import Clock, DeliveryStore, Send


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
    after an endpoint's, the store's and our own failure. `network_down` says whether our own network is.
    """

    def __init__(
        self,
        store: DeliveryStore,
        send: Send,
        endpoints: Sequence[Endpoint],
        *,
        clock: Clock,
        jitter: Callable[[], float],
        network_down: Callable[[], bool | None] = lambda: None,
        next_attempt: NextAttempt = next_attempt,
        store_wait: Callable[[int], timedelta] = store_wait,
        fault_wait: timedelta = LANE_FAULT_WAIT,
        max_sends: int = MAX_SENDS,
        turn_s: float = TURN_S,
    ) -> None:
        self._store = store
        self._clock = clock
        self._desks = {endpoint.name: Desk(endpoint, Health()) for endpoint in endpoints}
        self._books: dict[tuple[str, str], LaneBook] = {}
        self._leaving: dict[tuple[str, str], LaneBook] = {}
        self._insist = Patience(store_wait)
        self._post = Post(
            send,
            clock=clock,
            jitter=jitter,
            next_attempt=next_attempt,
            network_down=network_down,
            max_sends=max_sends,
        )
        self._clerk = Clerk(store, self._insist, self._hear)
        self._shelf = Shelf(lambda source, after, limit: store.load_events(source, after=after, limit=limit))
        courier = Courier(
            store=store,
            shelf=self._shelf,
            clerk=self._clerk,
            post=self._post,
            insist=self._insist,
            clock=clock,
            next_attempt=next_attempt,
            on_well=lambda desk: self._turns.release(desk),  # noqa: PLW0108 (they are made with the courier)
            turn_s=turn_s,
        )
        self._turns = Turns(courier, self._post, clock=clock, fault_wait=fault_wait)

    async def start(self) -> None:
        """Take up every lane that has a backlog. Raises: StoreError."""
        await self._open(self._desks.values())
        await self._take_up()

    async def refresh(self) -> None:
        """Take up what others wrote: lanes that have something to send, and what the operator did to endpoints.

        Raises: StoreError.
        """
        kept = await self._store.load_healths()
        for name, desk in self._desks.items():
            if desk.opened and name in kept and desk.health.outdated_by(kept[name]):
                desk.health = kept[name]
                if closed_until(desk.health, self._clock()) is None:
                    self._turns.release(desk)
        await self._take_up()

    def wake(self, source: str, events: Sequence[Event] = ()) -> None:
        """Take note that events of this source were committed: all that were, if they are handed over.

        Returns at once; never shortens a retry's wait.
        """
        if events and self._desks:
            self._shelf.put(source, events)
        else:
            self._shelf.forget(source)
        for name, desk in self._desks.items():
            book = self._book(name, source)
            book.woken = True
            if book.stage in (Stage.IDLE, Stage.HOLDING):
                self._turns.queue(desk, book)

    def doubt(self, source: str) -> None:
        """Take note that another wrote this source: the store says where its lanes stand.

        One that was put back to where it stood earlier has them further back than we, and would owe us nothing.
        """
        self._shelf.forget(source)
        for book in self._books.values():
            if book.source == source:
                book.doubt()

    async def change(self, endpoints: Sequence[Endpoint], lanes: Collection[tuple[str, str]]) -> None:
        """Take on a changed config, whose `lanes` are registered already: only what differs is touched.

        Sends in flight end as they began. Raises: StoreError.
        """
        wanted = {endpoint.name: endpoint for endpoint in endpoints}
        for name in self._desks.keys() - wanted.keys():
            self._desks.pop(name).close()
        for key in [key for key in self._books if key not in lanes or key[0] not in wanted]:
            book = self._books.pop(key)
            if (desk := self._desks.get(book.endpoint)) is not None:
                desk.leave(book)
            book.dropped = True
            book.stop_waiting()
            if book.stage is Stage.RUNNING:
                self._let_end(book)
        touched = []
        for name, endpoint in wanted.items():
            desk = self._desks.get(name)
            if desk is None:
                desk = self._desks[name] = Desk(endpoint, Health())
            elif desk.configured == endpoint and desk.opened:
                continue
            else:
                desk.take(endpoint)
            touched.append(desk)
        for book in self._books.values():
            if book.stage is Stage.ABSENT:  # it may be one of the lanes that are new
                book.stage = Stage.IDLE
        await self._open(touched)
        await self._clerk.settle()
        await self._take_up()

    async def enable(self, name: str) -> None:
        """Send to an endpoint again, disabled or paused, beginning with its backlog. Raises: KeyError, StoreError."""
        desk = self._desks[name]
        await self._turn_health(desk, enabled(desk.health, now=self._clock()), released=True)
        self._turns.release(desk)

    async def disable(self, name: str, reason: str | None = None) -> None:
        """Send nothing to an endpoint until it is enabled; its backlog is kept. Raises: KeyError, StoreError."""
        desk = self._desks[name]
        await self._turn_health(desk, disabled(desk.health, Standing.OFF, reason, now=self._clock()))

    async def pause(self, name: str, until: datetime) -> None:
        """Send nothing to an endpoint until then. Raises: KeyError, StoreError."""
        desk = self._desks[name]
        await self._turn_health(desk, paused(desk.health, until, now=self._clock()))
        self._turns.begin(desk)

    async def replay(self, name: str, source: str, sequences: Collection[int]) -> int:
        """Send events once more, under their ids, through their lane; return how many. Raises: KeyError, StoreError."""
        desk = self._desks[name]
        await self._clerk.settle()  # what was accepted a moment ago is sent again, too
        self._shelf.forget(source)
        count = await self._store.requeue(name, source, sequences)
        book = self._book(name, source)
        book.woken = True
        book.doubt()
        if book.stage not in (Stage.RUNNING, Stage.READY):
            self._turns.queue(desk, book)
        return count

    def stepped(self, step: timedelta) -> None:
        """Look again when each endpoint may be sent to: the clock was set by `step`, and the timers know the old one.

        No endpoint is disabled and no event given up for a time in which the machine slept, or a clock that was wrong.
        """
        self._post.stepped(step)
        for desk in self._desks.values():
            desk.health = stepped(desk.health, step)
            self._turns.begin(desk)

    async def drain(self, timeout: timedelta) -> None:  # noqa: ASYNC109 (cancelling what is late is its purpose)
        """Begin no send any more, give those in flight this long to end and be written down, then cancel them.

        What was cancelled is sent again, with the same id and bytes, by whoever starts next.
        """
        self._post.halt()
        try:
            await self._turns.end(timeout)
        finally:
            for book in self._books.values():
                book.stop_waiting()
            for desk in self._desks.values():
                desk.close()
        await self._shelf.close()
        await self._clerk.close()

    async def stop(self) -> None:
        """Cancel everything now."""
        await self.drain(timedelta(0))

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that had something to send since the start, as we know them."""
        return tuple(book.lane for book in self._books.values() if book.lane is not None)

    @property
    def healths(self) -> Mapping[str, Health]:
        """The health of each endpoint at this moment, by name."""
        return {name: desk.health for name, desk in self._desks.items()}

    def closed_until(self, name: str) -> datetime | None:
        """Return until when nothing may be sent to an endpoint; None: something may now. Raises: KeyError."""
        return self._desks[name].closed_until(self._clock())

    @property
    def owes(self) -> bool:
        """Whether something is ready to be sent to an endpoint to which something may be sent."""
        now = self._clock()
        return any(desk.queued and desk.closed_until(now) is None for desk in self._desks.values())

    @property
    def counts(self) -> DispatchCounts:
        stages = [book.stage for book in self._books.values()]
        return DispatchCounts(
            in_flight=self._post.in_flight,
            accepted=self._post.accepted,
            failed=self._post.failed,
            running=stages.count(Stage.RUNNING),
            ready=stages.count(Stage.READY),
            waiting=stages.count(Stage.WAITING) + stages.count(Stage.HOLDING),
        )

    async def _open(self, desks: Iterable[Desk]) -> None:
        """Let desks begin, once they know how their endpoints fared before."""
        kept = await self._store.load_healths()
        # Together, because what is written at once shares a commit.
        await asyncio.gather(*(self._open_one(desk, kept.get(desk.endpoint.name)) for desk in desks))

    async def _open_one(self, desk: Desk, kept: Health | None) -> None:
        known = desk.health if desk.opened or kept is None else kept
        desk.health = seen(known, desk.endpoint, now=self._clock())
        if desk.health != known:
            await self._store.save_health(desk.endpoint.name, desk.health)
        desk.opened = True
        self._turns.begin(desk)

    async def _take_up(self) -> None:
        """Queue the lanes at rest that have something to send."""
        for lane in await self._store.load_lanes():
            if (desk := self._desks.get(lane.endpoint)) is None:
                continue
            self._shelf.forget(lane.source)
            book = self._book(lane.endpoint, lane.source)
            if book.lane is not None and book.lane.cursor > lane.cursor:  # the store is about to hear of it
                lane = replace(book.lane, parked=lane.parked)  # noqa: PLW2901
            if book.stage in (Stage.IDLE, Stage.ABSENT):
                book.lane = lane
                self._turns.queue(desk, book)
            elif book.stage is Stage.RUNNING:
                book.woken = True
                book.stale = book.stale or lane.parked > 0
            elif book.lane is not None and lane.parked != book.lane.parked:
                book.lane = lane
                if book.stage is not Stage.READY:
                    self._turns.queue(desk, book)

    async def _turn_health(self, desk: Desk, health: Health, *, released: bool = False) -> None:
        desk.health = health
        desk.network_until = None
        await self._store.save_health(desk.endpoint.name, health, released=released)

    def _hear(self, book: LaneBook) -> None:
        """Let a lane whose steps could not be written have a turn, which says so and begins anew."""
        desk = self._desks.get(book.endpoint)
        book.woken = True
        if desk is not None and not book.dropped and book.stage in (Stage.IDLE, Stage.HOLDING):
            self._turns.queue(desk, book)

    def _book(self, endpoint: str, source: str) -> LaneBook:
        key = endpoint, source
        if (book := self._books.get(key)) is None:
            before = self._leaving.get(key)
            book = self._books[key] = LaneBook(endpoint=endpoint, source=source, before=before)
        return book

    def _let_end(self, book: LaneBook) -> None:
        """Remember a lane that was dropped in the middle of a send until that is over: it may be asked for again."""
        key = book.endpoint, book.source
        self._leaving[key] = book
        book.over = asyncio.get_running_loop().create_future()
        book.over.add_done_callback(lambda _: self._leaving.get(key) is book and self._leaving.pop(key))
