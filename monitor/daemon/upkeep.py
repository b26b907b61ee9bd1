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
    from monitor.capture import Recorder
    from monitor.deliver.dispatch import Dispatcher
    from monitor.model import Keeping
    from monitor.ports import Clock, Store

PRUNE_EVERY = timedelta(hours=1)
REFRESH_EVERY = timedelta(seconds=60)
"""How long an event that another process queued may wait for this one to see it."""

BETWEEN_PORTIONS_S = 0.1
"""Polls and deliveries write in between."""

log = structlog.stdlib.get_logger("monitor")


class Upkeep:
    """Jobs that never raise: what the store refuses now is done the next time."""

    def __init__(
        self, *, store: Store, dispatcher: Dispatcher, recorder: Recorder, clock: Clock, keeping: Keeping
    ) -> None:
        self._keeping = keeping
        self._store = store
        self._dispatcher = dispatcher
        self._recorder = recorder
        self._clock = clock

    def take(self, keeping: Keeping) -> None:
        """Keep what this says from now on: captures at once, the rest when it is next looked at."""
        self._keeping = keeping
        self._recorder.take(keeping.captures.size_bytes)

    async def prune(self) -> None:
        """Remove what is no longer kept, from the database and of the captures."""
        gone = Pruned()
        try:
            before = await self._store.cutoffs(self._keeping, self._clock())
            while (portion := await self._store.prune(before)).total:
                gone += portion
                await asyncio.sleep(BETWEEN_PORTIONS_S)
        except StoreError as error:
            log.warning("old rows not removed yet", reason=str(error))
        if gone.total:
            log.info("removed old rows", **{kind: count for kind, count in asdict(gone).items() if count})
        age = self._keeping.captures.age
        if age is not None:
            await self._recorder.forget(self._clock() - age)

    async def refresh(self) -> None:
        """Take up deliveries that a command queued while the daemon ran, and say it if nothing is kept meanwhile."""
        if (fault := self._store.fault) is not None:
            log.error("the database does not keep what is written", reason=fault)
        try:
            await self._dispatcher.refresh()
        except StoreError as error:
            log.warning("lanes not looked at", reason=str(error))
