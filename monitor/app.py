"""The composition root: builds the parts, hands them to each other, runs them and stops them. The only clock.

Schedule ──▶ Pipeline ──▶ Store ◀── Dispatcher ──▶ webhooks
                │ after each commit: wake ──▲
             Recorder ──▶ captures
                │
             Fetcher ──▶ live blogs
"""

from __future__ import annotations

import random
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.capture import Recorder
from monitor.deliver import Dispatcher, Sender
from monitor.errors import StoreError
from monitor.fetch import DEFAULT_USER_AGENT, Fetcher
from monitor.hearing import HeardFetch, HeardSend, Hearing
from monitor.model import Etiquette
from monitor.network import Network
from monitor.pipeline import Pipeline
from monitor.schedule.jobs import Schedule
from monitor.schedule.pacer import Pacer
from monitor.store import folder_of, open_store
from monitor.upkeep import PRUNE_EVERY, REFRESH_EVERY, Upkeep

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Sequence
    from pathlib import Path

    from monitor.addresses import Networks
    from monitor.model import Endpoint, Event, Source
    from monitor.pipeline import Poll
    from monitor.ports import Clock, Store

FLUSH_EVERY = timedelta(seconds=30)
"""How long a poll state that changed nothing may wait to be written; losing it costs one unconditional fetch."""

CAPTURES = "captures"

STOP_POLLS = timedelta(seconds=3)
STOP_SENDS = timedelta(seconds=4)
"""How long the daemon gives polls and sends in flight when it stops, one after the other; with 4 s each and a machine
short of CPU the whole took 10.3 s, and 10 s are promised."""

log = structlog.stdlib.get_logger("monitor")


def utc_now() -> datetime:
    return datetime.now(UTC)


def jitter() -> float:
    """Return a number from 0 to 1: waits need no better randomness."""
    return random.random()  # noqa: S311


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a monitor runs with. `lanes` are the (endpoint, source) pairs that are delivered.

    `fetch_networks` and `deliver_networks` are what pages and webhooks may be dialled in beside public addresses;
    `browser` is the Chromium for sources that are rendered (None: the installed one);
    `captures` is the folder for what is recorded (None: `captures`, beside the database);
    `stop_polls` and `stop_sends` are how long those in flight may go on when it stops.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """The running parts."""

    store: Store
    pipeline: Pipeline
    schedule: Schedule
    dispatcher: Dispatcher


@asynccontextmanager
async def running(
    setup: Setup, *, clock: Clock = utc_now, on_poll: Callable[[Source, Poll], None] | None = None
) -> AsyncIterator[Monitor]:
    """Run a monitor while the block runs; leaving it drains: no new polls, what is in flight ends or goes back.

    `on_poll` is called after each poll, with what it found already durable. Raises: StoreError.
    """
    async with AsyncExitStack() as stack:
        store = await open_store(setup.store_url)
        stack.push_async_callback(store.close)
        await store.register([(source.name, source.url) for source in setup.sources], setup.lanes)
        fetcher = await stack.enter_async_context(
            Fetcher(
                clock,
                allow_networks=setup.fetch_networks,
                user_agent=setup.user_agent,
                browser=setup.browser,
                etiquette=setup.etiquette,
            )
        )
        captures = setup.captures or folder_of(setup.store_url) / CAPTURES
        network = Network()
        hearing = Hearing(network, clock)
        recorder = await stack.enter_async_context(Recorder(HeardFetch(fetcher, hearing), captures, clock=clock))
        sender = await stack.enter_async_context(
            Sender(clock=clock, allow_networks=setup.deliver_networks, user_agent=setup.user_agent)
        )
        dispatcher = Dispatcher(
            store,
            HeardSend(sender, hearing),
            setup.endpoints,
            clock=clock,
            jitter=jitter,
            network_down=lambda: network.verdict(clock()),
        )

        def wake(source: str, _: Sequence[Event]) -> None:
            dispatcher.wake(source)

        states = await store.load_states()
        pacer = Pacer(budget=setup.etiquette.budget, host_budget=setup.etiquette.host_budget)
        pacer.expect([(source, states.get(source.name)) for source in setup.sources])
        pipeline = Pipeline(
            fetch=recorder,
            store=store,
            clock=clock,
            states=states,
            on_commit=wake,
            network=network,
            pacer=pacer,
        )

        async def poll(source: Source) -> timedelta:
            done = await pipeline.poll(source)
            if on_poll is not None:
                on_poll(source, done)
            return done.interval

        async def flush() -> None:
            try:
                await pipeline.flush()
            except StoreError as error:
                log.warning("poll states not written yet", reason=str(error))

        schedule = Schedule(poll, clock=clock, jitter=jitter)
        stack.push_async_callback(flush)
        await dispatcher.start()
        stack.push_async_callback(dispatcher.drain, setup.stop_sends)
        schedule.start(setup.sources)
        schedule.every(FLUSH_EVERY, "flush", flush)
        upkeep = Upkeep(store, dispatcher, clock)
        schedule.every(PRUNE_EVERY, "prune", upkeep.prune)
        schedule.every(REFRESH_EVERY, "refresh", upkeep.refresh)
        stack.push_async_callback(schedule.stop, setup.stop_polls)
        yield Monitor(store=store, pipeline=pipeline, schedule=schedule, dispatcher=dispatcher)
