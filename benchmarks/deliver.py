"""Deliveries beside a bare loop of the same client, and how little bad endpoints delay a good one.

The receiver runs in a process of its own on loopback; the database is SQLite on disk. All throughputs are of requests
of the same size over the same transport, 16 at once. The bare loop makes an httpx.Request of a body and of headers that
were signed once, posts it and reads the answer whole, with no limit of time; the leanest one hands the transport what
it writes on the wire. `deliver` reads each event from the store, signs it, sends it within its limits, judges the
answer, writes its line of the log and commits what came of it; it is over when the store owes nothing any more. The
delay is from the return of the commit to the arrival at the healthy endpoint, without and with three bad ones (dead,
30 s per answer, 429) on the same 100 sources.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import tempfile
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
from _receivers import receivers
from _table import parse_arguments, report

from monitor.deliver.dispatch import Dispatcher
from monitor.deliver.lanes import MAX_SENDS
from monitor.deliver.send import Sender
from monitor.deliver.signing import message_headers
from monitor.model import Endpoint, Event, EventType, Known, PollCommit, SourceState
from monitor.ops.logging import configure
from monitor.store import open_store
from monitor.wire.addresses import LOOPBACK
from monitor.wire.transport import address_of, make_transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from monitor.store import SqlStore

ENDPOINTS = 4
LANES_AT_ONCE = 4
SOURCES = 40
EVENTS = 25
"""Per source; each goes to each endpoint: 4,000 deliveries."""
ROUNDS = 3
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = json.dumps(
    {"type": "entry.created", "data": {"text": "At least 45 people were taken to hospital. " * 40}}
).encode()

DELAY_SOURCES = 100
COMMITS = 1_500
COMMITS_PER_S = 50


def now() -> datetime:
    return datetime.now(tz=UTC)


def events_of(source: str, after: int, count: int) -> tuple[Event, ...]:
    return tuple(
        Event(
            id=f"evt_{source}_{sequence}",
            source=source,
            sequence=sequence,
            type=EventType.ENTRY_CREATED,
            entry_id=f"e-{sequence}",
            at=now(),
            body=BODY,
        )
        for sequence in range(after + 1, after + count + 1)
    )


async def commit(store: SqlStore, source: str, after: int, count: int) -> tuple[Event, ...]:
    events = events_of(source, after, count)
    state = SourceState(source=source, sequence=after + count)
    await store.commit_poll(PollCommit(expected_sequence=after, state=state, known=Known(), events=events))
    return events


@asynccontextmanager
async def delivering(
    endpoints: Sequence[Endpoint], sources: Sequence[str]
) -> AsyncIterator[tuple[SqlStore, Dispatcher]]:
    """Open a store with a lane for each endpoint and source, and a dispatcher that is not started."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/bench.db")
        lanes = [(endpoint.name, source) for endpoint in endpoints for source in sources]
        await store.register([(source, f"https://news.example/{source}") for source in sources], lanes)
        async with Sender(user_agent="benchmark", clock=now, allow_networks=LOOPBACK) as sender:
            dispatcher = Dispatcher(store, sender, endpoints, clock=now, jitter=random.random)
            yield store, dispatcher
            await dispatcher.stop()
        await store.close()


async def measure_deliveries(url: str) -> tuple[float, float]:
    """Return deliveries per second and CPU ms per delivery of the whole station."""
    endpoints = [
        Endpoint(name=f"desk-{n}", url=f"{url}/well", secrets=(SECRET,), at_once=LANES_AT_ONCE)
        for n in range(ENDPOINTS)
    ]
    sources = [f"blog-{n}" for n in range(SOURCES)]
    total = ENDPOINTS * SOURCES * EVENTS
    async with delivering(endpoints, sources) as (store, dispatcher):
        for source in sources:
            await commit(store, source, 0, EVENTS)
        began, cpu = time.perf_counter(), time.process_time()
        await dispatcher.start()
        while dispatcher.counts.accepted < total or dispatcher.counts.running:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.01)
        while await store.load_lanes():  # noqa: ASYNC110 (until all of it is written down)
            await asyncio.sleep(0.01)
        assert dispatcher.counts.accepted == total
        return total / (time.perf_counter() - began), (time.process_time() - cpu) * 1000 / total


async def measure_bare(url: str) -> tuple[float, float]:
    """Return requests per second and CPU ms per request of the client alone."""
    total = ENDPOINTS * SOURCES * EVENTS
    headers = {
        "user-agent": "benchmark",
        "accept": "*/*",
        "accept-encoding": "identity",
        "content-type": "application/json",
        **message_headers([SECRET], "evt_blog-0_1", int(time.time()), BODY),
    }
    async with make_transport(max_connections=MAX_SENDS, keepalive_s=4, allow_networks=LOOPBACK) as transport:

        async def post(count: int) -> None:
            for _ in range(count):
                request = httpx.Request("POST", f"{url}/well", headers=headers, content=BODY)
                response = await transport.handle_async_request(request)
                await response.aread()

        at_once = ENDPOINTS * LANES_AT_ONCE
        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(post(total // at_once) for _ in range(at_once)))
        return total / (time.perf_counter() - began), (time.process_time() - cpu) * 1000 / total


async def measure_leanest(url: str) -> tuple[float, float]:
    """Return requests per second and CPU ms per request of the transport alone, without httpx's objects."""
    total = ENDPOINTS * SOURCES * EVENTS
    address = address_of(httpx.URL(f"{url}/well"))
    signed = message_headers([SECRET], "evt_blog-0_1", int(time.time()), BODY)
    headers = [("user-agent", "benchmark"), ("content-type", "application/json"), *signed.items()]
    async with make_transport(max_connections=MAX_SENDS, keepalive_s=4, allow_networks=LOOPBACK) as transport:

        async def post(count: int) -> None:
            for _ in range(count):
                answer = await transport.send("POST", address, headers, BODY, connect_s=5)
                if answer.whole is None:
                    await answer.read(bytearray(), len(BODY))

        at_once = ENDPOINTS * LANES_AT_ONCE
        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(post(total // at_once) for _ in range(at_once)))
        return total / (time.perf_counter() - began), (time.process_time() - cpu) * 1000 / total


async def measure_delay(url: str, *, bad: bool) -> list[float]:
    """Return the ms from each commit to its arrival at the healthy endpoint."""
    endpoints = [Endpoint(name="well", url=f"{url}/well", secrets=(SECRET,))]
    if bad:
        addresses = {"dead": "http://127.0.0.1:9/hook", "slow": f"{url}/slow", "busy": f"{url}/busy"}
        endpoints += [Endpoint(name=name, url=address) for name, address in addresses.items()]
    sources = [f"blog-{n}" for n in range(DELAY_SOURCES)]
    async with (
        delivering(endpoints, sources) as (store, dispatcher),
        make_transport(max_connections=1, keepalive_s=4, allow_networks=LOOPBACK) as transport,
    ):
        await transport.handle_async_request(httpx.Request("GET", f"{url}/seen"))
        await dispatcher.start()
        committed: dict[str, float] = {}
        sequences = dict.fromkeys(sources, 0)
        chance = random.Random(7)
        began = time.monotonic()
        for n in range(COMMITS):
            source = chance.choice(sources)
            (event,) = await commit(store, source, sequences[source], 1)
            committed[event.id] = time.monotonic()
            sequences[source] += 1
            dispatcher.wake(source, (event,))
            await asyncio.sleep(max(0.0, began + (n + 1) / COMMITS_PER_S - time.monotonic()))
        while any(book.cursor < sequences[book.source] for book in dispatcher.lanes if book.endpoint == "well"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        answer = await transport.handle_async_request(httpx.Request("GET", f"{url}/seen"))
        seen = json.loads(await answer.aread())
        assert seen.keys() == committed.keys()
        return [(seen[id_] - at) * 1000 for id_, at in committed.items()]


def main() -> None:
    arguments = parse_arguments(__doc__ or "")
    with receivers() as url, open("/dev/null", "w") as nowhere:  # noqa: PTH123
        configure("info", stream=nowhere)
        rows: dict[str, dict[str, float]] = {}
        measures = {
            "bare loop of the client": measure_bare,
            "leanest loop of the transport": measure_leanest,
            "deliver": measure_deliveries,
        }
        runs = [{name: asyncio.run(measure(url)) for name, measure in measures.items()} for _ in range(ROUNDS)]
        for name in measures:
            rows[name] = {
                "per second": max(run[name][0] for run in runs),
                "CPU ms each": min(run[name][1] for run in runs),
            }
        for name in ("bare loop of the client", "leanest loop of the transport"):
            rows[f"share of the {name}"] = {
                "per second": rows["deliver"]["per second"] / rows[name]["per second"],
                "CPU ms each": rows[name]["CPU ms each"] / rows["deliver"]["CPU ms each"],
            }
        delays = {
            "healthy endpoint alone": asyncio.run(measure_delay(url, bad=False)),
            "beside dead, slow, 429": asyncio.run(measure_delay(url, bad=True)),
        }
    report(f"deliveries, {ENDPOINTS * LANES_AT_ONCE} at once", rows, arguments.json)
    figures = {
        name: {"p50": statistics.median(delay), "p99": statistics.quantiles(delay, n=100)[98], "max": max(delay)}
        for name, delay in delays.items()
    }
    other = arguments.json.with_suffix(".delay.json") if arguments.json else None
    report(f"ms from commit to receipt, {DELAY_SOURCES} sources", figures, other)


if __name__ == "__main__":
    main()
