"""Defects that are planted in a daemon on purpose: a harness that does not catch them proves nothing."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from crash_points import replace_in
from sqlalchemy import update

import monitor.app
from monitor.model import LaneCommit
from monitor.store import polls
from monitor.store.schema import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from monitor.model import Attempt, Endpoint, Event, PollCommit
    from monitor.store.sql_store import SqlStore


class Plant(StrEnum):
    """What is wrong."""

    ACKNOWLEDGED_FIRST = "acknowledged before it is sent"
    TWO_TRANSACTIONS = "entries and events in two transactions"
    CURSOR_FIRST = "the source's sequence moved before the events are there"
    NEW_ID = "a new id per attempt"
    RESERIALISED = "the body made anew per attempt"


def plant(defect: Plant) -> None:
    """Put a defect into the daemon that this process is going to run."""
    stores: list[SqlStore] = []
    open_store = monitor.app.open_store
    sender = monitor.app.Sender

    async def open_planted(url: str) -> SqlStore:
        store = await open_store(url)
        stores.append(store)
        if defect is Plant.TWO_TRANSACTIONS:
            store.commit_poll = partial(_in_two, store.commit_poll)  # type: ignore[method-assign]
        elif defect is Plant.CURSOR_FIRST:
            store.commit_poll = partial(_cursor_first, store)  # type: ignore[method-assign]
        return store

    class PlantedSender(sender):  # type: ignore[misc, valid-type]
        async def __call__(self, endpoint: Endpoint, events: Sequence[Event], number: int) -> Attempt:
            if defect is Plant.ACKNOWLEDGED_FIRST:
                await _acknowledge(stores[0], endpoint, events)
            elif defect is Plant.NEW_ID:
                events = [replace(event, id=f"evt_{secrets.token_hex(8)}") for event in events]
            elif defect is Plant.RESERIALISED:
                events = [replace(event, body=_made_anew(event.body)) for event in events]
            return await super().__call__(endpoint, events, number)  # type: ignore[no-any-return]

    replace_in(monitor.app, "open_store", open_planted)
    replace_in(monitor.app, "Sender", PlantedSender)


async def _in_two(commit_poll: Callable[..., Any], commit: PollCommit) -> None:
    known = replace(commit.state, sequence=commit.expected_sequence)
    await commit_poll(replace(commit, state=known, events=()))
    await commit_poll(replace(commit, entries=()))


async def _cursor_first(store: SqlStore, commit: PollCommit) -> None:
    def write(connection: Connection, sequence: int) -> None:
        connection.execute(update(sources).where(sources.c.name == commit.state.source).values(sequence=sequence))

    def write_rest(connection: Connection) -> None:
        write(connection, commit.expected_sequence)
        polls.commit_poll(connection, commit)

    await store._executor.write(partial(write, sequence=commit.expected_sequence + len(commit.events)))
    await store._executor.write(write_rest)


async def _acknowledge(store: SqlStore, endpoint: Endpoint, events: Sequence[Event]) -> None:
    lane = await store.load_lane(endpoint.name, events[0].source)
    if lane is not None and lane.cursor < events[-1].sequence:
        after = replace(lane, cursor=events[-1].sequence)
        await store.commit_lane(LaneCommit(before=lane, after=after, at=datetime.now(UTC)))


def _made_anew(body: bytes) -> bytes:
    indent = secrets.randbelow(4)
    return json.dumps(json.loads(body), indent=indent).encode()
