"""Reads the config again while the daemon runs, says what is different, and has it taken on.

    request() ─┐                    ┌─▶ faulty: nothing changes, and each fault is said
    reload() ──┴─▶ read ─▶ plan ────┼─▶ the same: nothing to do
                                    └─▶ changeover ─▶ said by names and keys; values may be secrets

One runs at a time. What is asked for meanwhile is answered by one more, however often it is asked.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from monitor.config.plan import plan, running
from monitor.errors import CannotListen, ConfigError, Declined, Obstacle, StoreError
from monitor.model import Differences, Reload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from monitor.app import Setup
    from monitor.daemon.changeover import Changeover
    from monitor.daemon.settling import Origin
    from monitor.ports import Clock

RETRY_S = 5.0
"""How long a reload waits that the database could not do."""
FAULTS_LOGGED = 20
NAMES_LOGGED = 20

NO_CONFIG = "there is no config to read again: a program runs it"

log = structlog.stdlib.get_logger("monitor.reload")


class Reloading:
    """Reloads when it is asked to. `last` is how the last one went; `listen` has others hear of each."""

    def __init__(self, changeover: Changeover, clock: Clock) -> None:
        self.last: Reload | None = None
        self._changeover = changeover
        self._clock = clock
        self._one = asyncio.Lock()
        self._next: asyncio.Task[Differences] | None = None
        self._tasks: set[asyncio.Task[object]] = set()
        self._begun: Callable[[], None] = lambda: None
        self._over: Callable[[Reload], None] = lambda _: None

    @property
    def setup(self) -> Setup:
        """What the daemon runs with."""
        return self._changeover.setup

    def listen(self, begun: Callable[[], None], over: Callable[[Reload], None]) -> None:
        """Have it called when a reload begins, and when it is over."""
        self._begun, self._over = begun, over

    def request(self) -> None:
        """Reload soon, and go on trying while the database does not let us. Returns at once, and never raises."""
        self._keep(asyncio.create_task(self._insist(), name="reload on request"))

    async def reload(self) -> Differences:
        """Reload, and return what was different. Raises: ConfigError, CannotListen, StoreError, Declined."""
        self._origin()
        if self._next is None:
            self._next = asyncio.create_task(self._turn(), name="reload")
            self._keep(self._next)
        return await asyncio.shield(self._next)

    async def preview(self) -> Differences:
        """Return what a reload would change. Raises: ConfigError, Declined."""
        origin = self._origin()
        return plan(origin.config, await origin.read()).differences

    async def close(self) -> None:
        """Give up what is under way; the next start reads the config anyway."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _insist(self) -> None:
        while True:
            try:
                await self.reload()
            except StoreError:
                await asyncio.sleep(RETRY_S)
            except (ConfigError, CannotListen, Declined):
                return  # which was said; trying again would say the same
            else:
                return

    async def _turn(self) -> Differences:
        async with self._one:
            self._next = None
            self._begun()
            try:
                differences = await self._read_and_take()
            except (ConfigError, CannotListen, StoreError) as error:
                self._end(_refused(error, self.last, at=self._clock()))
                raise
            self._end(Reload(at=self._clock(), differences=differences, restart=differences.restart))
            return differences

    async def _read_and_take(self) -> Differences:
        origin = self._origin()
        config = await origin.read()
        # Also with no difference: one that a fault of the store cut short is made whole.
        await self._changeover.take(origin.settle(running(origin.config, config)))
        return plan(origin.config, config).differences

    def _origin(self) -> Origin:
        if self.setup.origin is None:
            raise Declined(Obstacle.READ_ONLY, NO_CONFIG)
        return self.setup.origin

    def _end(self, reload: Reload) -> None:
        self.last = reload
        if reload.faults:
            for fault in reload.faults[:FAULTS_LOGGED]:
                log.error("config not reloaded", reason=fault)
        else:
            log.info("config reloaded" if reload.differences else "config unchanged", **_counted(reload.differences))
        if reload.restart:
            log.warning("needs a restart", settings=reload.restart)
        self._over(reload)

    def _keep(self, task: asyncio.Task[object] | asyncio.Task[Differences] | asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # looked at: whoever asked has gone, and it was said in the log


def _refused(error: ConfigError | CannotListen | StoreError, last: Reload | None, *, at: datetime) -> Reload:
    faults = tuple(map(str, error.faults)) if isinstance(error, ConfigError) else (str(error),)
    return Reload(at=at, faults=faults, restart=last.restart if last else ())


def _counted(found: Differences) -> Mapping[str, object]:
    """Return the differences for a line of the log: names while they are few, else how many."""
    named = {
        f"{what}_{how}": names
        for what, turned in (("sources", found.sources), ("webhooks", found.webhooks))
        for how, names in (("added", turned.added), ("removed", turned.removed), ("changed", tuple(turned.changed)))
    }
    few = {key: names if len(names) <= NAMES_LOGGED else len(names) for key, names in named.items() if names}
    return few | ({"settings": found.settings} if found.settings else {})
