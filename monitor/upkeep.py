"""What is done every so often beside polling: removing what is too old, taking up what others queued."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.errors import StoreError

if TYPE_CHECKING:
    from monitor.deliver import Dispatcher
    from monitor.ports import Clock, Store

PRUNE_EVERY = timedelta(hours=1)
REFRESH_EVERY = timedelta(seconds=60)
"""How long an event that another process queued may wait for this one to see it."""

BETWEEN_PORTIONS_S = 0.1
"""Polls and deliveries write in between."""

log = structlog.stdlib.get_logger("monitor")


class Upkeep:
    """Jobs that never raise: what the store refuses now is done the next time."""

    def __init__(self, store: Store, dispatcher: Dispatcher, clock: Clock) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._clock = clock

    async def prune(self) -> None:
        """Remove attempts, events and dead letters that are older than they are kept for."""
        attempts = events = dead_letters = 0
        try:
            while (gone := await self._store.prune(self._clock())).total:
                attempts += gone.attempts
                events += gone.events
                dead_letters += gone.dead_letters
                await asyncio.sleep(BETWEEN_PORTIONS_S)
        except StoreError as error:
            log.warning("old rows not removed yet", reason=str(error))
        if attempts + events + dead_letters:
            log.info("removed old rows", attempts=attempts, events=events, dead_letters=dead_letters)

    async def refresh(self) -> None:
        """Take up deliveries that a command queued while the daemon ran."""
        try:
            await self._dispatcher.refresh()
        except StoreError as error:
            log.warning("lanes not looked at", reason=str(error))
