"""Takes on a changed setup while everything runs: only what differs is touched.

    the API's new socket                          before anything else: it may be taken
    sources read in another way, or elsewhere     a poll of them under way is ended
    register                                      one transaction: names, addresses, lanes
    sources that go                               are off the schedule; a poll under way ends, then they are forgotten
    sources that come or differ                   on the schedule; state, entries and sequence are kept
    webhooks                                      what differs, a lane at a time (deliver)
    networks, manners, budgets, the API           a new one in the old one's place; what is under way ends there
    what is kept                                  is read anew when it is next looked at

Where it ends is where a start with the new setup would have ended. Each step may be done again: after a fault of the
store the whole is.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from monitor.daemon.roster import NO_READING, Watching
from monitor.deliver.send import Sender
from monitor.discover import children_of
from monitor.errors import ConfigError, StoreError
from monitor.fetch import Fetcher
from monitor.model import SourceState
from monitor.turnover import turnover

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from monitor.app import Setup
    from monitor.daemon.serving import Api
    from monitor.daemon.steering import Steering
    from monitor.daemon.succession import Succession
    from monitor.daemon.upkeep import Upkeep
    from monitor.deliver.dispatch import Dispatcher
    from monitor.fetch.turns import Turns
    from monitor.model import Attempt, Endpoint, Event, NotModified, Page, Request, Source
    from monitor.pipeline import Pipeline
    from monitor.ports import Clock, Store
    from monitor.schedule.jobs import Schedule
    from monitor.schedule.pacer import Pacer

READ_OTHERWISE = ("extractor", "selectors", "zone", "render", "headers", "robots")
"""Settings of a source by which the same page is another reading: the page is read anew, changed or not."""

log = structlog.stdlib.get_logger("monitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What of the sources is to be done: by name, `moved` and `reread` are among those that changed."""

    watching: Watching
    lanes: set[tuple[str, str]]
    added: Mapping[str, Source]
    removed: Mapping[str, Source]
    changed: Mapping[str, Source]
    moved: Collection[str]
    reread: Collection[str]

    @property
    def all_lanes(self) -> set[tuple[str, str]]:
        return self.watching.lanes(self.lanes)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(slots=True, kw_only=True)
class Changeover:
    """Turns the parts of a running daemon to another setup; `setup` is the one they run with."""

    setup: Setup
    watching: Watching
    control: Steering
    store: Store
    pipeline: Pipeline
    schedule: Schedule
    dispatcher: Dispatcher
    pacer: Pacer
    turns: Turns
    fetch: Succession[[Request], Page | NotModified]
    send: Succession[[Endpoint, Sequence[Event], int], Attempt]
    upkeep: Upkeep
    api: Api | None
    clock: Clock
    _dispatched: tuple[list[Endpoint], set[tuple[str, str]]] = field(init=False)
    _leaving: set[asyncio.Task[None]] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._dispatched = (list(self.setup.endpoints), self.control.lanes)

    async def take(self, setup: Setup) -> None:
        """Run with this setup from now on. Raises: CannotListen, StoreError; then it may be tried again."""
        old, api, door = self.setup, None, None
        if self.api is not None and (setup.api != old.api or self.api.refusal is not None):
            api = self.api
            door = await api.prepare(setup.api)
        try:
            async with self.watching.changing:
                await self._take_sources(setup)
                await self._take_webhooks(setup)
        except BaseException:
            if door is not None:
                door.close()
            raise
        await self._take_tools(old, setup)
        if api is not None:
            api.take(setup.api, door)
        self.setup = setup

    # -------------------------------------------------------------------------------------------- sources

    async def _take_sources(self, setup: Setup) -> None:
        turn = await self._turn(setup)
        anew = [*turn.moved, *turn.reread]
        # Of a page that is read by other rules nothing may be committed any more, least of all an old address.
        for name in anew:
            await self.schedule.end(name)
        try:
            fresh = await self._register(turn)
        except StoreError:
            for name in anew:
                self._poll(self.watching.all[name], at_once=False)
            raise
        self.watching.take(turn.watching)
        self.control.take(lanes=turn.lanes, endpoints=self._endpoints(setup), reading=setup.reading or NO_READING)
        self._admit(turn, fresh)
        for name in turn.removed:
            self._let_go(name)
        self.pacer.forget(turn.removed)
        for name, source in {**turn.added, **turn.changed}.items():
            if name in turn.added or name in anew:
                self._poll(source, at_once=name in anew)
            elif name not in self.watching.paused:
                self.schedule.change(source)

    async def _turn(self, setup: Setup) -> _Turn:
        now = self.watching.all
        watching = await watched_by(setup, self.store, self.pipeline.states)
        turn = turnover(now, watching.all)
        moved = {name for name, source in turn.changed.items() if _is_elsewhere(now[name], source)}
        reread = {name for name, source in turn.changed.items() if _reads_otherwise(now[name], source)} - moved
        return _Turn(
            watching=watching,
            lanes=lanes_of(setup, watching),
            added=turn.added,
            removed=turn.removed,
            changed=turn.changed,
            moved=moved,
            reread=reread,
        )

    async def _register(self, turn: _Turn) -> Mapping[str, SourceState]:
        """Bring the store in step, and return where those stand that begin anew. Raises: StoreError."""
        if not turn and turn.all_lanes == self.control.lanes:
            return {}
        await self.pipeline.flush()
        await self.store.register([(source.name, source.url) for source in turn.watching.all.values()], turn.all_lanes)
        return await self.store.load_states({*turn.added, *turn.moved})

    def _admit(self, turn: _Turn, fresh: Mapping[str, SourceState]) -> None:
        for name in turn.moved:
            self.pipeline.forget(name)
        for name in (*turn.added, *turn.moved):
            if name not in self.pipeline.states:  # a poll from before it was taken out may still be under way
                self.pipeline.admit(fresh.get(name) or SourceState(source=name))
        for name in turn.reread:
            self.pipeline.reread(name)

    def _poll(self, source: Source, *, at_once: bool) -> None:
        if source.name not in self.watching.paused:
            self.schedule.add(source, at_once=at_once)

    def _let_go(self, name: str) -> None:
        """Poll a source no more; it is forgotten once a poll that is under way has ended and is written."""
        self.schedule.remove(name)

        async def leave() -> None:
            await self.schedule.ended(name)
            if name not in self.watching.all:
                self.pipeline.forget(name)
                self.control.forget(name)

        task = asyncio.create_task(leave(), name=f"leaving {name}")
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    # ------------------------------------------------------------------------------------------- webhooks

    def _endpoints(self, setup: Setup) -> list[Endpoint]:
        """Return the endpoints of a setup; one that is the same in the config signs as it does now."""
        before = {endpoint.name: endpoint for endpoint in self.setup.endpoints}
        now = self.control.endpoints
        return [
            now[endpoint.name] if before.get(endpoint.name) == endpoint else endpoint for endpoint in setup.endpoints
        ]

    async def _take_webhooks(self, setup: Setup) -> None:
        wanted = (list(setup.endpoints), self.control.lanes)
        if wanted != self._dispatched:
            await self.dispatcher.change(list(self.control.endpoints.values()), self.control.lanes)
            self._dispatched = wanted

    # ---------------------------------------------------------------------------------------------- tools

    async def _take_tools(self, old: Setup, new: Setup) -> None:
        if old.etiquette != new.etiquette:
            self.turns.take(new.etiquette)
            self.pacer.budget(new.etiquette.budget, new.etiquette.host_budget)
        if _fetching(old) != _fetching(new):
            await self.fetch.hand_over(fetcher_of(new, self.clock, self.turns))
        if _sending(old) != _sending(new):
            await self.send.hand_over(sender_of(new, self.clock))
        self.upkeep.take(new.keeping)


def fetcher_of(setup: Setup, clock: Clock, turns: Turns | None = None) -> Fetcher:
    return Fetcher(
        clock,
        allow_networks=setup.fetch_networks,
        user_agent=setup.user_agent,
        browser=setup.browser,
        etiquette=setup.etiquette,
        turns=turns,
    )


def sender_of(setup: Setup, clock: Clock) -> Sender:
    return Sender(clock=clock, allow_networks=setup.deliver_networks, user_agent=setup.user_agent)


def _fetching(setup: Setup) -> tuple[object, ...]:
    return setup.fetch_networks, setup.user_agent, setup.browser


def _sending(setup: Setup) -> tuple[object, ...]:
    return setup.deliver_networks, setup.user_agent


def _is_elsewhere(old: Source, new: Source) -> bool:
    return old.url != new.url or (old.discover is None) != (new.discover is None)


def _reads_otherwise(old: Source, new: Source) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in READ_OTHERWISE)


async def watched_by(setup: Setup, store: Store, states: Mapping[str, SourceState]) -> Watching:
    """Return which sources are watched: those of the config, those added before, and what their indexes have found.

    One that was added and cannot be read now is left out. Raises: StoreError.
    """
    added: list[Source] = []
    paused: Collection[str] = ()
    if setup.reading is not None:
        paused = await store.load_paused()
        for one in await store.load_added():
            try:
                added.append(setup.reading.source(one.keys))
            except ConfigError as error:
                log.warning("added source not watched", source=one.name, reason=str(error))
    watching = Watching(setup.sources, added, paused)
    # Before anything is registered: what is not named then counts as given up.
    for source in list(watching.all.values()):
        watching.found |= {child.name: child for child in children_of(source, states.get(source.name))}
    return watching


def lanes_of(setup: Setup, watching: Watching) -> set[tuple[str, str]]:
    """Return the (endpoint, source) pairs that are delivered, but for those of what was found."""
    reading = setup.reading or NO_READING
    added = {(name, source.name) for source in watching.added.values() for name in reading.wanting(source)}
    return {*setup.lanes, *added}
