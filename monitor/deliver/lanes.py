"""The books of the dispatcher: where each lane stands, and whose turn it is at each endpoint. Decides, does no I/O.

                 ┌──────────── nothing left ────────────┐
                 ▼                                      │
    ABSENT     IDLE ──woken──▶ READY ──its turn──▶ RUNNING ──no such lane──▶ ABSENT
                                 ▲ ▲                 │  │
                                 │ └──── more ───────┘  │
                                 └─time─ WAITING ◀─failed

A lane costs a task only while it is RUNNING. READY costs a place in a queue and WAITING a timer, so a dead endpoint
with thousands of lanes holds no more tasks, events or connections than it may have lanes at once.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from monitor.model import Endpoint, Lane

MAX_SENDS = 64
"""Sends at once, over all endpoints."""

LANES_PER_ENDPOINT = 4
"""Lanes of one endpoint at once. A slow endpoint therefore occupies 4 of the 64 places and no more."""


class Stage(Enum):
    IDLE = auto()
    READY = auto()
    RUNNING = auto()
    WAITING = auto()
    ABSENT = auto()
    """The config asks for no such lane; remembered so that each wake does not ask the store again."""


@dataclass(slots=True, kw_only=True, eq=False)
class LaneBook:
    """Where one lane stands in this process.

    `lane` is what the store held when we last wrote or read it; None makes the next turn read it. `woken` says that
    events came since the running turn began, whose reading may have missed them.
    """

    endpoint: Endpoint
    source: str
    lane: Lane | None = None
    stage: Stage = Stage.IDLE
    woken: bool = False
    timer: asyncio.TimerHandle | None = None


class Turns:
    """Whose turn it is at one endpoint: at most `limit` lanes run, the others queue in the order they became ready.

    A lane that has more to send after its turn queues behind the others, so a long backlog starves no neighbour.
    """

    __slots__ = ("_limit", "_queue", "_running")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._queue: deque[LaneBook] = deque()
        self._running = 0

    def queue(self, book: LaneBook) -> None:
        book.stage = Stage.READY
        self._queue.append(book)

    def begin(self) -> LaneBook | None:
        """Return the next lane that may run, None if none waits or all places are taken."""
        if not self._queue or self._running >= self._limit:
            return None
        self._running += 1
        book = self._queue.popleft()
        book.stage = Stage.RUNNING
        return book

    def end(self) -> None:
        """Give back the place that `begin` took."""
        self._running -= 1
