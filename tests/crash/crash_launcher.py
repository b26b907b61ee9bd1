"""Runs daemons that end at a given point: a process that has imported everything, and forks one for each life.

    {"life": …, "config": …}  ──▶  {"pid": 4711}  …  {"status": -9}          a line each, on standard input and output

A daemon takes seconds to import on a small machine and 50 ms to start; a thousand lives need the second only. Each runs
`liveblog-monitor run` with its own config, in a process of its own. What the daemon does every so many hours or
seconds it does here within a fraction of a second, by the same code.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import sys
import traceback
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crash_judge import UNWRITTEN_MOST
from crash_lives import Life, Point
from crash_plants import Plant, plant
from crash_points import Trap, replace_in, set_trap

import monitor.app
import monitor.cli
import monitor.cli.run
import monitor.clock
import monitor.deliver.acknowledging
import monitor.deliver.breaker
import monitor.pipeline
import monitor.store.migrate
import monitor.store.sqlite
from monitor.deliver.backoff import next_attempt
from monitor.extract import EXTRACTORS
from monitor.model import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.app import Monitor, Setup

HURRY = 100
"""By so much the waits between attempts are shorter: 50 ms, 300 ms, 1.2 s …"""

SECONDS_OF_RETENTION = 4
VISITOR = "visitor"


def main() -> None:
    """Fork one daemon after the other, as standard input asks."""
    assert EXTRACTORS
    gc.freeze()
    child = 0
    for line in sys.stdin:
        if child:
            os.waitpid(child, 0)  # only now: its number must not be another's while somebody may still signal it
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(order)
        _say(pid=child)
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        _say(status=ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status)


def _say(**fields: int) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def _live(order: dict[str, Any]) -> None:
    """Be the daemon. Never returns."""
    life, folder = Life.from_json(order["life"]), Path(order["folder"])
    log = os.open(folder / "daemon.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, descriptor)
    random.seed(life.seed)
    trap = set_trap(life, folder / "crash.db")
    _hurry(life, folder)
    if order["plant"]:
        plant(Plant(order["plant"]), trap)
    replace_in(monitor.cli.run, "running", _running(life, trap))
    sys.argv = ["liveblog-monitor", "run", "--config", str(folder / "monitor.yaml")]
    code = 70
    try:
        monitor.cli.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 (the edge of a process)
        traceback.print_exc()
    finally:
        os._exit(code)


def _hurry(life: Life, folder: Path) -> None:
    """Let what the daemon does rarely come often."""
    soon = timedelta(milliseconds=200)

    def sooner(failures: int, *, now: datetime, **rest: Any) -> datetime:
        return now + (next_attempt(failures, now=now, **rest) - now) / HURRY

    replace_in(monitor.app, "Dispatcher", partial(monitor.app.Dispatcher, next_attempt=sooner))
    replace_in(monitor.deliver.acknowledging, "AHEAD", UNWRITTEN_MOST)
    replace_in(monitor.app, "FLUSH_EVERY", soon)
    replace_in(monitor.app, "REFRESH_EVERY", soon)
    replace_in(monitor.pipeline, "STORE_RETRY", soon)
    replace_in(monitor.deliver.breaker, "PROBE_FIRST", soon)
    replace_in(monitor.deliver.breaker, "PROBE_LONGEST", soon * 4)
    replace_in(monitor.store.sqlite, "Writer", partial(monitor.store.sqlite.Writer, idle_s=0.005))
    if life.retention:
        replace_in(monitor.app, "PRUNE_EVERY", soon)
    if life.revisions:
        scripts = folder / f"migrations-{life.revisions}"
        replace_in(monitor.store.sqlite, "migrate_file", partial(monitor.store.sqlite.migrate_file, scripts=scripts))
        replace_in(monitor.store.migrate, "SCRIPTS", scripts)


def _running(life: Life, trap: Trap) -> Any:
    """Return the daemon's `running` with this life's clock and, if it has one, its reload."""
    running = monitor.app.running
    shift = timedelta(seconds=life.clock_s)

    def clock() -> datetime:
        return monitor.clock.utc_now() + shift

    @asynccontextmanager
    async def disturbed(setup: Setup, **rest: Any) -> AsyncIterator[Monitor]:
        if life.retention:
            brief = Limits(age=timedelta(seconds=SECONDS_OF_RETENTION))
            setup = replace(setup, keeping=replace(setup.keeping, attempts=brief, events=brief))
        full = setup
        if not life.visitor:
            setup = _without_visitor(full)
        async with running(setup, clock=clock, **rest) as built:
            reloads = life.reload and asyncio.create_task(_reload(built, full, trap, with_visitor=not life.visitor))
            yield built
            if reloads:
                reloads.cancel()

    return disturbed


async def _reload(built: Monitor, full: Setup, trap: Trap, *, with_visitor: bool) -> None:
    """Let the webhook that comes and goes do so until the end, each time as a changed config would be taken on."""
    while True:
        setup = full if with_visitor else _without_visitor(full)
        await built.store.register([(source.name, source.url) for source in setup.sources], setup.lanes)
        trap.reach(Point.RELOAD)
        await built.dispatcher.change(setup.endpoints, setup.lanes)
        with_visitor = not with_visitor
        await asyncio.sleep(0.1)


def _without_visitor(setup: Setup) -> Setup:
    return replace(
        setup,
        endpoints=[endpoint for endpoint in setup.endpoints if endpoint.name != VISITOR],
        lanes={lane for lane in setup.lanes if lane[0] != VISITOR},
    )


if __name__ == "__main__":
    main()
