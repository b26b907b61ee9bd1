"""The books of the dispatcher: where each lane stands in this process.

                 ┌──────────── nothing left ────────────┐
                 ▼                                      │
    ABSENT     IDLE ──woken──▶ READY ──its turn──▶ RUNNING ──no such lane──▶ ABSENT
                                ▲ ▲ ▲                │ │ │
                                │ │ └──── more ──────┘ │ │
                                │ └─time─ WAITING ◀────┘ │  its head failed
                                └─time, woken─ HOLDING ◀─┘  a batch waits for more, an overtaken event for its time

A lane has a task only while it is RUNNING. READY costs a place in a queue, WAITING and HOLDING a timer, so a dead
endpoint with thousands of lanes holds no more tasks, events or connections than it may have lanes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from monitor.deliver.acknowledging import Tab
    from monitor.model import Lane

MAX_SENDS = 64
"""Sends at once, over all endpoints."""


class Stage(Enum):
    IDLE = auto()
    READY = auto()
    RUNNING = auto()
    WAITING = auto()
    HOLDING = auto()
    ABSENT = auto()
    """The config asks for no such lane; remembered so that each wake does not ask the store again."""


@dataclass(slots=True, kw_only=True, eq=False)
class LaneBook:
    """Where one lane stands in this process.

    `lane` is where it stands, which the store holds or is about to (`tab`: what it has yet to be told); None makes the
    next turn read it. `woken` says that events came since the running turn began, whose reading may have missed them;
    `stale` that the store may know of something else. `dropped`: the config asks for it no more, so that its turn ends
    before the next send, and `over` is done then. `before`: the same lane's book, dropped in the middle of a send that
    has to end before the first one of this book, which was asked for again meanwhile.
    """

    endpoint: str
    source: str
    lane: Lane | None = None
    stage: Stage = Stage.IDLE
    woken: bool = False
    stale: bool = False
    dropped: bool = False
    timer: asyncio.TimerHandle | None = None
    tab: Tab | None = None
    over: asyncio.Future[None] | None = None
    before: LaneBook | None = None

    def doubt(self) -> None:
        """Have the lane read anew before its next send."""
        if self.stage is Stage.RUNNING:
            self.stale = True
        else:
            self.lane = None

    def stop_waiting(self) -> None:
        """Take back the timer, if there is one."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
