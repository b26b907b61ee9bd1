"""Notices when the clock was set, which nobody tells a program, and has what waits for a time of day look again.

    wall clock ──┐
                 ├─ they drift apart within a second? ──by how much──▶ schedule, dispatcher
    loop's clock ┘  (which nobody sets)

A clock that ran ahead and is put right leaves polls due in an hour, or a day: nothing would be polled until then, and
nothing would say so. One that leaps ahead, as after a sleep of the machine, leaves timers that go off too late.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.ports import Clock

LOOK_EVERY_S = 1.0
TOLERATED = timedelta(seconds=2)
"""What two looks may be apart by the one clock and not by the other: a loop that was busy in between moves both alike,
and clocks that are slewed drift by half a millisecond in a second."""

SET_AHEAD = "the clock was set ahead, or the machine slept; polls go on by the new time"
SET_BACK = "the clock was set back; polls go on by the new time"

log = structlog.stdlib.get_logger("monitor")


class Stepping:
    """Looks while the `async with` block runs. `steady_s` counts seconds and is never set; `tell` hear of a step."""

    def __init__(
        self, clock: Clock, steady_s: Callable[[], float], tell: Sequence[Callable[[timedelta], None]]
    ) -> None:
        self._clock = clock
        self._steady_s = steady_s
        self._tell = tell
        self._seen = clock(), steady_s()
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        self._wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(LOOK_EVERY_S, self._look_and_wait)

    def _look_and_wait(self) -> None:
        self._wait()
        self.look()

    def look(self) -> None:
        """Tell by how much the clock was set since the last look, if it was."""
        at, steady_s = self._seen
        self._seen = self._clock(), self._steady_s()
        step = (self._seen[0] - at) - timedelta(seconds=self._seen[1] - steady_s)
        if abs(step) < TOLERATED:
            return
        log.warning(SET_AHEAD if step > timedelta(0) else SET_BACK, by_s=round(step.total_seconds(), 1))
        for hear in self._tell:
            hear(step)
