"""How long each API page takes with 10,000 sources and 1,000,000 events, and what 50 open streams cost the polls.

The daemon is the real one, on SQLite, its sources paused so that nothing else happens; pages are asked for over a
socket, one after the other. For the streams 100 of the sources are polled in turns with and without them, each poll
bringing two new entries; the followers are another process. `--sources` and `--events` make it smaller.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import aiohttp
from _live_server import publisher
from _table import report

from monitor.addresses import LOOPBACK
from monitor.app import Setup, running
from monitor.config import Config
from monitor.model import ApiSettings, Source
from monitor.ops.logging import configure
from monitor.settling import reading_of
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from monitor.app import Monitor

STREAMS = 50
POLLED = 100
ROUNDS = 6
TIMES = 50
STARTED = datetime(2026, 11, 7, tzinfo=UTC)
TEXT = "The river rose overnight and the road to the harbour is closed until further notice. " * 6
PAGES = {
    "sources": "/api/sources?limit=100",
    "a source": "/api/sources/s00042",
    "events after": "/api/events?after={middle}&limit=100",
    "events, newest": "/api/events?order=newest&limit=100",
    "events of a source": "/api/events?source=s00042&limit=100",
    "events by type": "/api/events?type=entry.deleted&limit=100",
    "events by words": "/api/events?q=nowhere+found&limit=100",
    "entries": "/api/sources/s00042/entries",
    "lanes": "/api/lanes",
    "attempts": "/api/attempts",
    "webhooks": "/api/webhooks",
    "feed": "/api/feed.atom",
    "metrics": "/metrics",
}


def names(count: int) -> list[str]:
    return [f"s{number:05d}" for number in range(count)]


async def seed(folder: Path, *, sources: int, events: int) -> str:
    """Fill a database, paused sources with events in turn, and return its url."""
    url = f"sqlite:///{folder}/web.db"
    store = await open_store(url)
    await store.register([(name, f"https://news.example.org/{name}") for name in names(sources)], ())
    await store.close()
    await asyncio.to_thread(_fill, folder / "web.db", sources, events)
    return url


def _fill(path: Path, sources: int, events: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        ids = dict(connection.execute("SELECT name, id FROM sources"))
        connection.executemany("INSERT INTO paused_sources (name) VALUES (?)", [(name,) for name in ids])
        connection.executemany(
            "INSERT INTO events (source_id, sequence, position, id, type, entry_id, at, body) VALUES (?,?,?,?,?,?,?,?)",
            _rows(list(ids.items()), events),
        )
        connection.execute("UPDATE counters SET value = ? WHERE name = 'position'", (events,))
        connection.execute("UPDATE sources SET sequence = ?", (events // sources,))
        connection.commit()


def _rows(sources: list[tuple[str, int]], events: int) -> Iterator[tuple[object, ...]]:
    for position in range(1, events + 1):
        name, source_id = sources[(position - 1) % len(sources)]
        at = STARTED + timedelta(seconds=position / 10)
        told = {
            "id": f"evt_{position}",
            "sequence": (position - 1) // len(sources) + 1,
            "source": {"name": name, "url": f"https://news.example.org/{name}", "labels": {}},
            "entry": {"id": f"e{position}", "title": f"Update {position}", "text": TEXT, "authors": []},
        }
        body = json.dumps({"type": "entry.created", "timestamp": at.isoformat(), "data": told}).encode()
        stamp = int(at.timestamp() * 1e6)
        yield (source_id, told["sequence"], position, told["id"], "entry.created", f"e{position}".encode(), stamp, body)


async def time_pages(monitor: Monitor, events: int) -> dict[str, dict[str, float]]:
    """Return for each page how long it takes."""
    assert monitor.api is not None
    rows: dict[str, dict[str, float]] = {}
    async with aiohttp.ClientSession(monitor.api.url) as session:
        for name, path in PAGES.items():
            took = []
            for _ in range(TIMES):
                started = time.perf_counter()
                async with session.get(path.format(middle=events // 2)) as answer:
                    assert answer.status == 200, await answer.text()
                    await answer.read()
                took.append(1000 * (time.perf_counter() - started))
            rows[name] = {"median ms": median(took), "95 % ms": quantiles(took, n=20)[-1]}
    return rows


async def time_streams(monitor: Monitor, sources: list[Source], origin: str) -> dict[str, dict[str, float]]:
    """Return how fast polls are with and without streams; the slow-down is the median of the rounds' own."""
    assert monitor.api is not None
    without, beside = [], []
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
                started = time.perf_counter()
                for start in range(0, len(sources), 25):
                    polls = (monitor.pipeline.poll(source) for source in sources[start : start + 25])
                    await asyncio.gather(*polls)
                if turn > 1:  # the first two are baselines
                    (beside if streams else without).append(1000 * (time.perf_counter() - started) / len(sources))
    finally:
        child.terminate()
        child.join()
    slower = median(100 * (one / other - 1) for one, other in zip(beside, without, strict=True))
    return {
        "no stream": {"ms per poll": median(without), "slower %": 0.0},
        f"{STREAMS} streams": {"ms per poll": median(beside), "slower %": slower},
    }


def _follow(url: str, pipe: Connection) -> None:
    """Keep as many streams open as is asked for, and read them."""

    async def read(session: aiohttp.ClientSession, opened: asyncio.Semaphore) -> None:
        async with session.get("/api/stream") as answer:
            opened.release()
            async for _ in answer.content.iter_any():
                pass

    async def run() -> None:
        timeout = aiohttp.ClientTimeout(total=None)
        while True:
            wanted = await asyncio.to_thread(pipe.recv)
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(url, timeout=timeout, connector=connector) as session:
                opened = asyncio.Semaphore(0)
                tasks = [asyncio.create_task(read(session, opened)) for _ in range(wanted)]
                for _ in tasks:
                    await opened.acquire()
                pipe.send(wanted)
                while not await asyncio.to_thread(pipe.poll, 0.05):
                    pass
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())


async def measure(arguments: argparse.Namespace, folder: Path, origin: str) -> tuple[dict[str, dict[str, float]], ...]:
    url = await seed(folder, sources=arguments.sources, events=arguments.events)
    polled = [
        Source(name=f"polled{number}", url=f"{origin}/new/{number}", interval=timedelta(hours=1), robots=False)
        for number in range(POLLED)
    ]
    quiet = [Source(name=name, url=f"https://news.example.org/{name}") for name in names(arguments.sources)]
    store = await open_store(url)
    for source in polled:
        await store.save_paused(source.name, paused=True)
    await store.close()
    setup = Setup(
        sources=[*quiet, *polled],
        store_url=url,
        fetch_networks=LOOPBACK,
        api=ApiSettings(port=0, required=True),
        reading=reading_of(Config()),
    )
    async with running(setup) as monitor:
        return await time_pages(monitor, arguments.events), await time_streams(monitor, polled, origin)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the pages' figures as one JSON object")
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    arguments = parser.parse_args()
    configure("error")
    with publisher(2 * ROUNDS + 2) as origin, TemporaryDirectory(prefix="liveblog-monitor-bench-") as folder:
        pages, streams = asyncio.run(measure(arguments, Path(folder), origin))
    report(f"{arguments.sources:,} sources, {arguments.events:,} events", pages, arguments.json)
    report(f"{POLLED} sources, 25 at once", streams, None)


if __name__ == "__main__":
    main()
