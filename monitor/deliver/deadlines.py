"""Limits of time for many tasks under one timer.

`asyncio.timeout_at` sets a timer for each task and takes it back, which costs a twentieth of a delivery's CPU: the loop
keeps a heap with those that were taken back. Here one timer is set for the limit that is over first, and stays where it
is when that task ends: who began later may nearly always go on longer, so that it looks for the next when it goes off.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class Deadlines:
    """The limits of all tasks of one event loop, whose clock they are told by."""

    def __init__(self) -> None:
        self._running: set[Deadline] = set()
        self._timer: asyncio.TimerHandle | None = None

    def until(self, at: float) -> Deadline:
        """Return a context that cancels its task at that time and then raises TimeoutError, as `timeout_at` does."""
        return Deadline(self, at)

    def begin(self, deadline: Deadline) -> None:
        self._running.add(deadline)
        self.watch(deadline.at)

    def end(self, deadline: Deadline) -> None:
        self._running.remove(deadline)

    def watch(self, at: float) -> None:
        """Look at all limits no later than that."""
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(at, self._look, at)

    def _look(self, at: float) -> None:
        """Cancel the tasks whose limit is over. It is looked `at` that time, or a little early, as loops do."""
        self._timer = None
        now = max(at, asyncio.get_running_loop().time())
        for deadline in self._running:
            if deadline.at <= now:
                deadline.pass_by()
        if left := [deadline.at for deadline in self._running if not deadline.passed]:
            self.watch(min(left))


class Deadline:
    """The limit of one task. It may be moved while it runs."""

    __slots__ = ("_cancelling", "_deadlines", "_task", "at", "passed")

    def __init__(self, deadlines: Deadlines, at: float) -> None:
        self._deadlines = deadlines
        self.at = at
        self.passed = False

    def move(self, at: float) -> None:
        self.at = at
        self._deadlines.watch(at)

    def pass_by(self) -> None:
        self.passed = True
        self._task.cancel()

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None, "a limit is one of a task"
        self._task = task
        self._cancelling = task.cancelling()
        self._deadlines.begin(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._deadlines.end(self)
        # Who was cancelled by somebody else as well is not to go on.
        if self.passed and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error
