"""`run`: the daemon."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import structlog

from monitor.app import running
from monitor.config import DEFAULT_PATH, files_of, folders_of, load
from monitor.daemon.obeying import obey
from monitor.daemon.settling import setup_of
from monitor.deliver.backoff import store_wait
from monitor.deliver.patience import STORE_UNAVAILABLE
from monitor.errors import StoreUnavailable
from monitor.extract import EXTRACTORS
from monitor.ops.config_watch import ConfigWatch
from monitor.ops.control import ControlSocket, socket_of
from monitor.ops.heartbeat import BEAT_EVERY, Heartbeat
from monitor.ops.logging import LEVELS, configure
from monitor.ops.memory import seal
from monitor.ops.systemd import Notifier
from monitor.store import file_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.app import Monitor
    from monitor.config import Config
    from monitor.daemon.reloading import Reloading
    from monitor.model import Reload

START_PATIENCE_S = 20.0
"""How long the start waits for a database server; then the daemon ends, and whoever started it tries again."""

GIVE_UP_S = 9.0
"""How long what stops may wait for a database, a disk or a thread that does not answer; 10 s are promised."""

GONE_S = 9.5
"""When the process is over, even if nobody takes the line that says so."""

SWITCH_S = 0.0005
"""After how long a thread that reads a page lets the loop go on. Python's own 5 ms come at each of the dozens of system
calls of a poll: while two pages were read, all polls took half a second and more."""

STATUS_FAULT_CHARS = 300

log = structlog.stdlib.get_logger("monitor")


@click.command(
    epilog="SIGTERM and Ctrl-C stop it within 10 s: no new polls, what is in flight ends or goes back. SIGHUP has it "
    "take on what has changed in its config."
)
@click.option("--config", "path", type=click.Path(path_type=Path), default=DEFAULT_PATH, show_default=True)
@click.option("--log", "level", type=click.Choice(LEVELS), default="info", show_default=True, help="Least severe line.")
@click.option(
    "--heartbeat",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="LIVEBLOG_MONITOR_HEARTBEAT",
    show_envvar=True,
    metavar="FILE",
    help=f"Touch this file every {BEAT_EVERY.seconds} s while the scheduler runs, for health checks.",
)
def run(*, path: Path, level: str, heartbeat: Path | None) -> None:
    """Run the daemon: poll the configured live blogs and send their events to the webhooks."""
    configure(level)
    _raise_file_limit()
    sys.setswitchinterval(SWITCH_S)
    seal()
    watch = ConfigWatch(partial(files_of, path.resolve()), folders_of(path.resolve()))
    watch.about_to_read()
    config = load(path, environ=os.environ, extractors=EXTRACTORS)
    code = asyncio.run(_run(config, path.resolve(), watch, Heartbeat(heartbeat) if heartbeat else None))
    sys.exit(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wishes:
    """What is asked for by signals; each is set from the first moment on."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    reload: asyncio.Event = field(default_factory=asyncio.Event)


async def _run(config: Config, path: Path, watch: ConfigWatch, heartbeat: Heartbeat | None) -> int:
    """Run until a signal asks to stop, and return the exit status."""
    wishes = _Wishes()
    loop = asyncio.get_running_loop()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_, _stop_once, loop, signal_, wishes.stop)
    loop.add_signal_handler(signal.SIGHUP, wishes.reload.set)
    for signal_ in (signal.SIGUSR1, signal.SIGUSR2):  # some send them after they rotated logs; unhandled, they kill
        loop.add_signal_handler(signal_, _pass_over, signal_)
    ready = asyncio.Event()
    daemon = asyncio.create_task(_serve(config, path, watch, heartbeat, wishes, ready=ready))
    asked = asyncio.create_task(wishes.stop.wait())
    await asyncio.wait({daemon, asked}, return_when=asyncio.FIRST_COMPLETED)
    if wishes.stop.is_set() and not ready.is_set():
        # A database that does not answer would keep the start waiting, and there is nothing to drain yet.
        daemon.cancel()
        await asyncio.gather(daemon, return_exceptions=True)
        log.info("stopped before it had started")
        return 0
    asked.cancel()
    return await daemon


async def _serve(
    config: Config,
    path: Path,
    watch: ConfigWatch,
    heartbeat: Heartbeat | None,
    wishes: _Wishes,
    *,
    ready: asyncio.Event,
) -> int:
    """Run the daemon, say when it is ready, and drain it once that is asked for; return the exit status."""
    notifier = Notifier(os.environ)
    async with (
        _started(config, path) as monitor,
        _controlled(monitor, config.store_url, str(path)),
        _reloaded(monitor, watch, notifier, wishes.reload),
    ):
        ready.set()
        _keep_beating(monitor, notifier, heartbeat)
        notifier.ready(_status(monitor.reloading))
        api = monitor.api
        log.info("started", sources=len(config.sources), webhooks=len(config.webhooks), api=api.url if api else None)
        if api is not None and api.refusal is not None:
            log.warning("no api", reason=api.refusal)
        await wishes.stop.wait()
        notifier.stopping()
        log.info("stopping")
    if heartbeat:
        heartbeat.stop()
    log.info("stopped")
    return 0


def _pass_over(signal_: signal.Signals) -> None:
    log.info("signal passed over", signal=signal_.name, known="SIGHUP reloads, SIGTERM and SIGINT stop")


@asynccontextmanager
async def _started(config: Config, path: Path) -> AsyncIterator[Monitor]:
    """Run the monitor while the block runs; a database server that is away for a moment is waited for.

    Machines start everything at once, and a server that was killed takes a while to recover. A file that cannot be
    opened is told of at once: nobody else is going to mend it.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + (START_PATIENCE_S if file_of(config.store_url) is None else 0.0)
    failures = 0
    async with AsyncExitStack() as stack:
        while True:
            try:
                monitor = await stack.enter_async_context(running(setup_of(config, path, os.environ)))
                break
            except StoreUnavailable as error:
                failures += 1
                wait_s = store_wait(failures).total_seconds()
                if loop.time() + wait_s >= until:
                    raise
                log.warning(STORE_UNAVAILABLE, error=str(error), failures=failures, wait_s=wait_s)
                await asyncio.sleep(wait_s)
        yield monitor


def _keep_beating(monitor: Monitor, notifier: Notifier, heartbeat: Heartbeat | None) -> None:
    """Have the scheduler itself say that it lives."""

    async def feed_watchdog() -> None:
        notifier.beat()

    async def touch_file() -> None:
        if heartbeat:
            heartbeat.beat()

    if notifier.beat_every:
        monitor.schedule.every(notifier.beat_every, "watchdog", feed_watchdog)
    if heartbeat:
        heartbeat.beat()
        monitor.schedule.every(BEAT_EVERY, "heartbeat", touch_file)


@asynccontextmanager
async def _reloaded(
    monitor: Monitor, watch: ConfigWatch, notifier: Notifier, asked: asyncio.Event
) -> AsyncIterator[None]:
    """Reload while the block runs, whenever a signal or a changed file asks for it, and tell systemd."""
    reloading = monitor.reloading
    watch.listen(reloading.request)

    def begun() -> None:
        watch.about_to_read()
        notifier.reloading()

    def over(_: Reload) -> None:
        notifier.ready(_status(reloading))
        watch.turn(on=_watches(reloading))

    async def attend() -> None:
        while True:
            await asked.wait()
            asked.clear()
            reloading.request()

    reloading.listen(begun, over)
    watch.turn(on=_watches(reloading))
    attending = asyncio.create_task(attend(), name="reload on signal")
    try:
        yield
    finally:
        attending.cancel()
        await watch.close()


def _watches(reloading: Reloading) -> bool:
    return reloading.setup.origin is not None and reloading.setup.origin.config.watch_config


def _status(reloading: Reloading) -> str:
    """Return what `systemctl status` shows."""
    setup, last = reloading.setup, reloading.last
    said = f"watching {len(setup.sources)} sources, {len(setup.endpoints)} webhooks"
    if last is not None and last.faults:
        said += f"; config not reloaded: {last.faults[0][:STATUS_FAULT_CHARS]}"
    if last is not None and last.restart:
        said += f"; needs a restart: {', '.join(last.restart)}"
    return said


@asynccontextmanager
async def _controlled(monitor: Monitor, store_url: str, config: str) -> AsyncIterator[None]:
    """Listen for commands while the block runs, where no other process may write what they ask for."""
    file = file_of(store_url)
    if file is None:
        yield
        return
    obeying = partial(
        obey,
        store=monitor.store,
        dispatcher=monitor.dispatcher,
        reloading=monitor.reloading,
        flush=monitor.flush,
        config=config,
    )
    async with ControlSocket(socket_of(file), obeying):
        yield


def _raise_file_limit() -> None:
    """Allow as many open files as the system lets us: each kept connection is one, and shells often allow 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _stop_once(loop: asyncio.AbstractEventLoop, signal_: signal.Signals, stop: asyncio.Event) -> None:
    """Ask for a clean stop; the next signal of the same kind ends the process at once, whatever it is doing."""
    stop.set()
    _end_in_time()
    loop.remove_signal_handler(signal_)
    # For Ctrl-C Python would raise KeyboardInterrupt instead, and drain once more.
    signal.signal(signal_, signal.SIG_DFL)


def _end_in_time() -> None:
    """End the process after a while, whatever still waits: a kill loses nothing, so neither does this.

    PostgreSQL that was frozen kept it for 139 s, each of a few last writes for its own minute; a disk that hangs keeps
    the thread that writes to it, and Python waits for its threads.
    """
    for after_s, act in (GIVE_UP_S, _give_up), (GONE_S, partial(os._exit, 0)):
        timer = threading.Timer(after_s, act)
        timer.daemon = True
        timer.start()


def _give_up() -> None:
    log.warning("stopped without waiting any longer", reason="the database, a disk or a page at work does not answer")
