"""How long each page of API and dashboard takes with 10,000 sources and 1,000,000 events, and what streams cost polls.

The daemon is the real one. Its sources are paused so that nothing else happens; pages are asked for over a socket, one
after the other, in turns. For the streams 100 more sources are polled with and without them, side by side, each poll
bringing two new entries; what counts is the CPU time of the daemon's process, the followers are another one.

The database is built once (`--cache DIR` keeps it) and copied. `--store postgresql://…` names an empty database to fill
and to ask instead; `--sources` and `--events` make it smaller.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

import aiohttp
from _live_server import publisher
from _million import Size, build, copy_of_million, setup_of
from _table import report

from monitor.app import running
from monitor.model import Source
from monitor.ops.logging import configure
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection

    from monitor.app import Monitor

Figures = dict[str, dict[str, float]]

STREAMS = 50
POLLED = 100
AT_ONCE = 25
ROUNDS = 8
TIMES = 100
PAGES = {
    "sources": "/api/sources",
    "sources, last page": "/api/sources?after=s{last}",
    "sources by condition": "/api/sources?condition=paused",
    "a source": "/api/sources/s00042",
    "entries": "/api/sources/s00042/entries",
    "entries of the busy one": "/api/sources/s00000/entries?after=block-s00000-{busy}",
    "an entry": "/api/sources/s00000/entries/block-s00000-1",
    "revisions": "/api/sources/s00000/entries/block-s00000-6/revisions",
    "as of a time": "/api/sources/s00042/at",
    "the busy one as of a time": "/api/sources/s00000/at",
    "events after": "/api/events?after={middle}",
    "events, newest": "/api/events?order=newest",
    "events before": "/api/events?order=newest&before={middle}",
    "events of a source": "/api/events?source=s00042",
    "events of the busy one": "/api/events?source=s00000&after={middle}",
    "newest of a source": "/api/events?source=s00042&order=newest",
    "events by type": "/api/events?type=entry.deleted",
    "events of a rare type": "/api/events?type=source.gap&order=newest",
    "events by words": "/api/events?q=nowhere+found",
    "an event": "/api/events/{event}",
    "attempts at an event": "/api/events/{event}/attempts",
    "webhooks": "/api/webhooks",
    "a webhook": "/api/webhooks/alerts",
    "lanes": "/api/lanes",
    "lanes of a webhook": "/api/lanes?webhook=alerts&after=alerts/s0{last}",
    "lanes of a source": "/api/lanes?source=s00042",
    "attempts": "/api/attempts",
    "attempts of a webhook": "/api/attempts?webhook=desk",
    "attempts of a source": "/api/attempts?source=s00042",
    "dead letters": "/api/dead-letters",
    "dead letters of a webhook": "/api/dead-letters?webhook=alerts",
    "dead letters of a source": "/api/dead-letters?source=s00042",
    "Atom": "/api/feed.atom",
    "JSON Feed of a source": "/api/sources/s00042/feed.json",
    "openapi": "/api/openapi.json",
    "readyz": "/readyz",
    "metrics": "/metrics",
}
DASHBOARD = {
    "now": "/",
    "now, of one source": "/?source=s00042",
    "now, by kind": "/?kind=gone",
    "now, by words": "/?q=nowhere+found",
    "now, further back": "/?before={middle}",
    "what is fresh": "/fresh?after={middle}",
    "an event": "/events/{event}",
    "sources": "/sources",
    "sources, further on": "/sources?start=5000",
    "sources by words": "/sources?q=s00",
    "a source": "/sources/s00042",
    "the busy source": "/sources/s00000",
    "the busy source, once": "/sources/s00000?moment=10",
    "an entry": "/entry?source=s00000&id=block-s00000-6",
    "webhooks": "/webhooks",
    "a webhook": "/webhooks/desk",
    "a webhook that is down": "/webhooks/alerts",
    "latency, an hour": "/latency?span=hour",
    "latency, a day": "/latency",
    "latency, a month": "/latency?span=month",
}


async def time_pages(monitor: Monitor, size: Size, times: int, pages: Mapping[str, str]) -> Figures:
    """Return for each page how long it takes, and the CPU time of it in this process, which asks and answers."""
    assert monitor.api is not None
    took: dict[str, list[float]] = {name: [] for name in pages}
    spent: dict[str, list[float]] = {name: [] for name in pages}
    async with aiohttp.ClientSession(monitor.api.url) as session:
        async with session.get("/api/events?limit=1&source=s00042") as answer:
            event = (await answer.json())["events"][0]["data"]["id"]
        known = {"middle": size.events // 2, "busy": 2, "last": size.sources - 50, "event": event}
        for _ in range(times):
            for name, path in pages.items():
                started, worked = time.perf_counter(), time.process_time()
                async with session.get(path.format(**known)) as answer:
                    body = await answer.read()
                took[name].append(1000 * (time.perf_counter() - started))
                spent[name].append(1000 * (time.process_time() - worked))
                assert answer.status == 200, (name, body[:500])
    return {
        name: {
            "median ms": median(one),
            "p99 ms": quantiles(one, n=100)[-1],
            "first ms": one[0],
            "CPU ms": median(spent[name]),
        }
        for name, one in took.items()
    }


async def time_streams(monitor: Monitor, sources: list[Source], origin: str) -> Figures:
    """Return what polls cost with and without streams; how much more is the median of the rounds' own."""
    assert monitor.api is not None
    without: list[float] = []
    beside: list[float] = []
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_follow, args=(monitor.api.url, theirs), daemon=True)
    child.start()
    try:
        async with aiohttp.ClientSession() as session:
            for turn in range(2 * ROUNDS + 2):
                async with session.get(f"{origin}/turn/{turn}") as answer:
                    await answer.read()
                streams = STREAMS if turn % 2 else 0
                ours.send(streams)
                assert await asyncio.to_thread(ours.recv) == streams
                started = time.process_time()
                for start in range(0, len(sources), AT_ONCE):
                    polls = (monitor.pipeline.poll(source) for source in sources[start : start + AT_ONCE])
                    await asyncio.gather(*polls)
                if streams:  # all that was found is told before the clock stops
                    await asyncio.to_thread(ours.recv)
                if turn > 1:  # the first two are baselines
                    (beside if streams else without).append(1000 * (time.process_time() - started) / len(sources))
    finally:
        child.terminate()
        child.join()
    slower = [100 * (one / other - 1) for one, other in zip(beside, without, strict=True)]
    return {
        "no stream": {"CPU ms per poll": median(without), "more %": 0.0, "worst round %": 0.0},
        f"{STREAMS} streams": {
            "CPU ms per poll": median(beside),
            "more %": median(slower),
            "worst round %": max(slower),
        },
    }


def _follow(url: str, pipe: Connection) -> None:
    """Keep as many streams open as is asked for, and say when each has had the events of a turn."""

    async def read(session: aiohttp.ClientSession, opened: asyncio.Semaphore, done: asyncio.Semaphore) -> None:
        async with session.get("/api/stream") as answer:
            assert answer.status == 200
            opened.release()
            told = 0
            async for chunk in answer.content.iter_any():
                told += chunk.count(b"\nevent: ")
                if told >= 2 * POLLED:
                    told -= 2 * POLLED
                    done.release()

    async def run() -> None:
        timeout = aiohttp.ClientTimeout(total=None)
        while True:
            wanted = await asyncio.to_thread(pipe.recv)
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(url, timeout=timeout, connector=connector) as session:
                opened, done = asyncio.Semaphore(0), asyncio.Semaphore(0)
                tasks = [asyncio.create_task(read(session, opened, done)) for _ in range(wanted)]
                for _ in tasks:
                    await opened.acquire()
                pipe.send(wanted)
                for _ in tasks:
                    await done.acquire()
                if tasks:
                    pipe.send("told")
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())


async def measure(arguments: argparse.Namespace, url: str, size: Size, origin: str) -> tuple[Figures, ...]:
    polled = [
        Source(name=f"polled{number}", url=f"{origin}/new/{number}", interval=timedelta(hours=1), robots=False)
        for number in range(POLLED)
    ]
    store = await open_store(url)
    await asyncio.gather(*(store.save_paused(source.name, paused=True) for source in polled))
    await store.close()
    setup = setup_of(url, size)
    async with AsyncExitStack() as stack:
        started = time.perf_counter()
        monitor = await stack.enter_async_context(running(replace(setup, sources=[*setup.sources, *polled])))
        print(f"started in {time.perf_counter() - started:.1f} s")
        pages = await time_pages(monitor, size, arguments.times, PAGES)
        dashboard = await time_pages(monitor, size, arguments.times, DASHBOARD)
        return pages, dashboard, await time_streams(monitor, polled, origin)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the pages' figures as one JSON object")
    parser.add_argument("--cache", type=Path, metavar="DIR", default=Path(gettempdir()) / "liveblog-monitor-bench")
    parser.add_argument("--store", metavar="URL", help="an empty PostgreSQL database to fill and to ask")
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=TIMES, help="how often each page is asked for")
    arguments = parser.parse_args()
    size = Size(sources=arguments.sources, events=arguments.events)
    configure("error")
    with publisher(2 * ROUNDS + 2) as origin, TemporaryDirectory(prefix="liveblog-monitor-bench-") as folder:
        if arguments.store is None:
            url = copy_of_million(arguments.cache, Path(folder), size)
        else:
            url = arguments.store
            asyncio.run(build(url, size))
        pages, dashboard, streams = asyncio.run(measure(arguments, url, size, origin))
    report(f"{arguments.sources:,} sources, {arguments.events:,} events", pages, arguments.json)
    report("the dashboard, likewise", dashboard, None)
    report(f"{POLLED} sources, {AT_ONCE} at once", streams, None)


if __name__ == "__main__":
    main()
