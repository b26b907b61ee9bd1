"""What the delivery tests stand on: a store in memory, and a receiver on 127.0.0.1 that follows a script."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from aiohttp import web

from monitor.errors import Fenced, StoreUnavailable
from monitor.model import Attempt, Endpoint, Event, EventType, Lane

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATIENCE_S = 5.0
"""How long a test waits for what must come; only a failing one waits that long."""


def now() -> datetime:
    return datetime.now(tz=UTC)


def make_event(source: str = "blog", sequence: int = 1, type_: EventType = EventType.ENTRY_CREATED) -> Event:
    return Event(
        id=f"evt_{source}_{sequence}",
        source=source,
        sequence=sequence,
        type=type_,
        entry_id="e-1",
        at=NOW,
        body=f'{{"source": "{source}", "sequence": {sequence}, "title": "Größe 🚀"}}'.encode(),
    )


async def turning(holds: Callable[[], object]) -> None:
    """Turn the event loop until something holds that needs no input or output."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to hold")


class MemoryStore:
    """The part of the store that deliveries use, with its fences, in a dict; `faults` are raised one per call."""

    def __init__(self) -> None:
        self.events: dict[str, list[Event]] = {}
        self.rows: dict[tuple[str, str], Lane] = {}
        self.log: list[Attempt] = []
        self.calls: list[str] = []
        self.faults: dict[str, list[Exception]] = {}
        self.changed = asyncio.Condition()

    def add_lane(self, endpoint: str, source: str = "blog", **fields) -> None:
        self.rows[endpoint, source] = Lane(endpoint=endpoint, source=source, **{"cursor": 0} | fields)

    def commit(self, source: str = "blog", count: int = 1, type_: EventType = EventType.ENTRY_CREATED) -> None:
        events = self.events.setdefault(source, [])
        first = len(events) + 1
        events += [make_event(source, sequence, type_) for sequence in range(first, first + count)]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that a write to this store brings about."""
        async with asyncio.timeout(PATIENCE_S), self.changed:
            await self.changed.wait_for(holds)

    async def until_cursor(self, endpoint: str, cursor: int, source: str = "blog") -> None:
        await self.until(lambda: self.rows[endpoint, source].cursor >= cursor)

    async def load_lanes(self) -> Sequence[Lane]:
        self._enter("load_lanes")
        return [lane for lane in self.rows.values() if len(self.events.get(lane.source, ())) > lane.cursor]

    async def load_lane(self, endpoint: str, source: str) -> Lane | None:
        await asyncio.sleep(0)
        self._enter("load_lane")
        return self.rows.get((endpoint, source))

    async def load_events(self, source: str, *, after: int, limit: int) -> Sequence[Event]:
        await asyncio.sleep(0)
        self._enter("load_events")
        return self.events.get(source, [])[after : after + limit]

    async def acknowledge(self, lane: Lane, sequence: int, attempt: Attempt | None) -> None:
        await asyncio.sleep(0)
        self._enter("acknowledge")
        await self._write(lane, Lane(endpoint=lane.endpoint, source=lane.source, cursor=sequence), attempt)

    async def postpone(self, lane: Lane, attempt: Attempt, next_at: datetime) -> None:
        await asyncio.sleep(0)
        self._enter("postpone")
        row = self.rows[lane.endpoint, lane.source]
        await self._write(lane, replace(row, attempts=row.attempts + 1, next_at=next_at), attempt)

    def _enter(self, call: str) -> None:
        self.calls.append(call)
        if self.faults.get(call):
            raise self.faults[call].pop(0)

    async def _write(self, lane: Lane, row: Lane, attempt: Attempt | None) -> None:
        key = lane.endpoint, lane.source
        if self.rows[key].cursor != lane.cursor:
            raise Fenced(lane.source)
        self.rows[key] = row
        if attempt is not None:
            self.log.append(attempt)
        async with self.changed:
            self.changed.notify_all()


def unavailable() -> StoreUnavailable:
    return StoreUnavailable("database is locked")


@dataclass(frozen=True)
class Received:
    """One request as it came to a receiver."""

    headers: dict[str, str]
    body: bytes
    path: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """A receiver: answers by its script, one step per request, then with 200."""

    url: str
    script: list[Callable[[web.Request], Awaitable[web.StreamResponse]]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    open: int = 0
    most_open: int = 0

    @property
    def ids(self) -> list[str]:
        return [request.id for request in self.received]

    def endpoint(self, name: str = "desk", **fields) -> Endpoint:
        return Endpoint(**{"name": name, "url": self.url, "timeout": timedelta(seconds=10)} | fields)

    async def until(self, count: int) -> None:
        """Wait until that many requests have come."""
        async with asyncio.timeout(PATIENCE_S), self.arrived:
            await self.arrived.wait_for(lambda: len(self.received) >= count)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            async with self.arrived:
                self.received.append(Received(headers=headers, body=body, path=request.path_qs))
                self.arrived.notify_all()
            step = self.script.pop(0) if self.script else status(200)
            return await step(request)
        finally:
            self.open -= 1

    async def hang(self, _: web.Request) -> web.StreamResponse:
        """Answer only when released."""
        await self.released.wait()
        return web.Response(status=200)


def status(code: int, body: bytes = b"", **headers: str):
    async def step(_: web.Request) -> web.StreamResponse:
        return web.Response(status=code, body=body, headers={n.replace("_", "-"): v for n, v in headers.items()})

    return step


async def reset(request: web.Request) -> web.StreamResponse:
    """Break the connection off without an answer."""
    request.transport.abort()
    return web.Response()


@asynccontextmanager
async def receiving(*script):
    """Run a receiver that goes through the script."""
    receiver = Receiver(url="", script=list(script))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook/s3cret?token=t0ken"
    try:
        yield receiver
    finally:
        receiver.released.set()
        await runner.cleanup()


@asynccontextmanager
async def talking(talk):
    """Run a server that speaks bytes, not HTTP: `talk(reader, writer)` per connection. Yields its URL."""
    connections = set()

    async def serve(reader, writer) -> None:
        connections.add(asyncio.current_task())
        try:
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook/s3cret"
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
