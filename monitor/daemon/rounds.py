"""One turn of one source: the poll, and who is told how it went."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from monitor.errors import StoreError
from monitor.polling.polls import GOOD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from monitor.daemon.accounting import Accounting
    from monitor.daemon.nursery import Nursery
    from monitor.daemon.pushing import Pushing
    from monitor.daemon.serving import Api
    from monitor.daemon.steering import Steering
    from monitor.model import Source
    from monitor.pipeline import Pipeline, Poll
    from monitor.ports import Clock

log = structlog.stdlib.get_logger("monitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """What the schedule runs."""

    pipeline: Pipeline
    nursery: Nursery
    control: Steering
    accounting: Accounting
    pushing: Pushing
    clock: Clock
    api: Api | None
    on_poll: Callable[[Source, Poll], None] | None

    async def poll(self, source: Source) -> timedelta:
        """Poll a source, tell who wants to know, and return the wait until the next time."""
        started, at = time.monotonic(), self.clock()
        url, before = self.pipeline.address(source), self.pipeline.state(source.name).polled_at
        done = await self.pipeline.poll(source)
        after = self.pipeline.state(source.name).polled_at
        if done.outcome in GOOD and after is not None:
            self.accounting.polled(url, done, gap=None if before is None else after - before)
        if source.discover is not None:
            await self.nursery.tend(source, done)
        self.control.note(source, done)
        if self.api is not None:
            self.api.meter.polled(done.outcome, time.monotonic() - started, done.snapshot, done.events)
        if self.on_poll is not None:
            self.on_poll(source, done)
        if done.outcome not in GOOD:
            return done.interval
        again = self.pushing.polled(source, done, started=at, first=before is None)
        return done.interval if again is None or source.interval is not None else min(done.interval, again)

    async def flush(self) -> None:
        """Write the poll states that changed without an event, and the accounts; what is refused now stays due."""
        await self.accounting.flush()
        try:
            await self.pipeline.flush()
        except StoreError as error:
            log.warning("poll states not written yet", reason=str(error))
