"""Stories at random: an endpoint that does what it likes, an operator who does too, a clock that jumps, restarts.

Each takes days of a loop that leaps. However it went: once all is well, nothing is owed, nothing was lost, and no event
was sent before those it has to wait for.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, time, timedelta
from typing import TYPE_CHECKING

import pytest
from delivery_doubles import MemoryStore, leap, leaping_clock, made_attempt, make_event, unavailable

from monitor.deliver.dispatch import Dispatcher
from monitor.model import Batch, Endpoint, EventType, Ordering, Outcome, QuietHours, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.model import Attempt, Event

SOURCES = ("a", "b", "c")
LANES = {("desk", source) for source in SOURCES}
ENTRIES = ("e1", "e2", "e3")
KINDS = (EventType.ENTRY_CREATED, EventType.ENTRY_UPDATED, EventType.ENTRY_UPDATED, EventType.ENTRY_DELETED)
CALLS = ("commit_lane", "commit_lanes", "load_events", "load_lane", "load_parcels")
SENDS_MOST = 5_000
"""A story has some hundred."""

STEPS = 120
STEP_S = (0, 0, 0.001, 0.5, 5, 60, 600, 4_000)
CLOCKS = (timedelta(0), timedelta(hours=-1), timedelta(hours=1), timedelta(days=400), timedelta(days=-3))
FAILURES = (
    {"status": 500},
    {"status": 500},
    {"status": 400},
    {"outcome": Outcome.TIMED_OUT},
    *({"status": 429, "retry_after": timedelta(seconds=seconds)} for seconds in (0, 90, 7_200)),
)


class Story:
    """One story, drawn from a seed. `ordered`: the endpoint never asks for `ordering: none`."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.ordered = seed % 3 != 0
        self.store = MemoryStore()
        self.wrong_by = timedelta(0)
        self.share_failing = 0.3
        self.requests: list[tuple[str, tuple[int, ...], frozenset[int]]] = []
        self.accepted: dict[str, set[int]] = defaultdict(set)
        self.replayed: set[tuple[str, int]] = set()
        self.endpoint = self._drawn_endpoint()

    def clock(self):
        return leaping_clock() + self.wrong_by

    async def send(self, endpoint: Endpoint, events: Sequence[Event], number: int) -> Attempt:
        source = events[0].source
        self.requests.append((source, tuple(event.sequence for event in events), frozenset(self.accepted[source])))
        assert len(self.requests) < SENDS_MOST, "the same is sent again and again"
        await asyncio.sleep(self.chance.choice((0, 0, 0.01, 2, 14)))
        if self.chance.random() < self.share_failing:
            gone = self.chance.random() < 0.02
            outcome = Outcome.GONE if gone else self.chance.choice(FAILURES)
            return made_attempt(endpoint, events, number, outcome)
        self.accepted[source].update(event.sequence for event in events)
        await asyncio.sleep(self.chance.choice((0, 0.01)))  # a restart may come before its answer does
        return made_attempt(endpoint, events, number, Outcome.ACCEPTED)

    async def tell(self) -> None:
        for source in SOURCES:
            self.store.add_lane("desk", source)
        self.dispatcher = await self._started()
        acts = (
            *((self._publish, 45), (self._reconfigure, 10), (self._restart, 7), (self._weather, 6), (self._jump, 4)),
            *((self._replay, 4), (self._disable, 3), (self._enable, 5), (self._pause, 3), (self._break_store, 3)),
            *((self._refresh, 3), (self._take_out, 2)),
        )
        weights = [weight for _, weight in acts]
        for _ in range(STEPS):
            await asyncio.sleep(self.chance.choice(STEP_S))
            await self.chance.choices(acts, weights)[0][0]()
        await self._end_well()

    async def _end_well(self) -> None:
        """Let everything be well until nothing is owed. Raises: TimeoutError."""
        self.share_failing = 0.0
        self.wrong_by = self.chance.choice((self.wrong_by, timedelta(0)))
        self.store.faults.clear()
        self.endpoint = replace(self.endpoint, quiet=None, rate=None)
        await self.dispatcher.change([self.endpoint], LANES)
        health = self.dispatcher.healths["desk"]
        if health.standing is not Standing.ON or health.paused_until is not None:  # what the operator ends, or nobody
            await self.dispatcher.enable("desk")
        self.store.patience_s = timedelta(days=2).total_seconds()
        await self.store.until(self._nothing_owed)
        await self.dispatcher.drain(timedelta(seconds=30))

    def _nothing_owed(self) -> bool:
        rows, events = self.store.rows, self.store.events
        passed = all(rows[lane].cursor >= len(events.get(lane[1], ())) for lane in LANES)
        return passed and not any(self.store.parcels.values())

    def faults(self) -> Iterator[str]:
        """Yield what was lost, and what came before something that it had to wait for."""
        dead = {(letter.source, letter.sequence) for letter in self.store.dead}
        settled = dead | self.store.omitted_of
        for source, events in self.store.events.items():
            for event in events:
                if event.sequence not in self.accepted[source] and (source, event.sequence) not in settled:
                    yield f"{source}/{event.sequence} was lost"
        if self.ordered:
            yield from self._out_of_order(settled | self.replayed)

    def _out_of_order(self, excused: set[tuple[str, int]]) -> Iterator[str]:
        for source, sequences, accepted in self.requests:
            events = self.store.events[source]
            for sequence in sequences:
                entry = events[sequence - 1].entry_id
                for before in events[: sequence - 1]:
                    done = before.sequence in accepted or before.sequence in sequences
                    if before.entry_id != entry or done or {(source, before.sequence), (source, sequence)} & excused:
                        continue
                    yield f"{source}/{sequence} came before {before.sequence} was accepted"

    async def _started(self) -> Dispatcher:
        dispatcher = Dispatcher(
            self.store,
            self.send,
            [self.endpoint],
            clock=self.clock,
            jitter=self.chance.random,
            network_down=lambda: self.chance.choice((None, False, True)) if self.share_failing else None,
        )
        await dispatcher.start()
        return dispatcher

    def _drawn_endpoint(self) -> Endpoint:
        choice = self.chance.choice
        orderings = (Ordering.SOURCE, Ordering.ENTRY) if self.ordered else tuple(Ordering)
        most, wait_s = self.chance.randint(2, 6), choice((0, 3, 60))
        all_days = frozenset(range(7))
        return Endpoint(
            name="desk",
            url="https://hooks.example.org/live",
            ordering=choice(orderings),
            batch=choice((None, None, Batch(most=most, wait=timedelta(seconds=wait_s)))),
            collapse=choice((True, False, False)),
            at_once=self.chance.randint(1, 3),
            rate=choice((None, None, 2.0, 0.1)),
            max_head_age=choice((timedelta(hours=6), None)),
            quiet=choice((None, None, None, QuietHours(start=time(4), end=time(5), zone=UTC, days=all_days))),
            secrets=tuple(self.chance.sample([f"whsec_{letter * 32}" for letter in "ABC"], self.chance.randint(1, 2))),
        )

    async def _publish(self) -> None:
        source = self.chance.choice(SOURCES)
        events = self.store.events.setdefault(source, [])
        first = len(events)
        for _ in range(self.chance.randint(1, 4)):
            kind, entry = self.chance.choice(KINDS), self.chance.choice(ENTRIES)
            event = make_event(source, len(events) + 1, kind)
            events.append(replace(event, entry_id=entry, at=self.clock()))
        self.dispatcher.wake(source, events[first:] if self.chance.random() < 0.7 else ())

    async def _reconfigure(self) -> None:
        self.endpoint = self._drawn_endpoint()
        await self.dispatcher.change([self.endpoint], LANES)

    async def _take_out(self) -> None:
        await self.dispatcher.change([], ())
        await asyncio.sleep(self.chance.choice((0, 5)))
        await self.dispatcher.change([self.endpoint], LANES)

    async def _restart(self) -> None:
        await self.dispatcher.drain(timedelta(seconds=self.chance.choice((0, 0, 1, 10))))
        self.dispatcher = await self._started()

    async def _weather(self) -> None:
        self.share_failing = self.chance.choice((0, 0.1, 0.3, 0.7, 1))

    async def _jump(self) -> None:
        self.wrong_by = self.chance.choice(CLOCKS)

    async def _replay(self) -> None:
        source = self.chance.choice(SOURCES)
        if passed := self.store.rows["desk", source].cursor:
            sequences = sorted({self.chance.randint(1, passed) for _ in range(3)})
            self.replayed.update((source, sequence) for sequence in sequences)
            await self.dispatcher.replay("desk", source, sequences)

    async def _disable(self) -> None:
        await self.dispatcher.disable("desk")

    async def _enable(self) -> None:
        await self.dispatcher.enable("desk")

    async def _pause(self) -> None:
        await self.dispatcher.pause("desk", self.clock() + timedelta(seconds=self.chance.choice((1, 100, 4_000))))

    async def _break_store(self) -> None:
        self.store.faults[self.chance.choice(CALLS)] = [unavailable() for _ in range(self.chance.randint(1, 4))]

    async def _refresh(self) -> None:
        await self.dispatcher.refresh()


@pytest.mark.parametrize("seed", range(40))
def test_a_story(seed: int) -> None:
    """Nothing is lost and nothing out of order, whatever befell the endpoint, its config, the store and the clock."""
    story = Story(seed)
    leap(story.tell)
    assert [] == list(story.faults())
    assert len(story.requests) > 20, "nothing was sent, which proves nothing"
