"""The Control of `ports`: the acts that users have on a running daemon, and how it stands.

What a user changes of the sources is written first and done then, so that a restart finds it as it was left. Sources of
the config are never changed here: the file stays the truth about what it names.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from monitor.daemon.nursery import any_watches
from monitor.daemon.overview import explained
from monitor.daemon.probing import Prober
from monitor.daemon.roster import InOrder
from monitor.deliver.breaker import NEVER
from monitor.errors import Declined, Obstacle
from monitor.model import (
    AddedSource,
    SourceState,
    Vitals,
    Watched,
    WebhookStatus,
)
from monitor.ports import Control
from monitor.samples import samples

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime, timedelta

    from monitor.daemon.reloading import Reloading
    from monitor.daemon.roster import Reading, Watching
    from monitor.deliver.dispatch import Dispatcher
    from monitor.errors import Fault
    from monitor.model import Attempt, Differences, Endpoint, EventType, Reload, Snapshot, Source
    from monitor.pipeline import Pipeline, Poll
    from monitor.ports import Clock, Fetch, Send, Store
    from monitor.schedule.jobs import Schedule
    from monitor.schedule.pacer import Pacer
    from monitor.wire.network import Network
    from monitor.wire.their_clocks import TheirClocks

INSTANCE_BYTES = 8
SECRET_BYTES = 24
SECRETS_SIGNING = 2
"""How many secrets sign beside each other: the new one, and the one before it."""
ADDED_LIMIT = 10_000

log = structlog.stdlib.get_logger("monitor")


class Steering(Control):
    """Acts on the parts of a running daemon. All methods belong to the event loop's thread."""

    def __init__(
        self,
        *,
        watching: Watching,
        lanes: Collection[tuple[str, str]],
        endpoints: Sequence[Endpoint],
        reading: Reading,
        store: Store,
        pipeline: Pipeline,
        schedule: Schedule,
        dispatcher: Dispatcher,
        pacer: Pacer,
        network: Network,
        clocks: TheirClocks,
        fetch: Fetch,
        send: Send,
        clock: Clock,
    ) -> None:
        self._watching = watching
        self._lanes = set(lanes)
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._reading = reading
        self._store = store
        self._pipeline = pipeline
        self._schedule = schedule
        self._dispatcher = dispatcher
        self._pacer = pacer
        self._network = network
        self._clocks = clocks
        self._send = send
        self._clock = clock
        self._started_at = clock()
        self._last: dict[str, Poll] = {}
        self._prober = Prober(fetch=fetch, clock=clock, watched=lambda: any_watches(watching.all, pipeline.states))
        self._progress: tuple[int, datetime] = (0, clock())
        self.reloading: Reloading | None = None
        """Who reads the config again; made last, of all the others."""

    @property
    def lanes(self) -> set[tuple[str, str]]:
        """Every (endpoint, source) pair that is delivered now, those of what was found included."""
        return self._watching.lanes(self._lanes)

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """The endpoints by name, as they sign now."""
        return self._endpoints

    def take(self, *, lanes: Collection[tuple[str, str]], endpoints: Sequence[Endpoint], reading: Reading) -> None:
        """Act by another config from now on; the parts have taken it on."""
        self._lanes = set(lanes)
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._reading = reading

    def note(self, source: Source, poll: Poll) -> None:
        """Take note of a poll that is over."""
        # Of the reading only how it went is kept: 10,000 snapshots would fill the memory.
        self._last[source.name] = replace(poll, snapshot=None, events=())

    def forget(self, name: str) -> None:
        """Let go of what was noted of a source that is watched no more."""
        self._last.pop(name, None)

    # -------------------------------------------------------------------------------------------- sources

    def sources(self) -> Sequence[Watched]:
        watching = self._watching.all
        return InOrder(sorted(watching), lambda name: self._watched(watching[name]))

    def source(self, name: str) -> Watched:
        return self._watched(self._watching.source(name))

    def explain(self, name: str) -> tuple[str, ...]:
        source = self._watching.source(name)
        return explained(self._pacer, source, self._pipeline.state(name), at=self._clock())

    async def probe(self, keys: Mapping[str, Any]) -> Snapshot:
        return await self._prober.read(self._reading.source(keys))

    async def add_source(self, keys: Mapping[str, Any]) -> Watched:
        source = self._reading.source(keys)
        async with self._watching.changing:
            if "name" not in keys:
                source = replace(source, name=_free(source.name, self._watching.all))
            if source.name in self._watching.all:
                raise Declined(
                    Obstacle.TAKEN, f"A source is named {source.name!r} already; give this one another name."
                )
            if len(self._watching.added) >= ADDED_LIMIT:
                raise Declined(Obstacle.BUSY, f"{ADDED_LIMIT:,} sources were added already; put them into the config.")
            await self._store.save_added(
                AddedSource(name=source.name, keys={**keys, "name": source.name}, added_at=self._clock())
            )
            self._watching.added[source.name] = source
            self._lanes |= {(endpoint, source.name) for endpoint in self._reading.wanting(source)}
            await self._register()
            states = await self._store.load_states()
            self._pipeline.admit(states.get(source.name) or SourceState(source=source.name))
            await self._dispatcher.change(list(self._endpoints.values()), self.lanes)
            self._schedule.add(source, at_once=True)
        log.info("source added", source=source.name)
        return self._watched(source)

    async def remove_source(self, name: str) -> None:
        source = self._watching.source(name)
        if name in self._watching.configured:
            raise Declined(Obstacle.READ_ONLY, f"{name} stands in the config: take it out there, or pause it here.")
        if (finder := self._watching.finder(name)) is not None:
            raise Declined(Obstacle.READ_ONLY, f"{finder} has found {name}, and would again: pause it instead.")
        # Before the lock, which the poll of an index may wait for; after that it finds nothing more.
        self._schedule.remove(name)
        await self._schedule.ended(name)
        gone = [name, *self._watching.found_by(name)]
        async with self._watching.changing:
            for one in gone[1:]:
                self._schedule.remove(one)
                await self._schedule.ended(one)
            await self._pipeline.flush()
            for one in gone:
                await self._store.forget_added(one)
            self._watching.drop(name)
            self._lanes = {lane for lane in self._lanes if lane[1] != name}
            await self._register()
            await self._dispatcher.change(list(self._endpoints.values()), self.lanes)
            for one in gone:
                self._last.pop(one, None)
                self._pipeline.forget(one)
        log.info("source removed", source=source.name)

    async def pause_source(self, name: str) -> Watched:
        source = self._watching.source(name)
        await self._store.save_paused(name, paused=True)
        self._watching.paused.add(name)
        self._schedule.remove(name)
        log.info("source paused", source=name)
        return self._watched(source)

    async def resume_source(self, name: str) -> Watched:
        source = self._watching.source(name)
        await self._store.save_paused(name, paused=False)
        if name in self._watching.paused:
            self._watching.paused.discard(name)
            self._schedule.add(source, at_once=True)
            log.info("source resumed", source=name)
        return self._watched(source)

    async def poll_source(self, name: str) -> Watched:
        source = self._watching.source(name)
        self._schedule.poll_now(source)
        return self._watched(source)

    def _watched(self, source: Source) -> Watched:
        name = source.name
        last = self._last.get(name)
        return Watched(
            source=source,
            state=self._pipeline.state(name),
            added=name in self._watching.added,
            finder=self._watching.finder(name),
            paused=name in self._watching.paused,
            polling=self._schedule.polling(name),
            next_at=self._schedule.next_run(name),
            outcome=last.outcome.value if last else None,
            reason=last.reason if last else None,
        )

    async def _register(self) -> None:
        watched = [(source.name, source.url) for source in self._watching.all.values()]
        await self._store.register(watched, self.lanes)

    # ------------------------------------------------------------------------------------------- webhooks

    def webhooks(self) -> Sequence[WebhookStatus]:
        healths, closed = self._dispatcher.healths, self._dispatcher.closed_until
        return [
            WebhookStatus(
                endpoint=endpoint,
                health=healths[name],
                closed_until=None if (until := closed(name)) == NEVER else until,
            )
            for name, endpoint in sorted(self._endpoints.items())
        ]

    async def test_webhook(self, name: str, kind: EventType) -> Attempt:
        endpoint = replace(self._endpoint(name), batch=None)
        event = samples(secrets.token_hex(INSTANCE_BYTES), self._clock())[kind]
        return await self._send(endpoint, [event], 1)

    async def pause_webhook(self, name: str, until: datetime | None, reason: str | None = None) -> WebhookStatus:
        self._endpoint(name)
        if until is None:
            await self._dispatcher.disable(name, reason or "switched off by the operator")
        else:
            await self._dispatcher.pause(name, until)
        log.info("webhook paused", webhook=name, until=until.isoformat() if until else None)
        return self._status(name)

    async def enable_webhook(self, name: str) -> WebhookStatus:
        self._endpoint(name)
        await self._dispatcher.enable(name)
        log.info("webhook enabled", webhook=name)
        return self._status(name)

    async def rotate_webhook(self, name: str) -> str:
        endpoint = self._endpoint(name)
        secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
        rotated = replace(endpoint, secrets=(secret, *endpoint.secrets)[:SECRETS_SIGNING])
        self._endpoints[name] = rotated
        await self._dispatcher.change(list(self._endpoints.values()), self.lanes)
        log.info("webhook signs with a new secret", webhook=name)
        return secret

    async def replay(self, endpoint: str, source: str, sequences: Collection[int]) -> int:
        self._endpoint(endpoint)
        if (endpoint, source) not in self.lanes:
            raise Declined(Obstacle.UNKNOWN, f"The webhook {endpoint} is sent nothing of {source[:64]!r}.")
        return await self._dispatcher.replay(endpoint, source, sequences)

    def _endpoint(self, name: str) -> Endpoint:
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            raise Declined(Obstacle.UNKNOWN, f"No webhook is named {name[:64]!r}.")
        return endpoint

    def _status(self, name: str) -> WebhookStatus:
        return next(status for status in self.webhooks() if status.endpoint.name == name)

    # ----------------------------------------------------------------------------------------- the daemon

    def check_config(self, content: bytes) -> Sequence[Fault]:
        return self._reading.faults(content)

    async def reload(self) -> Differences:
        assert self.reloading is not None  # nobody is let in before
        return await self.reloading.reload()

    async def preview_reload(self) -> Differences:
        assert self.reloading is not None
        return await self.reloading.preview()

    def last_reload(self) -> Reload | None:
        return self.reloading.last if self.reloading else None

    def vitals(self) -> Vitals:
        counts = self._dispatcher.counts
        watching = self._watching
        degraded = sum(self._pipeline.state(name).degraded for name in watching.all)
        return Vitals(
            started_at=self._started_at,
            lag=self._schedule.lag,
            overruns=self._schedule.overruns,
            stuck=self._stuck(counts.accepted + counts.failed, ready=self._dispatcher.owes),
            sources=len(watching.all),
            paused=len(watching.paused & watching.all.keys()),
            degraded=degraded,
            in_flight=counts.in_flight,
            running=counts.running,
            ready=counts.ready,
            waiting=counts.waiting,
            accepted=counts.accepted,
            failed=counts.failed,
            network_down=bool(self._network.verdict(self._clock())),
            clock_ahead_s=self._clocks.off_s or 0.0,
            store_fault=self._store.fault,
        )

    def _stuck(self, attempts: int, *, ready: bool) -> timedelta | None:
        """Return for how long something was ready at every look, and nothing was tried."""
        now = self._clock()
        if not ready or attempts != self._progress[0]:
            self._progress = attempts, now
        return now - self._progress[1] if ready else None


def _free(name: str, taken: Collection[str]) -> str:
    """Return the name, with a number behind it if it is taken.

    >>> _free("flood", {"flood", "flood-2"})
    'flood-3'
    """
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
