"""How long entries wait behind a real cache of 30 s, found by the real daemon: aligned with the cache and not.

A publisher of live blogs, a caching proxy in front of it over real sockets, and other readers, the first of whom asks
a fifth of a second after a copy has run out in the mean. The proxy keeps each page for its `s-maxage`, says the Age of
its copy, and answers conditional requests. One daemon follows the cache (`interval: auto`), another asks as often at a
fixed interval, after the first, through the same proxy. Seconds of real time; entries and requests of the first minute
are left out of both, since each live blog is asked once more there, before anything is known of its cache.

With a lifetime of T, an entry waits T/2 in the mean until a copy shows it. Who asks once per lifetime and d after each
new copy finds it at T/2 + d, who asks as often at any time at T/2 + T/2: so the least share is 1/2 + d/T. Here d is
about 1 s: readers come after 0.2 s, Age is cut to whole seconds (0.5 s), and 0.6 s is the margin. More requests than
one per lifetime find nothing sooner behind the cache; with one in k lifetimes the least share is k/(k + 1).

The cache is warm when the daemons begin, as one with readers is. In an empty one the first poll of a fixed interval
makes the copy: where the interval is within a second of the lifetime it then stays aligned by accident, and no policy
can be quicker.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import aiohttp
from _table import parse_arguments, report
from aiohttp import web

from monitor.app import Setup, running
from monitor.model import EventType, Source
from monitor.ops.logging import configure_quietly
from monitor.wire.addresses import LOOPBACK

if TYPE_CHECKING:
    from monitor.pipeline import Poll

SEED = 6
BLOGS = 120
ENTRIES_S = 30.0
LIFETIME_S = 30
READERS_S = 0.2
RUN_S = 200.0
WARM_UP_S = 60.0
FIRST_ENTRIES = 3


@dataclass
class Newsroom:
    """Publishes entries at times drawn beforehand, seconds after `began` on the clock of `time.time`."""

    began: float
    times: list[list[float]]

    async def page(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        now = time.time() - self.began
        times = [at for at in self.times[number] if at <= now]
        url = f"http://news.example.org/live/{number}"
        posts = [
            {
                "@type": "BlogPosting",
                "@id": f"{url}#{n}",
                "headline": f"Entry {n}",
                "articleBody": f"What entry {n} of blog {number} says.",
                "datePublished": datetime.fromtimestamp(self.began + at, UTC).isoformat(),
            }
            for n, at in reversed(list(enumerate(times)))
        ]
        linked = {"@type": "LiveBlogPosting", "url": url, "headline": f"Blog {number}", "liveBlogUpdate": posts}
        body = f'<html><script type="application/ld+json">{json.dumps(linked)}</script></html>'
        headers = {"Cache-Control": f"public, s-maxage={LIFETIME_S}", "ETag": f'"{len(times)}"'}
        return web.Response(text=body, content_type="text/html", headers=headers)


@dataclass
class Cache:
    """A shared cache: a copy per path, fetched anew by whoever asks first after it ran out (RFC 9111)."""

    origin: str
    client: aiohttp.ClientSession
    counted_from: float
    asked: int = 0
    copies: dict[str, tuple[float, bytes, dict[str, str]]] = field(default_factory=dict)
    fetching: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += time.time() >= self.counted_from
        made, body, headers = await self.fresh(request.path)
        headers = {**headers, "Age": str(int(time.monotonic() - made))}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers=headers, content_type="text/html")

    async def fresh(self, path: str) -> tuple[float, bytes, dict[str, str]]:
        async with self.fetching.setdefault(path, asyncio.Lock()):
            copy = self.copies.get(path)
            if copy is None or time.monotonic() - copy[0] >= LIFETIME_S:
                async with self.client.get(self.origin + path) as answer:
                    kept = {name: answer.headers[name] for name in ("Cache-Control", "ETag")}
                    copy = self.copies[path] = (time.monotonic(), await answer.read(), kept)
            return copy

    async def read_by_others(self, path: str, chance: random.Random) -> None:
        """Ask for a page as its other readers do: the first of them comes soon after the copy has run out."""
        await asyncio.sleep(LIFETIME_S * chance.random())
        while True:
            made, _, _ = await self.fresh(path)
            left = made + LIFETIME_S - time.monotonic()
            await asyncio.sleep(max(left, 0.0) + chance.expovariate(1 / READERS_S))


async def watched(interval: timedelta | None) -> tuple[int, float]:
    """Run the daemon over all live blogs; return how often it asked and how long entries waited in the mean."""
    chance = random.Random(SEED)
    newsroom = Newsroom(began=time.time() + LIFETIME_S, times=[_times(chance) for _ in range(BLOGS)])
    waits: list[float] = []

    def polled(source: Source, poll: Poll) -> None:
        now = time.time() - newsroom.began
        for event in poll.events:
            if event.type is EventType.ENTRY_CREATED and event.entry_id is not None:
                at = newsroom.times[int(source.name)][int(event.entry_id.rpartition("#")[2])]
                if WARM_UP_S <= at <= RUN_S - 2 * LIFETIME_S:
                    waits.append(now - at)

    async with AsyncExitStack() as stack:
        origin = await _served(stack, "/live/{number}", newsroom.page)
        client = await stack.enter_async_context(aiohttp.ClientSession())
        cache = Cache(origin=origin, client=client, counted_from=newsroom.began + WARM_UP_S)
        proxy = await _served(stack, "/live/{number}", cache.answer)
        readers = [asyncio.create_task(cache.read_by_others(f"/live/{n}", chance)) for n in range(BLOGS)]
        # A cache that is cold has its copies made by the first polls, whose phase a fixed interval then shares.
        await asyncio.sleep(LIFETIME_S)
        folder = stack.enter_context(TemporaryDirectory())
        sources = [Source(name=str(n), url=f"{proxy}/live/{n}", interval=interval, robots=False) for n in range(BLOGS)]
        setup = Setup(
            sources=sources,
            store_url=f"sqlite:///{folder}/live.db",
            fetch_networks=LOOPBACK,
            stop_polls=timedelta(0),
        )
        async with running(setup, on_poll=polled):
            await asyncio.sleep(RUN_S)
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    return cache.asked, sum(waits) / len(waits)


def _times(chance: random.Random) -> list[float]:
    times = [-600.0 * (FIRST_ENTRIES - n) for n in range(FIRST_ENTRIES)]
    at = 0.0
    while (at := at + chance.expovariate(1 / ENTRIES_S)) < RUN_S:
        times.append(at)
    return times


async def _served(stack: AsyncExitStack, path: str, answer: object) -> str:
    app = web.Application()
    app.router.add_get(path, answer)  # type: ignore[arg-type]  # a handler of requests
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


def main() -> None:
    """Measure and print."""
    arguments = parse_arguments(__doc__ or "")
    configure_quietly()
    asked, aligned = asyncio.run(watched(None))
    as_often, unaligned = asyncio.run(watched(timedelta(seconds=(RUN_S - WARM_UP_S) * BLOGS / asked)))
    row = {
        "requests": float(asked),
        "as many": float(as_often),
        "unaligned": unaligned,
        "aligned": aligned,
        "aligned / unaligned": aligned / unaligned,
    }
    report("seconds", {f"{BLOGS} live blogs, cache of {LIFETIME_S} s": row}, arguments.json)


if __name__ == "__main__":
    main()
