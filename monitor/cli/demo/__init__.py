"""`demo`: a publisher, the daemon and a receiver in one process group, playing a live blog that changes.

publisher (127.0.0.1) ◀── polls each second ── daemon (SQLite in a temporary folder) ── webhooks ──▶ receiver
                                                  └── dashboard
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import secrets
import signal
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from aiohttp import web
from rich.console import Console
from rich.text import Text

from monitor.cli import EXIT_FAILED
from monitor.cli.demo.play import Play
from monitor.cli.demo.publisher import PATH, application
from monitor.cli.render import print_event
from monitor.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.cli.demo.receiver import Receiver

STEP_S = 1.4
"""Between two steps of the play: longer than a poll, shorter than a yawn."""

TAIL_S = 4.0
"""Before the end of a bounded demo no new step begins: a deletion is told after two polls."""

START_S = 120.0
"""How long the demo waits for the daemon's first poll: a second, or more than a minute on a machine that is busy."""

PATIENCE_S = 20.0
"""How long it waits at the end for events that are still under way."""

LOOK_S = 0.05
"""How often the daemon's log is looked at while it starts."""

STOP_S = 12.0
_LOG_TAIL_LINES = 20

_BESIDE = Path(__file__).with_name("demo.yaml")
_IN_CHECKOUT = Path(__file__).parents[3] / "config" / "demo.yaml"
CONFIG = _BESIDE if _BESIDE.exists() else _IN_CHECKOUT


@click.command()
@click.option("--seconds", type=click.IntRange(0), default=0, help="End so long after the first poll; 0: at Ctrl-C.")
def demo(seconds: int) -> None:
    """Play a live blog against the daemon and print the events that a webhook receives.

    Exits with 0 if every event that the play called for arrived verified and in order.
    """
    sys.exit(asyncio.run(_demo(float(seconds))))


async def _demo(seconds: float) -> int:
    out = Console(highlight=False)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_, stop.set)
    from monitor.cli.demo import receiver as consumer  # noqa: PLC0415 - its library is an extra; --help needs none

    play, polled = Play(utc_now()), asyncio.Event()
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
    receiver = consumer.Receiver(secret, lambda message: print_event(out, message, mark="✓ "))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="liveblog-monitor-demo-")))
        publisher_url = await serve(stack, application(play, polled)) + PATH
        receiver_url = await serve(stack, receiver.application())
        environ = {
            "DEMO_STORE": f"sqlite:///{folder}/demo.db",
            "DEMO_PUBLISHER": publisher_url,
            "DEMO_RECEIVER": receiver_url,
            "DEMO_SECRET": secret,
        }
        out.print(Text(f"publisher  {publisher_url}\nreceiver   {receiver_url}", "dim"))
        daemon = await Daemon.start(environ, folder / "daemon.log")
        stack.push_async_callback(daemon.stop)
        url = await daemon.polls(polled)
        if url is None:
            click.echo(daemon.log_tail(), err=True)
            click.secho("The daemon did not poll; its last log lines are above.", err=True, fg="red")
            return EXIT_FAILED
        began = loop.time()
        out.print(Text.assemble(("dashboard  ", "dim"), (url, "bold"), ("\nCtrl-C ends the demo.\n", "dim")))
        until = began + seconds - TAIL_S if seconds else None
        await _perform(play, receiver, stop, until)
        interrupted = stop.is_set()
        if not interrupted:
            await _all_arrived(play, receiver, PATIENCE_S)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), max(0.0, began + seconds - loop.time()))
        await daemon.stop()
        return _summary(out, play, receiver, daemon, interrupted=interrupted)


async def _perform(play: Play, receiver: Receiver, stop: asyncio.Event, until: float | None) -> None:
    """Play step by step until asked to stop or the time is up."""
    loop = asyncio.get_running_loop()
    while not stop.is_set() and (until is None or loop.time() + STEP_S < until):
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), STEP_S)
            return
        if play.restores_next:
            # On a busy machine two polls may not fit between withdrawal and return; then there is nothing to see.
            await _all_arrived(play, receiver, PATIENCE_S)
        play.step(utc_now())


async def _all_arrived(play: Play, receiver: Receiver, patience_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(patience_s), receiver.changed:
            await receiver.changed.wait_for(lambda: not play.missing(receiver.arrived))


async def serve(stack: AsyncExitStack, app: web.Application) -> str:
    """Serve an application on a free port of 127.0.0.1 until the stack is left, and return its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


@dataclass(slots=True)
class Daemon:
    """The daemon as a child process that logs to a file."""

    process: asyncio.subprocess.Process
    log: Path

    @classmethod
    async def start(cls, environ: Mapping[str, str], log: Path) -> Daemon:
        with log.open("ab") as sink:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "monitor",
                "run",
                "--config",
                str(CONFIG),
                env={**os.environ, **environ},
                stdout=sink,
                stderr=sink,
            )
        return cls(process, log)

    async def polls(self, polled: asyncio.Event) -> str | None:
        """Return where its dashboard is, once it polls; None if it ends first, or does not in `START_S`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(START_S):
                while self.process.returncode is None:
                    url = self._dashboard()
                    if url is not None and polled.is_set():
                        return url
                    await asyncio.sleep(LOOK_S)
        return None

    def _dashboard(self) -> str | None:
        """Return where its dashboard is, if its log says so yet."""
        for line in self.log.read_text(errors="replace").splitlines():
            with suppress(ValueError):
                said = json.loads(line)
                if said.get("event") == "started":
                    return f"{said['api']}/"
        return None

    async def stop(self) -> int:
        """Ask the daemon to stop, end it if it does not, and return its exit status."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.terminate()
            try:
                async with asyncio.timeout(STOP_S):
                    await self.process.wait()
            except TimeoutError:
                self.process.kill()
        return await self.process.wait()

    def log_tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-_LOG_TAIL_LINES:])


def _summary(out: Console, play: Play, receiver: Receiver, daemon: Daemon, *, interrupted: bool) -> int:
    """Print how the demo went and return the exit status."""
    missing = play.missing(receiver.arrived)
    called_for, arrived = len(play.expected), len(receiver.arrived)
    unexpected = arrived - (called_for - len(missing))
    faults = list(receiver.faults)
    if unexpected:
        faults.append(f"{unexpected} events arrived that the play did not call for")
    if missing and not interrupted:
        faults += [f"{event.type.value} of entry {event.entry_id} did not arrive" for event in missing]
    if daemon.process.returncode:
        faults.append(f"the daemon ended with status {daemon.process.returncode}")
    out.print()
    line = f"{arrived} of {called_for} events arrived, each verified, in order, {receiver.duplicates} of them twice"
    if not faults:
        end = ". Ended by you." if interrupted else "; nothing else did."
        out.print(Text(f"{line}{end}", "bold green"), soft_wrap=True)
        return 0
    for fault in faults:
        click.secho(fault, err=True, fg="red")
    click.echo(daemon.log_tail(), err=True)
    return EXIT_FAILED
