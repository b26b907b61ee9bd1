"""The daemon's parts between hostile servers: what they do to us must not touch those who do nothing."""

from __future__ import annotations

import asyncio
import gzip
import random
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from monitor.app import Setup, running
from monitor.cli.demo import serve
from monitor.cli.demo.play import Play
from monitor.cli.demo.publisher import PATH, application
from monitor.cli.demo.receiver import Receiver
from monitor.clock import utc_now
from monitor.model import Endpoint, Source
from monitor.pipeline import PollOutcome
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.pipeline import Poll

POLLS = 15
INTERVAL = timedelta(milliseconds=200)
TIMEOUT = timedelta(seconds=1.5)
"""Of hostile sources and webhooks: all of them have failed when the healthy one was polled so often."""

SHARE = 0.8
ATTEMPTS = 3
"""The machine may be short of CPU in the one run and not in the other; what hostile ones do shows in each of them."""

PATIENCE_S = 60.0
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

MIB = 2**20
HUGE = 50 * MIB
CHUNK = b"<p>Nothing to see here.</p>".ljust(64 * 1024)
BOMB = gzip.compress(bytes(64 * MIB), compresslevel=1)
NOISE = random.Random(20241107).randbytes(200_000)
DEEP = b'{"items": ' + b"[" * 500_000


class Hostile:
    """A server with a path for each thing that servers do; `asked` are the paths that somebody fell for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def application(self) -> web.Application:
        app = web.Application()
        for answer in (self.fault, self.hang, self.trickle, self.huge, self.noise, self.deep, self.bomb, self.circle):
            app.router.add_route("*", f"/{answer.__name__}", answer)
        app.middlewares.append(self._note)
        return app

    @web.middleware
    async def _note(self, request: web.Request, handler) -> web.StreamResponse:
        self.asked.add(request.path)
        return await handler(request)

    async def fault(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=500, text="<h1>Internal Server Error</h1>")

    async def hang(self, _: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async def trickle(self, request: web.Request) -> web.StreamResponse:
        response = await self._begin(request)
        while True:
            await response.write(b"<p>")
            await asyncio.sleep(0.05)

    async def huge(self, request: web.Request) -> web.StreamResponse:
        response = await self._begin(request)
        for _ in range(HUGE // len(CHUNK)):
            await response.write(CHUNK)
        return response

    async def noise(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=NOISE, content_type="text/html")

    async def deep(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=DEEP, content_type="application/json")

    async def bomb(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=BOMB, content_type="text/html", headers={"Content-Encoding": "gzip"})

    async def circle(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(request.path)

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        return response


@dataclass
class Run:
    """What came of a run: how long the healthy source's polls took, and how the others' ended."""

    took_s: float
    sequences: list[int]
    faults: list[str]
    late: int
    outcomes: dict[str, set[PollOutcome]]
    reasons: dict[str, str | None]
    failed: dict[str, int]
    asked: set[str]


@dataclass
class Watch:
    """Counts the polls of the healthy source; `late` are those that found events of the last but one not arrived."""

    receiver: Receiver
    polls: int = 0
    late: int = 0
    began: float = 0.0
    committed: list[int] = field(default_factory=lambda: [0, 0])
    outcomes: dict[str, set[PollOutcome]] = field(default_factory=dict)
    reasons: dict[str, str | None] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def polled(self, source: Source, poll: Poll) -> None:
        self.outcomes.setdefault(source.name, set()).add(poll.outcome)
        self.reasons[source.name] = poll.reason
        if source.name != "healthy" or self.done.is_set():
            return
        if not self.polls:
            self.began = asyncio.get_running_loop().time()
        self.polls += 1
        self.late += len(self.receiver.arrived) < self.committed[-2]
        self.committed.append(self.committed[-1] + len(poll.events))
        if self.polls > POLLS:
            self.done.set()


def restless(play: Play) -> web.Application:
    """Return a publisher that changes its page each time somebody looks."""

    @web.middleware
    async def step(request: web.Request, handler) -> web.StreamResponse:
        play.step(utc_now())
        return await handler(request)

    app = application(play, asyncio.Event())
    app.middlewares.append(step)
    return app


def refusing() -> str:
    """Return an address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"http://127.0.0.1:{closed.getsockname()[1]}/"


async def run(database: Path, *, among: bool) -> Run:
    """Poll and deliver for a healthy source and webhook, alone or among hostile ones."""
    receiver, hostile = Receiver(SECRET, lambda _: None), Hostile()
    watch = Watch(receiver)
    async with AsyncExitStack() as stack:
        healthy = await serve(stack, restless(Play(utc_now()))) + PATH
        hook = await serve(stack, receiver.application())
        bad = await serve(stack, hostile.application())
        sources = [Source(name="healthy", url=healthy, interval=INTERVAL)]
        endpoints = [Endpoint(name="healthy", url=hook, secrets=(SECRET,))]
        if among:
            names = ("fault", "hang", "trickle", "huge", "noise", "deep", "bomb", "circle")
            sources += [Source(name=name, url=f"{bad}/{name}", interval=INTERVAL, timeout=TIMEOUT) for name in names]
            hooks = {"down": refusing(), "hang": f"{bad}/hang", "fault": f"{bad}/fault"}
            endpoints += [Endpoint(name=name, url=url, timeout=TIMEOUT) for name, url in hooks.items()]
        setup = Setup(
            sources=sources,
            endpoints=endpoints,
            lanes=[(endpoint.name, "healthy") for endpoint in endpoints],
            store_url=f"sqlite:///{database}",
            fetch_networks=LOOPBACK,
            deliver_networks=LOOPBACK,
            stop_polls=timedelta(0),
            stop_sends=timedelta(0),
        )
        async with asyncio.timeout(PATIENCE_S), running(setup, on_poll=watch.polled) as monitor:
            await watch.done.wait()
            took_s = asyncio.get_running_loop().time() - watch.began
            async with receiver.changed:
                await receiver.changed.wait_for(lambda: len(receiver.arrived) >= watch.committed[-1])
            failed = {lane.endpoint: lane.attempts for lane in monitor.dispatcher.lanes}
    return Run(
        took_s=took_s,
        sequences=receiver.sequences,
        faults=receiver.faults,
        late=watch.late,
        outcomes=watch.outcomes,
        reasons=watch.reasons,
        failed=failed,
        asked=hostile.asked,
    )


def unharmed(run: Run) -> bool:
    """Return whether the healthy webhook got every event of the healthy source, verified, once and in order."""
    return not run.faults and list(range(1, len(run.sequences) + 1)) == run.sequences and len(run.sequences) >= POLLS


@pytest.mark.slow
def test_hostile_ones_delay_nobody(tmp_path: Path) -> None:
    """Among hostile sources and webhooks a healthy one is polled at 80 % of its pace or more; its events all arrive."""
    for attempt in range(ATTEMPTS):
        alone = asyncio.run(run(tmp_path / f"{attempt}-alone.db", among=False))
        among = asyncio.run(run(tmp_path / f"{attempt}-among.db", among=True))
        assert (True, True) == (unharmed(alone), unharmed(among)), (alone.faults, among.faults)
        pace, on_time = alone.took_s / among.took_s, 1 - among.late / POLLS
        if pace >= SHARE and on_time >= SHARE:
            break
    assert pace >= SHARE
    assert on_time >= SHARE, "events waited for more than a poll"

    fetch_failed, extract_failed = {PollOutcome.FETCH_FAILED}, {PollOutcome.EXTRACT_FAILED}
    assert {
        "healthy": {PollOutcome.CHANGED},
        **dict.fromkeys(("fault", "hang", "trickle", "huge", "bomb", "circle"), fetch_failed),
        **dict.fromkeys(("noise", "deep"), extract_failed),
    } == among.outcomes, among.reasons
    assert {"/robots.txt"} | {f"/{name}" for name in among.outcomes if name != "healthy"} == among.asked
    assert 0 == among.failed.pop("healthy")
    assert ["down", "fault", "hang"] == sorted(name for name, attempts in among.failed.items() if attempts)
