"""An Executor that says how long each of its transactions took, waiting included."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from monitor.store.executor import Executor

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

T = TypeVar("T")


class TimedExecutor(Executor):
    """Runs on another executor; `observe` is told `read` or `write`, and the seconds."""

    def __init__(self, executor: Executor, observe: Callable[[str, float], None]) -> None:
        self._executor = executor
        self._observe = observe

    async def read(self, job: Callable[[Connection], T]) -> T:
        started = time.monotonic()
        try:
            return await self._executor.read(job)
        finally:
            self._observe("read", time.monotonic() - started)

    async def write(self, job: Callable[[Connection], T]) -> T:
        started = time.monotonic()
        try:
            return await self._executor.write(job)
        finally:
            self._observe("write", time.monotonic() - started)

    async def close(self) -> None:
        await self._executor.close()
