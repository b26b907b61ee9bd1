"""What is done every so often beside polling: removing what is too old, taking up what others queued."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.errors import StoreError
from monitor.model import Pruned

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.capture import Recorder
    from monitor.deliver.dispatch import Dispatcher
    from monitor.model import Keeping
    from monitor.ports import Clock, Store

PRUNE_EVERY = timedelta(hours=1)
REFRESH_EVERY = timedelta(seconds=60)
"""How long an event that another process queued may wait for this one to see it."""

SET_AHEAD = timedelta(hours=1)
"""A clock that was set ahead by more makes nothing old for a while: it may be put right."""

DOUBTED_S = 86_400.0
"""How long, if it is not set ahead again meanwhile."""

DOUBTED = (
    "the clock was set far ahead, so what is too old by it is kept for a day: put it right until then, "
    "or start the daemon anew if it is right now"
)

BETWEEN_PORTIONS_S = 0.1
"""Polls and deliveries write in between."""

log = structlog.stdlib.get_logger("monitor")


class Upkeep:
    """Jobs that never raise: what the store refuses now is done the next time. `lasting_s` is a clock nobody sets."""

    def __init__(
        self,
        *,
        store: Store,
        dispatcher: Dispatcher,
        recorder: Recorder,
        clock: Clock,
        lasting_s: Callable[[], float],
        keeping: Keeping,
    ) -> None:
        self._keeping = keeping
        self._store = store
        self._dispatcher = dispatcher
        self._recorder = recorder
        self._clock = clock
        self._lasting_s = lasting_s
        self._zero = clock() - timedelta(seconds=lasting_s())
        self._doubted: tuple[datetime, float] | None = None

    def take(self, keeping: Keeping) -> None:
        """Keep what this says from now on: captures at once, the rest when it is next looked at."""
        self._keeping = keeping
        self._recorder.take(keeping.captures.size_bytes)

    async def prune(self) -> None:
        """Remove what is no longer kept, from the database and of the captures."""
        gone = Pruned()
        now = self._believed_now()
        try:
            before = await self._store.cutoffs(self._keeping, now)
            while (portion := await self._store.prune(before)).total:
                gone += portion
                await asyncio.sleep(BETWEEN_PORTIONS_S)
        except StoreError as error:
            log.warning("old rows not removed yet", reason=str(error))
        if gone.total:
            log.info("removed old rows", **{kind: count for kind, count in asdict(gone).items() if count})
        age = self._keeping.captures.age
        if age is not None:
            await self._recorder.forget(now - age)

    def _believed_now(self) -> datetime:
        """Return the time by which rows are old. A clock that was set years ahead would be the end of all of them."""
        lasted_s = self._lasting_s()
        zero = self._clock() - timedelta(seconds=lasted_s)
        if zero <= self._zero + SET_AHEAD:
            self._zero, self._doubted = zero, None
        elif self._doubted is None or abs(zero - self._doubted[0]) > SET_AHEAD:
            if self._doubted is None:
                log.warning(DOUBTED, by_h=round((zero - self._zero) / SET_AHEAD, 1))
            self._doubted = zero, lasted_s
        elif lasted_s >= self._doubted[1] + DOUBTED_S:
            self._zero, self._doubted = zero, None
        return self._zero + timedelta(seconds=lasted_s)

    async def refresh(self) -> None:
        """Take up deliveries that a command queued while the daemon ran, and say it if nothing is kept meanwhile."""
        if (fault := self._store.fault) is not None:
            log.error("the database does not keep what is written", reason=fault)
        try:
            await self._dispatcher.refresh()
        except StoreError as error:
            log.warning("lanes not looked at", reason=str(error))
