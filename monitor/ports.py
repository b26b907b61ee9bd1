"""What the services ask of the world: a Store, a view of its past, and functions that fetch, send and tell the time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import (
    Attempt,
    Endpoint,
    Event,
    History,
    Known,
    Lane,
    NotModified,
    Page,
    PollCommit,
    Request,
    SourceState,
)

Clock = Callable[[], datetime]
"""The wall clock, aware UTC."""

Fetch = Callable[[Request], Awaitable[Page | NotModified]]
"""Fetches one page. Raises: FetchError."""

Send = Callable[[Endpoint, Event, int], Awaitable[Attempt]]
"""Tries to deliver one event; the number of the try counts from 1. Never raises for what an endpoint does."""


class PollStore(Protocol):
    """What polls need of a store. Each method is one transaction. Raises: StoreError."""

    @property
    def instance(self) -> str:
        """A random name that this database was given when it was made; event ids are derived from it."""

    async def load_states(self) -> Mapping[str, SourceState]:
        """Return the state of every registered source by name."""

    async def save_states(self, states: Sequence[SourceState]) -> None:
        """Write poll states that brought no change; sequences and epochs are left alone."""

    async def load_known(self, source: str) -> Known: ...

    async def commit_poll(self, commit: PollCommit) -> None:
        """Write entries, revisions, events and state of one poll. Raises: Fenced if the sequence has moved on."""


class Store(PollStore, Protocol):
    """Everything that must outlive the process. Each method is one transaction. Raises: StoreError."""

    async def close(self) -> None: ...

    async def register(self, sources: Sequence[tuple[str, str]], lanes: Collection[tuple[str, str]]) -> None:
        """Bring the tables in step with the config.

        `sources` are (name, url); `lanes` are (endpoint, source) pairs that the config asks for. A new lane starts
        at the source's current sequence; a lane that is asked for no more keeps its cursor but sleeps.
        """

    async def load_lanes(self) -> Sequence[Lane]:
        """Return the lanes that are awake and have events to send."""

    async def load_lane(self, endpoint: str, source: str) -> Lane | None: ...

    async def load_events(self, source: str, *, after: int, limit: int) -> Sequence[Event]:
        """Return at most `limit` events of a source with a sequence above `after`, in sequence."""

    async def acknowledge(self, lane: Lane, sequence: int, attempt: Attempt | None) -> None:
        """Move the lane's cursor from `lane.cursor` to `sequence`; log the attempt unless the events were passed.

        Raises: Fenced if the cursor was not there any more.
        """

    async def postpone(self, lane: Lane, attempt: Attempt, next_at: datetime) -> None:
        """Log a failed attempt at the head of the lane and when to try again. Raises: Fenced."""


class HistoryStore(Protocol):
    """What was seen of live blogs, read beside a daemon that may be running. Raises: StoreError."""

    async def load_sources(self) -> Mapping[str, str]:
        """Return the address of every source that was ever registered, by name."""

    async def load_history(self, source: str) -> History: ...

    async def close(self) -> None: ...
