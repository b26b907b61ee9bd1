"""What the daemon counts and measures, for Prometheus. Labels are bounded: outcomes and types, never sources.

Counted here is what happens; what merely is (lanes, breakers, lag) is asked for when somebody looks.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from monitor.errors import FetchError
from monitor.event import HARD_LIMIT_BYTES, SOFT_LIMIT_BYTES
from monitor.model import NotModified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Attempt, Endpoint, EndpointStatus, Event, Page, Request, Snapshot, Vitals, WebhookStatus
    from monitor.ports import Fetch, Send

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)
DATABASE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
LAG_SECONDS = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
EVENT_BYTES = (1024.0, 5.0 * 1024, float(SOFT_LIMIT_BYTES), 40.0 * 1024, float(HARD_LIMIT_BYTES))
WEBHOOKS_LIMIT = 100
"""Webhooks that have gauges of their own; a config may name 1,000."""


class Meter:
    """Counts what it is told, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)
        self._polls = Counter("liveblog_polls", "Polls by how they ended.", ["outcome"], registry=registry)
        self._poll_s = Histogram("liveblog_poll_seconds", "Whole polls.", buckets=SECONDS, registry=registry)
        self._fetches = Counter("liveblog_fetches", "Requests to publishers, by result.", ["result"], registry=registry)
        self._fetch_s = Histogram("liveblog_fetch_seconds", "Single fetches.", buckets=SECONDS, registry=registry)
        self._bytes = Counter("liveblog_fetched_bytes", "Bytes of bodies as they came.", registry=registry)
        self._entries = Counter("liveblog_entries_read", "Entries on the pages that were read.", registry=registry)
        self._events = Counter("liveblog_events", "Events told, by type.", ["type"], registry=registry)
        self._event_bytes = Histogram(
            "liveblog_event_bytes", "Bodies of events, none over 64 KiB.", buckets=EVENT_BYTES, registry=registry
        )
        self._lag_s = Histogram(
            "liveblog_detection_lag_seconds",
            "From the publisher's date of an event to our seeing it.",
            buckets=LAG_SECONDS,
            registry=registry,
        )
        self._attempts = Counter("liveblog_delivery_attempts", "Attempts, by outcome.", ["outcome"], registry=registry)
        self._send_s = Histogram("liveblog_delivery_seconds", "Attempts.", buckets=SECONDS, registry=registry)
        self._transactions = Histogram(
            "liveblog_database_seconds", "Reads and writes.", ["kind"], buckets=DATABASE_SECONDS, registry=registry
        )
        self._gauges = _Gauges(registry)

    def polled(self, outcome: str, took_s: float, snapshot: Snapshot | None, events: Sequence[Event]) -> None:
        """Count a poll that is over, with what it read and told."""
        self._polls.labels(outcome).inc()
        self._poll_s.observe(took_s)
        self._entries.inc(len(snapshot.entries) if snapshot else 0)
        for event in events:
            self._events.labels(event.type.value).inc()
            self._event_bytes.observe(len(event.body))
            lag_s = event.message["data"]["observed"]["lag_s"]
            if lag_s is not None:
                self._lag_s.observe(max(0.0, lag_s))

    def fetched(self, result: str, took_s: float, wire_bytes: int) -> None:
        self._fetches.labels(result).inc()
        self._fetch_s.observe(took_s)
        self._bytes.inc(wire_bytes)

    def sent(self, attempt: Attempt) -> None:
        self._attempts.labels(attempt.outcome.value).inc()
        self._send_s.observe(attempt.duration_s)

    def transacted(self, kind: str, took_s: float) -> None:
        """Take note of a read or a write of the database; from any thread."""
        self._transactions.labels(kind).observe(took_s)

    def exposition(
        self,
        vitals: Vitals,
        webhooks: Sequence[WebhookStatus],
        owed: Sequence[EndpointStatus] | None,
        *,
        streams: int,
        now_s: float,
    ) -> bytes:
        """Return everything in the text format, with what merely is as it is given; what is owed may be unknown."""
        self._gauges.show(vitals, streams)
        self._gauges.show_webhooks(webhooks[:WEBHOOKS_LIMIT], owed, now_s)
        return generate_latest(self._registry)


class _Gauges:
    """What merely is."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, words: str, *labels: str) -> Gauge:
            return Gauge(f"liveblog_{name}", words, labels, registry=registry)

        self._lag = gauge("scheduler_lag_seconds", "How late the poll is that is due first.")
        self._overruns = gauge("overruns", "Polls that were still running when due again, since the start.")
        self._sources = gauge("sources", "Sources, by condition.", "condition")
        self._lanes = gauge("lanes", "Lanes that have something to send, by stage.", "stage")
        self._in_flight = gauge("deliveries_in_flight", "Attempts under way.")
        self._network = gauge("own_network_down", "Whether our own network is down.")
        self._clock = gauge("clock_ahead_seconds", "How far our clock is ahead, where hosts agree that it is wrong.")
        self._store = gauge("database_failing", "Whether what is written to the database is not kept.")
        self._streams = gauge("streams", "Event streams that are open.")
        self._owed = gauge("lane_depth", "Events owed to a webhook.", "webhook")
        self._oldest = gauge("lane_age_seconds", "How long the oldest of them has waited.", "webhook")
        self._dead = gauge("dead_letters", "Events that were given up for a webhook.", "webhook")
        self._breaker = gauge("breaker_state", "0 closed, 1 open or paused, 2 disabled.", "webhook")

    def show(self, vitals: Vitals, streams: int) -> None:
        self._lag.set(vitals.lag.total_seconds())
        self._overruns.set(vitals.overruns)
        self._sources.labels("paused").set(vitals.paused)
        self._sources.labels("degraded").set(vitals.degraded)
        self._sources.labels("well").set(vitals.sources - vitals.paused - vitals.degraded)
        for stage, count in (("running", vitals.running), ("ready", vitals.ready), ("waiting", vitals.waiting)):
            self._lanes.labels(stage).set(count)
        self._in_flight.set(vitals.in_flight)
        self._network.set(vitals.network_down)
        self._clock.set(vitals.clock_ahead_s)
        self._store.set(vitals.store_fault is not None)
        self._streams.set(streams)

    def show_webhooks(
        self, webhooks: Sequence[WebhookStatus], owed: Sequence[EndpointStatus] | None, now_s: float
    ) -> None:
        for gauge in (self._owed, self._oldest, self._dead, self._breaker):
            gauge.clear()  # a webhook that the config has no more is shown no more
        backlogs = {status.endpoint: status for status in owed or ()}
        for webhook in webhooks:
            name = webhook.endpoint.name
            disabled = webhook.health.standing.value != "on"
            self._breaker.labels(name).set(2 if disabled else 1 if webhook.closed_until is not None else 0)
            if owed is None:
                continue  # nothing is not zero
            backlog = backlogs.get(name)
            since = backlog.oldest_owed_at if backlog else None
            self._owed.labels(name).set(backlog.owed + backlog.parked if backlog else 0)
            self._oldest.labels(name).set(max(0.0, now_s - since.timestamp()) if since else 0.0)
            self._dead.labels(name).set(backlog.dead if backlog else 0)


@dataclass(frozen=True, slots=True)
class MeteredFetch:
    """Fetches, and counts it."""

    fetch: Fetch
    meter: Meter

    async def __call__(self, request: Request) -> Page | NotModified:
        """Fetch one page. Raises: FetchError."""
        started = time.monotonic()
        try:
            answer = await self.fetch(request)
        except FetchError as error:
            self.meter.fetched(type(error).__name__, time.monotonic() - started, 0)
            raise
        result = "not-modified" if isinstance(answer, NotModified) else "page"
        self.meter.fetched(result, time.monotonic() - started, answer.wire_bytes)
        return answer


@dataclass(frozen=True, slots=True)
class MeteredSend:
    """Sends, and counts it."""

    send: Send
    meter: Meter

    async def __call__(self, endpoint: Endpoint, events: Sequence[Event], number: int) -> Attempt:
        attempt = await self.send(endpoint, events, number)
        self.meter.sent(attempt)
        return attempt
