"""The command line as a user has it: a process with pipes, or `main` in this process; and live blogs to point it at."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from monitor.cli import main
from monitor.cli.demo.play import Play
from monitor.cli.demo.publisher import PATH, application
from monitor.clock import utc_now

if TYPE_CHECKING:
    import signal
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from monitor.cli.demo.receiver import Receiver

    Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

HERE = ("--allow-network", "127.0.0.1")
"""What a command must be told to read from this machine."""

PATIENCE_S = 140.0
"""How long a test waits for what must come; only a failing one waits that long."""

TRACEBACK = "Traceback"
ESCAPE = "\x1b"
NO_TERMINAL = {"FORCE_COLOR", "NO_COLOR", "COLUMNS", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}


@dataclass
class Command:
    """A command that runs. `out` and `err` are the lines that it has printed."""

    process: asyncio.subprocess.Process
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    printed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, so: Callable[[], object]) -> None:
        """Wait until something holds that a printed line brings about."""
        try:
            async with asyncio.timeout(PATIENCE_S), self.printed:
                await self.printed.wait_for(lambda: bool(so()))
        except TimeoutError:
            raise AssertionError("\n".join(["it never came to hold", *self.out, *self.err])) from None

    async def until_said(self, words: str) -> str:
        """Wait for a line on standard error that holds the words, and return it."""
        await self.until(lambda: any(words in line for line in self.err))
        return next(line for line in self.err if words in line)

    async def brings(self, about: Awaitable[object]) -> None:
        """Wait for something that this command brings about; fail at once if it ends before."""
        happening, over = asyncio.ensure_future(about), asyncio.create_task(self.process.wait())
        try:
            await asyncio.wait({happening, over}, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
            assert happening.done(), "\n".join([f"status {self.process.returncode}", *self.out, *self.err])
        finally:
            happening.cancel()
            over.cancel()

    async def ends(self, signal_: signal.Signals | None = None, *, patience_s: float = PATIENCE_S) -> int:
        """Send a signal if one is given, wait until the process is over, and return its exit status."""
        if signal_ is not None:
            self.process.send_signal(signal_)
        async with asyncio.timeout(patience_s):
            await self.process.wait()
        await self.until(lambda: self.process.stdout.at_eof() and self.process.stderr.at_eof())
        return self.process.returncode

    async def _read(self, stream: asyncio.StreamReader, lines: list[str]) -> None:
        while True:
            line = await stream.readline()
            async with self.printed:
                if line:
                    lines.append(line.decode().removesuffix("\n"))
                self.printed.notify_all()
            if not line:
                return


@asynccontextmanager
async def started(
    *words: str, environ: Mapping[str, str] | None = None, prefix: Sequence[str] = ()
) -> AsyncIterator[Command]:
    """Start `liveblog-monitor WORDS`, by the command before it if one is given; it is over when the block is left."""
    process = await asyncio.create_subprocess_exec(
        *(*prefix, sys.executable, "-m", "monitor", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=2**20,
        env=environment(environ),
    )
    command = Command(process)
    async with asyncio.TaskGroup() as group:
        group.create_task(command._read(process.stdout, command.out))
        group.create_task(command._read(process.stderr, command.err))
        try:
            yield command
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def shell(line: str, environ: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Run a line in bash, where `monitor` is the command; return its status, output and errors."""
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", f'set -o pipefail; monitor() {{ "{sys.executable}" -m monitor "$@"; }}; {line}'),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(environ),
    )
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


def environment(environ: Mapping[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in NO_TERMINAL} | dict(environ or {})


class Main:
    """`liveblog-monitor WORDS` in this process, for commands that leave no trace in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Return exit status, output and errors."""
        self._monkeypatch.setattr(sys, "argv", ["liveblog-monitor", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        return ended.value.code, out, err

    async def beside(self, *words: str) -> tuple[int, str, str]:
        """Do so beside what the test's own loop serves or waits for; one at a time."""
        return await asyncio.to_thread(self, *words)


# ---------------------------------------------------------------------------------------------- live blogs


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """Serve an application on a port of its own, and yield its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def received(receiver: Receiver, count: int) -> None:
    """Wait until so many events have arrived."""
    async with receiver.changed:
        await receiver.changed.wait_for(lambda: len(receiver.arrived) >= count)


@asynccontextmanager
async def live_blog() -> AsyncIterator[tuple[Play, str]]:
    """Serve the demo's live blog, six entries at first; yield the play and its address."""
    play = Play(utc_now())
    async with serving(application(play, asyncio.Event())) as url:
        yield play, url + PATH


@asynccontextmanager
async def restless_live_blog() -> AsyncIterator[str]:
    """Serve a live blog that changes each time somebody looks at it, and yield its address."""
    play = Play(utc_now())

    @web.middleware
    async def step(request: web.Request, handler: Answer) -> web.StreamResponse:
        play.step(utc_now())
        return await handler(request)

    app = application(play, asyncio.Event())
    app.middlewares.append(step)
    async with serving(app) as url:
        yield url + PATH


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[str]:
    """Serve what `answer` says to any request."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as url:
        yield url


@asynccontextmanager
async def hanging() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Serve nothing, ever; yield the address, and an event that says that somebody asked."""
    asked = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with answering(never) as url:
        yield url, asked
