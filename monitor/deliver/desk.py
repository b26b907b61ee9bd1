"""One endpoint's desk: whose turn it is there, and whether anything may be sent at all. Decides, does no I/O.

At most `at_once` lanes run, the others queue in the order they became ready; a lane that has more to send after its
turn queues behind the others, so a long backlog starves no neighbour. While the desk is closed (disabled, paused,
breaker open, quiet hours, our own network down) the queue just stands.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.deliver.breaker import NEVER, accepted, closed_until, half_open, well
from monitor.deliver.lanes import LaneBook, Stage
from monitor.deliver.quiet import quiet_until
from monitor.deliver.rate import RateLimit
from monitor.deliver.rotation import older_end_at

if TYPE_CHECKING:
    import asyncio
    from datetime import datetime

    from monitor.model import Endpoint, Health


NETWORK_RETRY = timedelta(seconds=5)
"""How long an endpoint that was silent is left alone while our own network is down."""

COUNTED_TOGETHER = timedelta(seconds=1)
"""The successes of an endpoint that is well are put into its health for so long at a time: a health for each of them
costs more than signing it."""


class Desk:
    """The endpoint as it signs now, its health, and its lanes' turns. It begins none until `opened`."""

    def __init__(self, endpoint: Endpoint, health: Health) -> None:
        self.opened = False
        self._health = health
        self._well = well(health)
        self._successes = 0
        self._accepted_from = self._accepted_at = NEVER
        self.network_until: datetime | None = None
        self.probing: LaneBook | None = None
        self.timer: asyncio.TimerHandle | None = None
        self._queue: deque[LaneBook] = deque()
        self._waiting: dict[LaneBook, None] = {}
        self._running = 0
        self.take(endpoint)

    def take(self, endpoint: Endpoint) -> None:
        """Take on the settings of the endpoint, new or changed."""
        self.configured = endpoint
        self.endpoint = endpoint
        self.limit = RateLimit(endpoint.rate) if endpoint.rate else None

    @property
    def health(self) -> Health:
        """How the endpoint fares, each success counted."""
        self._count()
        return self._health

    @health.setter
    def health(self, health: Health) -> None:
        self._health = health
        self._well = well(health)
        self._successes = 0

    def accept(self, now: datetime) -> bool:
        """Count a success of an endpoint that is well, of which it is not news; False: it is news."""
        if not self._well:
            return False
        if self._successes and not self._accepted_from <= now < self._accepted_from + COUNTED_TOGETHER:
            self._count()
        if self._successes == 0:
            self._accepted_from = now
        self._successes += 1
        self._accepted_at = now
        return True

    def close(self) -> None:
        """Let nothing begin any more: the endpoint is gone from the config."""
        self.opened = False
        self._queue.clear()
        self._waiting.clear()
        if self.timer is not None:
            self.timer.cancel()

    def closed_until(self, now: datetime) -> datetime | None:
        """Return until when nothing may be sent; None: something may now."""
        if not self.opened:
            return NEVER
        until = closed_until(self._health, now)
        quiet = self.endpoint.quiet
        held = None if quiet is None or quiet.drop else quiet_until(quiet, now)
        if until is None and held is None and self.network_until is None:  # nearly always, and asked before each send
            return None
        if self.network_until is not None and self.network_until > now + NETWORK_RETRY:  # the clock was put back
            self.network_until = None
        reasons = [moment for moment in (until, held, self.network_until) if moment is not None and moment > now]
        return max(reasons, default=None)

    @property
    def queued(self) -> bool:
        """Whether a lane is ready to be sent."""
        return bool(self._queue)

    def may_send(self, book: LaneBook, now: datetime) -> bool:
        """Return whether a lane whose turn it is may send; while the breaker is open, only the one that probes."""
        if book.dropped or self.closed_until(now) is not None:
            return False
        return self.probing is book or not half_open(self._health)

    def queue(self, book: LaneBook) -> None:
        book.stop_waiting()
        self._waiting.pop(book, None)
        book.stage = Stage.READY
        self._queue.append(book)

    def wait(self, book: LaneBook, stage: Stage, timer: asyncio.TimerHandle) -> None:
        book.stage, book.timer = stage, timer
        self._waiting[book] = None

    def leave(self, book: LaneBook) -> None:
        """Forget a lane that the config asks for no more."""
        book.dropped = True
        book.stop_waiting()
        self._waiting.pop(book, None)
        if book.stage is Stage.READY:
            self._queue.remove(book)

    def begin(self, now: datetime) -> LaneBook | None:
        """Return the next lane that may run, None if none waits or all places are taken.

        A probe is whoever is first in the queue, or else whose retry is due first: it need not wait for that.
        """
        if self._running >= self.endpoint.at_once or self.closed_until(now) is not None:
            return None
        book = self._begin_probe() if half_open(self._health) else self._first_ready()
        if book is not None:
            self._running += 1
            book.stage = Stage.RUNNING
        return book

    def end(self, book: LaneBook) -> None:
        """Give back the place that `begin` took."""
        self._running -= 1
        if self.probing is book:
            self.probing = None

    def release(self) -> list[LaneBook]:
        """End the waits of all lanes, which may be sent now that the endpoint is well again; return them."""
        released = [book for book in self._waiting if book.stage is Stage.WAITING]
        for book in (*released, *self._queue):
            if book.lane is not None:
                book.lane = replace(book.lane, next_at=None)
        return released

    def next_look(self, now: datetime) -> datetime | None:
        """Return when to look again whether a lane may run, None if there is none or nothing will change by itself."""
        until = self.closed_until(now)
        return until if until != NEVER and (self._queue or self._waiting) else None

    def sign_with_newest(self, now: datetime) -> int:
        """Drop the secrets that have signed for long enough, and return how many that were."""
        end = older_end_at(self._health, self.endpoint)
        if end is None or now < end:
            return 0
        dropped = len(self.endpoint.secrets) - 1
        self.endpoint = replace(self.endpoint, secrets=self.endpoint.secrets[:1])
        return dropped

    def _count(self) -> None:
        if self._successes:
            self._health = accepted(self._health, self._successes, now=self._accepted_at)
            self._successes = 0

    def _begin_probe(self) -> LaneBook | None:
        if self.probing is not None or self._running:
            return None
        book = self._first_ready() or self._first_waiting()
        if book is not None:
            book.stop_waiting()
            self._waiting.pop(book, None)
            self.probing = book
        return book

    def _first_ready(self) -> LaneBook | None:
        return self._queue.popleft() if self._queue else None

    def _first_waiting(self) -> LaneBook | None:
        due = ((book.timer.when(), book) for book in self._waiting if book.stage is Stage.WAITING and book.timer)
        return min(due, key=lambda item: item[0], default=(0.0, None))[1]
