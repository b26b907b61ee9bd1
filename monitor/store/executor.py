"""What runs the store's transactions: one per engine behind this face."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

T = TypeVar("T")


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
