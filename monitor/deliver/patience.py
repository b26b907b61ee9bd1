"""Asking the store until it answers: a database that is busy or away for a while costs time and nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import structlog

from monitor.deliver.backoff import store_wait
from monitor.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

STORE_UNAVAILABLE = "store_unavailable"

T = TypeVar("T")


class Patience:
    """`wait` is how long to wait after so many failures in a row."""

    def __init__(self, wait: Callable[[int], timedelta] = store_wait) -> None:
        self._wait = wait
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

    async def __call__(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what the store answers, however long it takes. Raises: StoreError for what time does not heal."""
        failures = 0
        while True:
            try:
                return await ask()
            except StoreUnavailable as error:
                failures += 1
                wait = self._wait(failures)
                self._log.warning(STORE_UNAVAILABLE, error=str(error), failures=failures, wait_s=wait.total_seconds())
                await asyncio.sleep(wait.total_seconds())
