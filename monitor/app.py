"""The composition root: builds the parts, hands them to each other, runs them and stops them. The only clock.

Schedule ──▶ Pipeline ──▶ Store ◀── Dispatcher ──▶ webhooks
                │ after each commit: wake ──▲
             Recorder ──▶ captures
                │
             Fetcher ──▶ live blogs
"""

from __future__ import annotations

import random
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

import structlog

from monitor.clock import lasting_s, utc_now
from monitor.daemon.accounting import Accounting
from monitor.daemon.changeover import Changeover, lanes_of, watched_by
from monitor.daemon.nursery import Nursery, is_watched
from monitor.daemon.pushing import TEND_EVERY, Pushing
from monitor.daemon.reloading import Reloading
from monitor.daemon.roster import NO_READING
from monitor.daemon.rounds import Rounds
from monitor.daemon.steering import Steering
from monitor.daemon.stepping import Stepping
from monitor.daemon.upkeep import PRUNE_EVERY, REFRESH_EVERY, Upkeep
from monitor.daemon.ways import open_ways
from monitor.deliver.dispatch import Dispatcher
from monitor.fetch import DEFAULT_USER_AGENT
from monitor.model import Etiquette, Keeping
from monitor.pipeline import Pipeline
from monitor.schedule.jobs import Schedule
from monitor.schedule.pacer import Pacer
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from monitor.daemon.roster import Reading, Watching
    from monitor.daemon.serving import Api
    from monitor.daemon.settling import Origin
    from monitor.daemon.ways import Ways
    from monitor.fetch import Fetcher
    from monitor.model import ApiSettings, Endpoint, Event, Source, SourceState
    from monitor.pipeline import Poll
    from monitor.ports import Clock, Control, Store
    from monitor.web.patience import Patience
    from monitor.wire.addresses import Networks

FLUSH_EVERY = timedelta(seconds=30)
"""How long a poll state that changed nothing may wait to be written; losing it costs one unconditional fetch."""

STOP_POLLS = timedelta(seconds=3)
STOP_SENDS = timedelta(seconds=3)
"""How long the daemon gives polls and sends in flight when it stops, one after the other; with one second more and a
machine short of CPU the whole took 10.7 s, and 10 s are promised."""

log = structlog.stdlib.get_logger("monitor")


def jitter() -> float:
    """Return a number from 0 to 1: waits need no better randomness."""
    return random.random()  # noqa: S311


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a monitor runs with. `lanes` are the (endpoint, source) pairs that are delivered.

    `fetch_networks` and `deliver_networks` are what pages and webhooks may be dialled in beside public addresses;
    `browser` is the Chromium for sources that are rendered (None: the installed one);
    `captures` is the folder for what is recorded (None: `captures`, beside the database);
    `stop_polls` and `stop_sends` are how long those in flight may go on when it stops; `api` is where the API listens
    (None: nowhere) and with what `patience`, `public_url` where hubs reach it (None: nothing is subscribed to), and
    `reading` how the keys of sources that are added are read (None: none can be). `origin` is the config that this was
    made of (None: a program's own words).
    """

    sources: Sequence[Source]
    endpoints: Sequence[Endpoint] = ()
    lanes: Collection[tuple[str, str]] = ()
    store_url: str = "sqlite:///liveblog.db"
    fetch_networks: Networks = ()
    deliver_networks: Networks = ()
    user_agent: str = DEFAULT_USER_AGENT
    etiquette: Etiquette = field(default_factory=Etiquette)
    browser: str | None = None
    captures: Path | None = None
    stop_polls: timedelta = STOP_POLLS
    stop_sends: timedelta = STOP_SENDS
    api: ApiSettings | None = None
    public_url: str | None = None
    reading: Reading | None = None
    patience: Patience | None = None
    origin: Origin | None = None
    keeping: Keeping = field(default_factory=Keeping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """The running parts; `flush` writes down how the latest polls went, and `api` is None where there is none."""

    store: Store
    pipeline: Pipeline
    schedule: Schedule
    dispatcher: Dispatcher
    control: Control
    pushing: Pushing
    reloading: Reloading
    flush: Callable[[], Awaitable[None]]
    api: Api | None = None


@asynccontextmanager
async def running(
    setup: Setup, *, clock: Clock = utc_now, on_poll: Callable[[Source, Poll], None] | None = None
) -> AsyncIterator[Monitor]:
    """Run a monitor while the block runs; leaving it drains: no new polls, what is in flight ends or goes back.

    `on_poll` is called after each poll, with what it found already durable. Raises: StoreError.
    """
    async with AsyncExitStack() as stack:
        ground = await _open(stack, setup, clock)
        parts = _build(ground, on_poll)
        await _start(stack, ground, parts)
        yield parts.monitor


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the parts stand on: the store, what is watched and delivered, where each source stands, the ways out."""

    setup: Setup
    clock: Clock
    api: Api | None
    store: Store
    watching: Watching
    lanes: set[tuple[str, str]]
    states: Mapping[str, SourceState]
    ways: Ways


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The parts, built and not yet started."""

    monitor: Monitor
    pacer: Pacer
    upkeep: Upkeep


async def _open(stack: AsyncExitStack, setup: Setup, clock: Clock) -> _Ground:
    """Open what has to be closed again, the address of the API among it: a second daemon stops here."""
    api = _api(setup, clock)
    if api is not None:
        stack.push_async_callback(api.close)
    store = await open_store(setup.store_url, observe=api.meter.transacted if api else None)
    stack.push_async_callback(store.close)
    watching = await watched_by(setup, store, await store.load_states())
    lanes = lanes_of(setup, watching)
    await store.register([(source.name, source.url) for source in watching.all.values()], watching.lanes(lanes))
    if api is not None:
        await api.open()
    ways = await open_ways(stack, setup, clock, api)
    states = await store.load_states()
    return _Ground(
        setup=setup, clock=clock, api=api, store=store, watching=watching, lanes=lanes, states=states, ways=ways
    )


def _api(setup: Setup, clock: Clock) -> Api | None:
    """Return the API before it listens; None if there is to be none, now or after a reload."""
    if setup.api is None and setup.origin is None:
        return None
    # Here, because it takes 0.3 s to load, which who only watches from a program or a terminal need not wait for.
    from monitor.daemon.serving import Api  # noqa: PLC0415

    return Api(setup.api, setup.store_url, clock, setup.patience)


def _build(ground: _Ground, on_poll: Callable[[Source, Poll], None] | None) -> _Parts:
    """Build the parts and hand them to each other; nothing runs yet."""
    setup, clock, api, store = ground.setup, ground.clock, ground.api, ground.store
    watching, ways = ground.watching, ground.ways

    async def poll(source: Source) -> timedelta:
        return await rounds.poll(source)  # built below, of the schedule among others

    schedule = Schedule(poll, clock=clock, jitter=jitter)
    dispatcher = Dispatcher(
        store,
        ways.send,
        setup.endpoints,
        clock=clock,
        jitter=jitter,
        network_down=lambda: ways.network.verdict(clock()),
    )

    def wake(source: str, events: Sequence[Event]) -> None:
        dispatcher.wake(source, events)
        if api is not None:
            api.wake()

    def doubt(source: str) -> None:
        dispatcher.doubt(source)
        if api is not None:
            api.wake()

    pushing = Pushing(
        store=store,
        ask=lambda hub, form: cast("Fetcher", ways.fetcher.worker).hubs(hub, form),
        poll_at=schedule.poll_at,
        sources=lambda: watching.all,
        clock=clock,
        public_url=setup.public_url if setup.api is not None else None,
    )
    etiquette = setup.etiquette
    pacer = Pacer(budget=etiquette.budget, host_budget=etiquette.host_budget, pushed=pushing.relied_on)
    pipeline = Pipeline(
        fetch=ways.witness,
        witness=ways.witness,
        store=store,
        clock=clock,
        states=ground.states,
        on_commit=wake,
        on_rewritten=doubt,
        network=ways.network,
        pacer=pacer,
        watched=lambda name, url: is_watched(url, watching.all, pipeline.states, but=name),
        version=version("liveblog-monitor"),
    )
    control = Steering(
        watching=watching,
        lanes=ground.lanes,
        endpoints=setup.endpoints,
        reading=setup.reading or NO_READING,
        store=store,
        pipeline=pipeline,
        schedule=schedule,
        dispatcher=dispatcher,
        pacer=pacer,
        network=ways.network,
        clocks=ways.clocks,
        fetch=ways.heard,
        send=ways.sender,
        clock=clock,
    )
    nursery = Nursery(
        watching=watching,
        lanes=lambda: control.lanes,
        store=store,
        pipeline=pipeline,
        schedule=schedule,
        clock=clock,
    )
    rounds = Rounds(
        pipeline=pipeline,
        nursery=nursery,
        control=control,
        accounting=Accounting(store, ways.turns.ledger.take_accounts, clock),
        pushing=pushing,
        clock=clock,
        api=api,
        on_poll=on_poll,
    )
    upkeep = Upkeep(
        store=store,
        dispatcher=dispatcher,
        recorder=ways.recorder,
        clock=clock,
        lasting_s=lasting_s,
        keeping=setup.keeping,
    )
    changeover = Changeover(
        setup=setup,
        watching=watching,
        control=control,
        store=store,
        pipeline=pipeline,
        schedule=schedule,
        dispatcher=dispatcher,
        pacer=pacer,
        turns=ways.turns,
        fetch=ways.fetcher,
        send=ways.sender,
        upkeep=upkeep,
        api=api,
        clock=clock,
    )
    reloading = control.reloading = Reloading(changeover, clock)
    monitor = Monitor(
        store=store,
        pipeline=pipeline,
        schedule=schedule,
        dispatcher=dispatcher,
        control=control,
        pushing=pushing,
        reloading=reloading,
        flush=rounds.flush,
        api=api,
    )
    return _Parts(monitor=monitor, pacer=pacer, upkeep=upkeep)


async def _start(stack: AsyncExitStack, ground: _Ground, parts: _Parts) -> None:
    """Start the parts; leaving the stack stops them in the opposite order, and writes down what is left to write."""
    setup, watching, monitor = ground.setup, ground.watching, parts.monitor
    schedule, dispatcher = monitor.schedule, monitor.dispatcher
    sources = list(watching.all.values())
    await monitor.pushing.open()
    parts.pacer.expect([(source, ground.states.get(source.name)) for source in sources])
    stack.push_async_callback(monitor.flush)
    await dispatcher.start()
    stack.push_async_callback(dispatcher.drain, setup.stop_sends)
    schedule.start([source for source in sources if source.name not in watching.paused])
    schedule.every(FLUSH_EVERY, "flush", monitor.flush)
    schedule.every(TEND_EVERY, "push", monitor.pushing.tend)
    schedule.every(PRUNE_EVERY, "prune", parts.upkeep.prune)
    schedule.every(REFRESH_EVERY, "refresh", parts.upkeep.refresh)
    stack.push_async_callback(schedule.stop, setup.stop_polls)
    tell = schedule.stepped, dispatcher.stepped, ground.ways.clocks.forget
    await stack.enter_async_context(Stepping(ground.clock, time.monotonic, tell))
    stack.push_async_callback(monitor.reloading.close)
    if ground.api is not None:
        await stack.enter_async_context(ground.api.served(monitor.control, monitor.pushing))
