"""`run`: the daemon."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import structlog

from monitor.app import Setup, running
from monitor.config import DEFAULT_PATH, lanes, load
from monitor.extract import EXTRACTORS
from monitor.fetch import DEFAULT_USER_AGENT
from monitor.obeying import obey
from monitor.ops.control import ControlSocket, socket_of
from monitor.ops.heartbeat import BEAT_EVERY, Heartbeat
from monitor.ops.logging import LEVELS, configure
from monitor.ops.systemd import Notifier
from monitor.settling import reading_of
from monitor.store import file_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.app import Monitor
    from monitor.config import Config

log = structlog.stdlib.get_logger("monitor")


@click.command(epilog="SIGTERM and Ctrl-C stop it within 10 s: no new polls, what is in flight ends or goes back.")
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
    config = load(path, environ=os.environ, extractors=EXTRACTORS)
    code = asyncio.run(_run(config, Heartbeat(heartbeat) if heartbeat else None))
    sys.exit(code)


async def _run(config: Config, heartbeat: Heartbeat | None) -> int:
    """Run until a signal asks to stop, and return the exit status."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_, _stop_once, loop, signal_, stop)
    ready = asyncio.Event()
    daemon = asyncio.create_task(_serve(config, heartbeat, stop, ready))
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({daemon, asked}, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set() and not ready.is_set():
        # A database that does not answer would keep the start waiting, and there is nothing to drain yet.
        daemon.cancel()
        await asyncio.gather(daemon, return_exceptions=True)
        log.info("stopped before it had started")
        return 0
    asked.cancel()
    return await daemon


async def _serve(config: Config, heartbeat: Heartbeat | None, stop: asyncio.Event, ready: asyncio.Event) -> int:
    """Run the daemon, say when it is ready, and drain it once `stop` is set; return the exit status."""
    notifier = Notifier(os.environ)
    setup = Setup(
        sources=config.sources,
        endpoints=[webhook.endpoint for webhook in config.webhooks],
        lanes=lanes(config),
        store_url=config.store_url,
        fetch_networks=config.fetch_networks,
        deliver_networks=config.deliver_networks,
        user_agent=config.user_agent or DEFAULT_USER_AGENT,
        browser=config.browser,
        etiquette=config.etiquette,
        api=config.api,
        public_url=config.public_url,
        reading=reading_of(config),
    )
    async with running(setup) as monitor, _controlled(monitor, config.store_url):
        ready.set()
        counts = f"{len(config.sources)} sources, {len(config.webhooks)} webhooks"

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
        notifier.ready(f"watching {counts}")
        api = monitor.api
        log.info("started", sources=len(config.sources), webhooks=len(config.webhooks), api=api.url if api else None)
        if api is not None and api.refusal is not None:
            log.warning("no api", reason=api.refusal)
        await stop.wait()
        notifier.stopping()
        log.info("stopping")
    if heartbeat:
        heartbeat.stop()
    log.info("stopped")
    return 0


@asynccontextmanager
async def _controlled(monitor: Monitor, store_url: str) -> AsyncIterator[None]:
    """Listen for commands while the block runs, where no other process may write what they ask for."""
    file = file_of(store_url)
    if file is None:
        yield
        return
    obeying = partial(obey, store=monitor.store, dispatcher=monitor.dispatcher)
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
    loop.remove_signal_handler(signal_)
    # For Ctrl-C Python would raise KeyboardInterrupt instead, and drain once more.
    signal.signal(signal_, signal.SIG_DFL)
