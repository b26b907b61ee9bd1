"""What runs the store's transactions: one per engine behind this face; and the methods that are one transaction each.

`load_lane(connection, endpoint, source)` is the statements, `load_lane = read_by(load_lane)` in a class its method
`load_lane(endpoint, source)`.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from sqlalchemy import Connection

T = TypeVar("T")
P = ParamSpec("P")


class Reads(Protocol):
    """Runs plain functions that only read. Raises: StoreError, or what the function raises."""

    async def read(self, job: Callable[[Connection], T]) -> T:
        """Return what `job` returned from one consistent view, which includes every finished write."""

    async def close(self) -> None:
        """Finish what was begun and let go of the database; may be called twice."""


class Executor(Reads, Protocol):
    """Runs plain functions of a connection, each as one transaction. Raises: StoreError, or what the function raises.

    A function may be run again after a conflict, so it changes nothing but the database.
    """

    @property
    def fault(self) -> str | None:
        """Why what is written now is not kept, with what to do; None: it is."""

    async def write(self, job: Callable[[Connection], T]) -> T:
        """Return what `job` returned, once its changes are durable. All or none of them are, even if cancelled."""


def read_by(job: Callable[Concatenate[Connection, P], T]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """Return a method that has `self._reads` run a plain function, which takes what the function takes."""

    @wraps(job)
    async def method(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        reads: Reads = self._reads
        return await reads.read(lambda connection: job(connection, *args, **kwargs))

    return method


def written_by(job: Callable[Concatenate[Connection, P], T]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """Return a method that has `self._executor` run a plain function, likewise."""

    @wraps(job)
    async def method(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        executor: Executor = self._executor
        return await executor.write(lambda connection: job(connection, *args, **kwargs))

    return method
