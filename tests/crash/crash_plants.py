"""Defects that are planted in a daemon on purpose: a harness that does not catch them proves nothing."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from crash_lives import Point
from crash_points import replace_in
from sqlalchemy import delete, update

import monitor.app
import monitor.daemon.changeover
import monitor.deliver.consequence
import monitor.deliver.courier
from monitor.deliver.filters import Verdict
from monitor.model import LaneCommit, Outcome
from monitor.store import polls
from monitor.store.schema import events as events_table
from monitor.store.schema import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    from crash_points import Trap
    from sqlalchemy import Connection

    from monitor.model import Attempt, Endpoint, Event, PollCommit
    from monitor.store.sql_store import SqlStore


OTHER_SECRET = "whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"


class Plant(StrEnum):
    """What is wrong."""

    ACKNOWLEDGED_FIRST = "acknowledged before it is sent"
    TWO_TRANSACTIONS = "entries and events in two transactions"
    CURSOR_FIRST = "the source's sequence moved before the events are there"
    NEW_ID = "a new id per attempt"
    RESERIALISED = "the body made anew per attempt"
    VALIDATORS_FIRST = "validators saved before what the page said"
    SEQUENCE_GAP = "a sequence without an event"
    SENT_AHEAD = "the next event sent before the one before it"
    WRONG_SECRET = "signed with another secret"
    REFUSAL_TAKEN = "a refusal taken for an acceptance"
    GIVEN_UP_EARLY = "given up at the first refusal"
    UNFILTERED = "the filter forgotten"


def plant(defect: Plant, trap: Trap) -> None:
    """Put a defect into the daemon that this process is going to run; the trap may spring where it is half done."""
    for module, name, value in SETTINGS.get(defect, ()):
        replace_in(module, name, value)
    stores: list[SqlStore] = []
    open_store = monitor.app.open_store
    sender = monitor.daemon.changeover.Sender

    async def open_planted(url: str, **rest: Any) -> SqlStore:
        store = await open_store(url, **rest)
        stores.append(store)
        if (commit_poll := COMMITS.get(defect)) is not None:
            store.commit_poll = partial(commit_poll, store, store.commit_poll, trap)  # type: ignore[method-assign]
        return store

    class PlantedSender(sender):  # type: ignore[misc, valid-type]
        async def __call__(self, endpoint: Endpoint, events: Sequence[Event], number: int) -> Attempt:
            if defect is Plant.ACKNOWLEDGED_FIRST:
                await _acknowledge(stores[0], endpoint, events)
            elif defect is Plant.SENT_AHEAD:
                ahead = await stores[0].load_events(events[-1].source, after=events[-1].sequence, limit=1)
                if ahead:
                    await super().__call__(endpoint, ahead, 1)
            attempt: Attempt = await super().__call__(_signing(endpoint, defect), _shown(events, defect), number)
            taken = defect is Plant.REFUSAL_TAKEN and attempt.outcome is Outcome.REFUSED
            return replace(attempt, outcome=Outcome.ACCEPTED) if taken else attempt

    replace_in(monitor.app, "open_store", open_planted)
    replace_in(monitor.daemon.changeover, "Sender", PlantedSender)


def _signing(endpoint: Endpoint, defect: Plant) -> Endpoint:
    return replace(endpoint, secrets=(OTHER_SECRET,)) if defect is Plant.WRONG_SECRET else endpoint


def _shown(events: Sequence[Event], defect: Plant) -> Sequence[Event]:
    match defect:
        case Plant.NEW_ID:
            return [replace(event, id=f"evt_{secrets.token_hex(8)}") for event in events]
        case Plant.RESERIALISED:
            return [replace(event, body=_made_anew(event.body)) for event in events]
        case _:
            return events


def _between(trap: Trap, commit: PollCommit) -> None:
    """End the process where a poll that has something to tell is written by half."""
    if commit.entries and commit.events:
        trap.reach(Point.BETWEEN)


async def _in_two(_: SqlStore, commit_poll: Callable[..., Any], trap: Trap, commit: PollCommit) -> None:
    known = replace(commit.state, sequence=commit.expected_sequence)
    await commit_poll(replace(commit, state=known, events=()))
    _between(trap, commit)
    await commit_poll(replace(commit, entries=()))


async def _cursor_first(store: SqlStore, _: Callable[..., Any], trap: Trap, commit: PollCommit) -> None:
    def write(connection: Connection, sequence: int) -> None:
        connection.execute(update(sources).where(sources.c.name == commit.state.source).values(sequence=sequence))

    def write_rest(connection: Connection) -> None:
        write(connection, commit.expected_sequence)
        polls.commit_poll(connection, commit)

    await store._executor.write(partial(write, sequence=commit.expected_sequence + len(commit.events)))
    _between(trap, commit)
    await store._executor.write(write_rest)


async def _validators_first(store: SqlStore, commit_poll: Callable[..., Any], trap: Trap, commit: PollCommit) -> None:
    await store.save_states([commit.state])
    _between(trap, commit)
    await commit_poll(commit)


async def _with_gap(store: SqlStore, commit_poll: Callable[..., Any], _: Trap, commit: PollCommit) -> None:
    await commit_poll(commit)
    if commit.events:
        last = delete(events_table).where(events_table.c.id == commit.events[-1].id)
        await store._executor.write(lambda connection: connection.execute(last))


SETTINGS: Mapping[Plant, Sequence[tuple[ModuleType, str, Any]]] = {
    Plant.GIVEN_UP_EARLY: ((monitor.deliver.consequence, "REFUSALS_LEAST", 1),),
    Plant.UNFILTERED: ((monitor.deliver.courier, "judge", lambda *_: Verdict(wanted=True, reason="")),),
}
"""What stands in the place of names of the deliveries' modules."""

COMMITS: Mapping[Plant, Callable[..., Any]] = {
    Plant.TWO_TRANSACTIONS: _in_two,
    Plant.CURSOR_FIRST: _cursor_first,
    Plant.VALIDATORS_FIRST: _validators_first,
    Plant.SEQUENCE_GAP: _with_gap,
}
"""What stands in the place of the store's own way to commit a poll."""


async def _acknowledge(store: SqlStore, endpoint: Endpoint, events: Sequence[Event]) -> None:
    lane = await store.load_lane(endpoint.name, events[0].source)
    if lane is not None and lane.cursor < events[-1].sequence:
        after = replace(lane, cursor=events[-1].sequence)
        await store.commit_lane(LaneCommit(before=lane, after=after, at=datetime.now(UTC)))


def _made_anew(body: bytes) -> bytes:
    indent = secrets.randbelow(4)
    return json.dumps(json.loads(body), indent=indent).encode()
