"""One attempt, from the wait for its turn to what follows from it: rate, places, our own network, health."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.deliver import breaker, telling
from monitor.deliver.backoff import NextAttempt, next_attempt
from monitor.deliver.breaker import Signal
from monitor.deliver.consequence import SILENT, follow
from monitor.deliver.desk import NETWORK_RETRY
from monitor.deliver.lanes import MAX_SENDS
from monitor.model import Outcome, Parcel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.deliver.consequence import Consequence
    from monitor.deliver.desk import Desk
    from monitor.deliver.lanes import LaneBook
    from monitor.model import Attempt, Event, Health, Lane
    from monitor.ports import Clock, Send

SLEPT = timedelta(minutes=1)
"""By so much longer than it took a send may last by the clock before the machine must have slept over it."""

SLEEPS_KEPT = 16
"""An endpoint that rests is tried again within an hour; who is sent nothing through more sleeps than these ages in the
first of them."""

STOPPED = datetime.min.replace(tzinfo=UTC)
"""Since when nobody was awake before this process began: the one before it did not say when it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An attempt, when it was over, and what follows.

    `health` is the endpoint's, if it must be kept; `released`: it is well again.
    """

    attempt: Attempt
    at: datetime
    what: Consequence
    health: Health | None = None
    released: bool = False


class Post:
    """Makes the attempts of all lanes; holds the places for sends at once, and counts.

    `network_down` says whether our own network is down: None if nobody can tell. What is before it began is a time in
    which we were stopped; as far as the clock was set ahead, the machine may have slept.
    """

    def __init__(
        self,
        send: Send,
        *,
        clock: Clock,
        jitter: Callable[[], float],
        next_attempt: NextAttempt = next_attempt,
        network_down: Callable[[], bool | None] = lambda: None,
        max_sends: int = MAX_SENDS,
    ) -> None:
        self.in_flight = 0
        self.accepted = 0
        self.failed = 0
        self._asleep = deque([(STOPPED, clock())], maxlen=SLEEPS_KEPT)
        self._send = send
        self._clock = clock
        self._jitter = jitter
        self._next_attempt = next_attempt
        self._network_down = network_down
        self._places = asyncio.Semaphore(max_sends)
        self._halted = asyncio.Event()
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

    @property
    def halted(self) -> bool:
        return self._halted.is_set()

    def halt(self) -> None:
        """Begin no attempt any more."""
        self._halted.set()

    def stepped(self, step: timedelta) -> None:
        """Take note that the clock was set: by so much the machine slept, if that is ahead."""
        now = self._clock()
        if step > timedelta(0):
            self._asleep.append((max(now - step, self._asleep[-1][1]), now))
        else:  # the same moments by the new clock; what was before this process stays so
            moved = [(max(began, STOPPED - step) + step, woke + step) for began, woke in self._asleep]
            self._asleep = deque(moved, maxlen=SLEEPS_KEPT)

    async def __call__(
        self, desk: Desk, book: LaneBook, tried: Lane | Parcel, events: Sequence[Event]
    ) -> Posted | None:
        """Send a request as soon as it may go; None if meanwhile we were halted or the desk was closed."""
        if desk.limit is not None and (wait_s := desk.limit.wait_s(asyncio.get_running_loop().time())):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._halted.wait(), wait_s)
        async with self._places:
            now = self._clock()
            if self.halted or not desk.may_send(book, now):
                return None
            if dropped := desk.sign_with_newest(now):
                self._log.warning(telling.OLD_SECRET_DROPPED, webhook=book.endpoint, dropped=dropped)
            self.in_flight += 1
            began_s = asyncio.get_running_loop().time()
            try:
                attempt = await self._send(desk.endpoint, events, tried.attempts + 1)
            finally:
                self.in_flight -= 1
        over, took_s = self._clock(), asyncio.get_running_loop().time() - began_s
        asleep = over - now - timedelta(seconds=took_s)
        if asleep > SLEPT:
            self.stepped(asleep)
        return self._judge(desk, book, tried, attempt)

    def _judge(self, desk: Desk, book: LaneBook, tried: Lane | Parcel, attempt: Attempt) -> Posted:
        """Return what follows from an attempt. The desk knows at once, for the other lanes of the endpoint."""
        now = self._clock()
        probe = desk.probing is book
        what = follow(
            desk.endpoint,
            attempt,
            tried,
            now=now,
            jitter=self._jitter(),
            probe=probe,
            network_down=attempt.outcome in SILENT and not attempt.heard and self._network_down() is True,
            next_attempt=self._next_attempt,
            asleep=self._asleep,
        )
        if attempt.outcome is Outcome.ACCEPTED:
            self.accepted += 1
        else:
            self.failed += 1
        telling.tell_attempt(self._log, desk.endpoint, attempt, what.next_at if what.signal else None)
        if what.signal is Signal.ACCEPTED and desk.accept(now):  # nearly always
            return Posted(attempt=attempt, at=now, what=what)
        before = desk.health
        if what.signal is None:
            desk.network_until = now + NETWORK_RETRY
            self._log.warning(telling.NETWORK_DOWN, webhook=book.endpoint, retry_at=desk.network_until.isoformat())
        else:
            desk.health = breaker.after(
                before,
                what.signal,
                now=now,
                probe=probe,
                pause_until=what.pause_until,
                reason=attempt.reason,
            )
        if not breaker.needs_keeping(before, desk.health):
            return Posted(attempt=attempt, at=now, what=what)
        telling.tell_health(self._log, book.endpoint, before, desk.health)
        released = breaker.half_open(before) and not breaker.half_open(desk.health)
        return Posted(attempt=attempt, at=now, what=what, health=desk.health, released=released)
