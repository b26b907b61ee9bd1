"""What the delivery tests stand on: a store in memory, and a receiver on 127.0.0.1 that follows a script."""

import asyncio
import selectors
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from monitor.deliver.dispatch import Dispatcher
from monitor.deliver.packing import parcel_of
from monitor.deliver.send import Sender
from monitor.deliver.signing import message_id
from monitor.errors import Fenced, StoreUnavailable
from monitor.model import (
    Attempt,
    DeadLetter,
    Endpoint,
    Event,
    EventType,
    Health,
    Lane,
    LaneCommit,
    Omission,
    Outcome,
    Parcel,
)
from monitor.wire.addresses import LOOPBACK

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
    """The part of the store that deliveries use, with its fences, in dicts; `faults` are raised one per call."""

    def __init__(self) -> None:
        self.events: dict[str, list[Event]] = {}
        self.rows: dict[tuple[str, str], Lane] = {}
        self.asleep: set[tuple[str, str]] = set()
        self.parcels: dict[tuple[str, str], list[Parcel]] = {}
        self.healths: dict[str, Health] = {}
        self.log: list[Attempt] = []
        self.dead: list[DeadLetter] = []
        self.omitted: list[Omission] = []
        self.omitted_of: set[tuple[str, int]] = set()
        self.calls: list[str] = []
        self.faults: dict[str, list[Exception]] = {}
        self.changed = asyncio.Condition()
        self.patience_s = PATIENCE_S

    def add_lane(self, endpoint: str, source: str = "blog", **fields) -> None:
        self.rows[endpoint, source] = Lane(endpoint=endpoint, source=source, **{"cursor": 0} | fields)

    def commit(
        self, source: str = "blog", count: int = 1, type_: EventType = EventType.ENTRY_CREATED, **fields
    ) -> None:
        events = self.events.setdefault(source, [])
        first = len(events) + 1
        events += [replace(make_event(source, sequence, type_), **fields) for sequence in range(first, first + count)]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that a write to this store brings about."""
        async with asyncio.timeout(self.patience_s), self.changed:
            await self.changed.wait_for(holds)

    async def until_cursor(self, endpoint: str, cursor: int, source: str = "blog") -> None:
        await self.until(lambda: self.rows[endpoint, source].cursor >= cursor)

    async def load_lanes(self) -> Sequence[Lane]:
        self._enter("load_lanes")
        return [
            lane
            for key, lane in self.rows.items()
            if (len(self.events.get(lane.source, ())) > lane.cursor or self.parcels.get(key)) and key not in self.asleep
        ]

    async def load_lane(self, endpoint: str, source: str) -> Lane | None:
        await asyncio.sleep(0)
        self._enter("load_lane")
        return self.rows.get((endpoint, source))

    async def load_parcels(self, endpoint: str, source: str) -> Sequence[Parcel]:
        self._enter("load_parcels")
        return sorted(self.parcels.get((endpoint, source), []), key=lambda parcel: parcel.sequence)

    async def load_events(self, source: str, *, after: int, limit: int) -> Sequence[Event]:
        await asyncio.sleep(0)
        self._enter("load_events")
        return self.events.get(source, [])[after : after + limit]

    async def load_events_at(self, source: str, sequences: Collection[int]) -> Sequence[Event]:
        self._enter("load_events_at")
        return [event for event in self.events.get(source, []) if event.sequence in sequences]

    async def load_healths(self) -> dict[str, Health]:
        self._enter("load_healths")
        return dict(self.healths)

    async def save_health(self, endpoint: str, health: Health, *, released: bool = False) -> None:
        self._enter("save_health")
        self.healths[endpoint] = health
        await self._tell()

    async def requeue(self, endpoint: str, source: str, sequences: Collection[int]) -> int:
        self._enter("requeue")
        row, queued = self.rows[endpoint, source], self.parcels.setdefault((endpoint, source), [])
        parked = {sequence for parcel in queued for sequence in parcel.sequences}
        again = [sequence for sequence in sequences if sequence <= row.cursor and sequence not in parked]
        parcels = [parcel_of(await self.load_events_at(source, [sequence])) for sequence in again]
        queued.extend(parcels)
        letters = {(endpoint, source, sequence) for sequence in again}
        self.dead = [one for one in self.dead if (one.endpoint, one.source, one.sequence) not in letters]
        self.rows[endpoint, source] = replace(row, parked=row.parked + len(parcels))
        return len(parcels)

    async def commit_lane(self, commit: LaneCommit) -> None:
        await asyncio.sleep(0)
        self._enter("commit_lane")
        key = commit.before.endpoint, commit.before.source
        if key not in self.rows or self.rows[key].cursor != commit.before.cursor:
            raise Fenced(commit.before.source)
        parcels = self.parcels.setdefault(key, [])
        if commit.settled is not None:
            settled = [parcel for parcel in parcels if _of(parcel) == _of(commit.settled)]
            if not settled:
                raise Fenced(commit.before.source)
            parcels.remove(settled[0])
        parcels.extend(commit.parcels)
        assert len(parcels) == len({parcel.sequence for parcel in parcels}), "two parcels of one sequence"
        self.rows[key] = replace(commit.after, parked=len(parcels))
        if commit.released:
            self.rows[key] = replace(self.rows[key], next_at=None)
            self.parcels[key] = [replace(parcel, next_at=None) for parcel in parcels]
        self.dead += commit.dead
        self._omit(commit)
        if commit.health is not None:
            self.healths[key[0]] = commit.health
        self.log += commit.attempts
        await self._tell()

    async def commit_lanes(self, commits: Sequence[LaneCommit]) -> None:
        await asyncio.sleep(0)
        self._enter("commit_lanes")
        for commit in commits:
            assert commit.plain
            row = self.rows.get((commit.before.endpoint, commit.before.source))
            if row is None or row.cursor != commit.before.cursor:
                raise Fenced(commit.before.source)
        for commit in commits:
            key = commit.before.endpoint, commit.before.source
            self.rows[key] = replace(commit.after, parked=self.rows[key].parked)
            self._omit(commit)
            self.log += commit.attempts
        await self._tell()

    def _omit(self, commit: LaneCommit) -> None:
        self.omitted += commit.omitted
        self.omitted_of.update((commit.before.source, omission.sequence) for omission in commit.omitted)

    def _enter(self, call: str) -> None:
        self.calls.append(call)
        if self.faults.get(call):
            raise self.faults[call].pop(0)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


def _of(parcel: Parcel) -> tuple[int, int, int]:
    """Return what the store knows a parcel by."""
    return parcel.sequence, parcel.attempts, parcel.refusals


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
async def talking(talk, host="127.0.0.1"):
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

    server = await asyncio.start_server(serve, host, 0)
    try:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}/hook/s3cret"
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


DESK = Endpoint(name="desk", url="https://hooks.example.org/live")
OTHER = Endpoint(name="other", url="https://other.example.org/live")
FAR = timedelta(hours=5)


def at_once(failures, *, now, jitter, retry_after=None, schedule="default"):
    return now


def far_off(failures, *, now, jitter, retry_after=None, schedule="default"):
    return now + FAR


class Script:
    """A `Send` that answers by its script, one outcome per send (an exception is raised), then by `act`, or accepts.

    An outcome with more to it is a dict of the attempt's fields.
    """

    def __init__(self, *outcomes: Outcome | Exception | dict, during=None, act=None) -> None:
        self.outcomes = list(outcomes)
        self.during = during
        self.act = act
        self.sent: list[tuple[str, str, int]] = []
        self.requests: list[tuple[int, ...]] = []
        self.secrets: list[tuple[str, ...]] = []
        self.held: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    @property
    def sequences(self) -> list[int]:
        return [sequence for _, _, sequence in self.sent]

    async def __call__(self, endpoint: Endpoint, events: Sequence[Event], number: int) -> Attempt:
        event = events[-1]
        self.sent.append((endpoint.name, event.source, event.sequence))
        self.requests.append(tuple(event.sequence for event in events))
        self.secrets.append(endpoint.secrets)
        for key in (endpoint.name, "all"):
            self.held[key] += 1
            self.most[key] = max(self.most[key], self.held[key])
        try:
            await asyncio.sleep(0)
            if self.during is not None:
                await self.during(endpoint, event)
            outcome = self.outcomes.pop(0) if self.outcomes else Outcome.ACCEPTED
            if self.act is not None:
                outcome = self.act(endpoint, events)
            if isinstance(outcome, Exception):
                raise outcome
            return made_attempt(endpoint, events, number, outcome)
        finally:
            for key in (endpoint.name, "all"):
                self.held[key] -= 1


def make(store, send, *endpoints, **options) -> Dispatcher:
    quick = {
        "clock": now,
        "jitter": lambda: 0.5,
        "next_attempt": at_once,
        "store_wait": lambda _: timedelta(0),
        "fault_wait": timedelta(0),
    }
    return Dispatcher(store, send, endpoints or (DESK,), **quick | options)


@asynccontextmanager
async def dispatching(store, send, *endpoints, **options):
    dispatcher = make(store, send, *endpoints, **options)
    try:
        await dispatcher.start()
        yield dispatcher
    finally:
        await dispatcher.stop()


def sender() -> Sender:
    return Sender(user_agent="desk-monitor", clock=now, allow_networks=LOOPBACK)


def made_attempt(endpoint: Endpoint, events: Sequence[Event], number: int, outcome: Outcome | dict) -> Attempt:
    """Make the attempt that had this outcome; REFUSED is by a 500."""
    fields = outcome if isinstance(outcome, dict) else {"outcome": outcome}
    statuses = {Outcome.ACCEPTED: 200, Outcome.REFUSED: 500, Outcome.GONE: 410}
    status = fields.get("status", statuses.get(fields.get("outcome", Outcome.REFUSED)))
    common = {
        "endpoint": endpoint.name,
        "source": events[-1].source,
        "sequence": events[-1].sequence,
        "event_id": message_id(events),
        "number": number,
        "at": NOW,
        "outcome": Outcome.REFUSED,
        "duration_s": 0.0,
        "reason": None if status == 200 else f"answered {status}",
        "members": tuple(event.sequence for event in events) if len(events) > 1 else (),
    }
    return Attempt(**common | fields | {"status": status})


class _Leaping(selectors.SelectSelector):
    """Waits for nothing: it puts the time forward instead."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped_s = 0.0

    def select(self, timeout=None):
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "nothing will ever happen any more"
            self.skipped_s += max(timeout, 0)
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """An event loop in which days pass in milliseconds: its time goes from one timer straight to the next."""

    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.skipped_s


def leap(main):
    """Run a coroutine function in a loop that leaps; what it does must need nothing but the loop."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(main())


leaping = pytest.mark.loop.with_args(LeapingLoop)
"""Marks a test that runs in a loop that leaps; what it does must need nothing but the loop."""


def leaping_clock():
    """Return the wall clock of a loop that leaps, which starts at NOW."""
    return NOW + timedelta(seconds=asyncio.get_running_loop().time())
