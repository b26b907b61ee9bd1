"""A worker that can be replaced while it works: calls under way end where they began, and then the old one is closed.

A changed setting of the fetcher or the sender is a new one in its place, so that a connection that was opened under the
old rules is never used under the new ones.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Generic, ParamSpec, Protocol, Self, TypeVar

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


class Worker(Protocol[P, R_co]):
    """What is called, and has something to close."""

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...


@dataclass(slots=True)
class _Term(Generic[P, R_co]):
    """A worker's time in office."""

    worker: Worker[P, R_co]
    calls: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)


class Succession(Generic[P, R_co]):
    """Calls whoever is in office. Leaving the `async with` block closes that one, and those whose calls still run."""

    def __init__(self, worker: Worker[P, R_co]) -> None:
        self._term = _Term(worker)
        self._retiring: dict[asyncio.Task[None], _Term[P, R_co]] = {}

    async def __aenter__(self) -> Self:
        await self._term.worker.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        terms = [self._term, *self._retiring.values()]
        for task in self._retiring:
            task.cancel()
        for term in terms:
            await term.worker.__aexit__(None, None, None)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        term = self._term
        term.calls += 1
        try:
            return await term.worker(*args, **kwargs)
        finally:
            term.calls -= 1
            if not term.calls:
                term.idle.set()

    @property
    def worker(self) -> Worker[P, R_co]:
        """Who is in office now."""
        return self._term.worker

    async def hand_over(self, worker: Worker[P, R_co]) -> None:
        """Have another worker take all calls that begin from now on."""
        await worker.__aenter__()
        old, self._term = self._term, _Term(worker)
        if not old.calls:
            await old.worker.__aexit__(None, None, None)
            return
        old.idle.clear()
        task = asyncio.create_task(self._retire(old), name="retire")
        self._retiring[task] = old
        task.add_done_callback(self._retiring.pop)

    async def _retire(self, term: _Term[P, R_co]) -> None:
        await term.idle.wait()
        await term.worker.__aexit__(None, None, None)
