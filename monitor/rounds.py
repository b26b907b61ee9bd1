"""One turn of one source: the poll, and who is told how it went."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from monitor.model import Source
    from monitor.nursery import Nursery
    from monitor.pipeline import Pipeline, Poll
    from monitor.serving import Api
    from monitor.steering import Steering

log = structlog.stdlib.get_logger("monitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """What the schedule runs."""

    pipeline: Pipeline
    nursery: Nursery
    control: Steering
    api: Api | None
    on_poll: Callable[[Source, Poll], None] | None

    async def poll(self, source: Source) -> timedelta:
        """Poll a source, tell who wants to know, and return the wait until the next time."""
        started = time.monotonic()
        done = await self.pipeline.poll(source)
        if source.discover is not None:
            await self.nursery.tend(source, done)
        self.control.note(source, done)
        if self.api is not None:
            self.api.meter.polled(done.outcome, time.monotonic() - started, done.snapshot, done.events)
        if self.on_poll is not None:
            self.on_poll(source, done)
        return done.interval

    async def flush(self) -> None:
        """Write the poll states that changed without an event; what the store refuses now stays due."""
        try:
            await self.pipeline.flush()
        except StoreError as error:
            log.warning("poll states not written yet", reason=str(error))
