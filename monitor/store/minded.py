"""An Executor that minds how its transactions fare: how long each took, waiting included, and whether writing works."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from monitor.errors import StoreDamaged, StoreError
from monitor.store.executor import Executor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

T = TypeVar("T")


class MindedExecutor(Executor):
    """Runs on another executor; `observe` is told `read` or `write`, and the seconds."""

    def __init__(self, executor: Executor, observe: Callable[[str, float], None] | None) -> None:
        self._executor = executor
        self._observe = observe or _ignore
        self._refused: str | None = None
        self._damaged: str | None = None

    @property
    def fault(self) -> str | None:
        """Why what is written now is not kept: what the last write failed by counts until the next one succeeds.

        Damage that anybody came upon counts for good: what else can still be read and written does not mend it.
        """
        return self._executor.fault or self._damaged or self._refused

    async def read(self, job: Callable[[Connection], T]) -> T:
        with self._minding("read"):
            return await self._executor.read(job)

    async def write(self, job: Callable[[Connection], T]) -> T:
        with self._minding("write"):
            try:
                done = await self._executor.write(job)
            except StoreError as error:
                if error.__cause__ is not None:  # the database's own words: what a job refuses is no fault of the disk
                    self._refused = str(error)
                raise
        self._refused = None
        return done

    async def close(self) -> None:
        await self._executor.close()

    @contextmanager
    def _minding(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        except StoreDamaged as error:
            self._damaged = str(error)
            raise
        finally:
            self._observe(what, time.monotonic() - started)


def _ignore(_: str, __: float) -> None:
    pass
