"""What polls, deliveries and commands ask of the store that they write to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from monitor.model import (
        Account,
        AddedSource,
        Attempt,
        Cutoffs,
        DeadLetter,
        Delivery,
        DeliveryQuery,
        EndpointStatus,
        Event,
        Health,
        Keeping,
        Known,
        Lane,
        LaneCommit,
        Parcel,
        PollCommit,
        Pruned,
        SourceState,
        Subscription,
    )


class PollStore(Protocol):
    """What polls need of a store. Each method is one transaction. Raises: StoreError."""

    @property
    def founding(self) -> str:
        """A random name that this database was given when it was made; its chains of evidence begin with it."""

    @property
    def instance(self) -> str:
        """What event ids are derived from: the same, but for a database that began as a backup of another."""

    async def load_states(self, wanted: Collection[str] | None = None) -> Mapping[str, SourceState]:
        """Return the states of these sources (None: of all), as far as they are registered, by name."""

    async def save_states(self, states: Sequence[SourceState]) -> None:
        """Write poll states that brought no change; sequences and epochs are left alone."""

    async def load_known(self, source: str) -> Known: ...

    async def commit_poll(self, commit: PollCommit) -> None:
        """Write entries, revisions, events and state of one poll. Raises: Fenced if the sequence has moved on."""


class DeliveryStore(Protocol):
    """What deliveries need of a store. Each method is one transaction. Raises: StoreError."""

    async def load_lanes(self) -> Sequence[Lane]:
        """Return the lanes that are awake and have something to send."""

    async def load_lane(self, endpoint: str, source: str) -> Lane | None: ...

    async def load_parcels(self, endpoint: str, source: str) -> Sequence[Parcel]:
        """Return the first parcels of a lane, in the order of their sequences."""

    async def load_events(self, source: str, *, after: int, limit: int) -> Sequence[Event]:
        """Return at most `limit` events of a source with a sequence above `after`, in sequence."""

    async def load_events_at(self, source: str, sequences: Collection[int]) -> Sequence[Event]: ...

    async def commit_lane(self, commit: LaneCommit) -> None:
        """Write all that one step of a lane changed. Raises: Fenced if the lane was not there any more."""

    async def commit_lanes(self, commits: Sequence[LaneCommit]) -> None:
        """Write plain steps, at most one per lane, all or none. Raises: Fenced if one of the lanes was not there."""

    async def load_healths(self) -> Mapping[str, Health]:
        """Return the health of every endpoint that ever had something to be kept, by name."""

    async def save_health(self, endpoint: str, health: Health, *, released: bool = False) -> None:
        """Write the health of an endpoint; with `released` the waits of all its lanes end."""

    async def requeue(self, endpoint: str, source: str, sequences: Collection[int]) -> int:
        """Queue events that a lane has passed once more, under their own ids; return how many. Raises: StoreError."""


class DeliveryLog(Protocol):
    """What became of the events, for commands and the API. Raises: StoreError."""

    async def deliveries(self, query: DeliveryQuery) -> Sequence[Delivery]: ...

    async def attempts_of(self, event_id: str, endpoint: str | None = None) -> Sequence[Attempt]:
        """Return the attempts at one event that the log still has, alone or in a batch, the oldest first."""

    async def dead_letters(
        self, *, endpoint: str | None = None, source: str | None = None, limit: int = 100
    ) -> Sequence[DeadLetter]:
        """Return dead letters, the newest first."""

    async def endpoints(self) -> Sequence[EndpointStatus]:
        """Return every endpoint that is sent something, by name."""

    async def find_sequences(
        self, source: str, *, first: datetime | None = None, last: datetime | None = None, limit: int
    ) -> Sequence[int]:
        """Return the sequences of a source's events that were told in a span of time, the oldest first."""


class WatchList(Protocol):
    """What users have changed of the sources while the daemon ran. Raises: StoreError."""

    async def load_added(self) -> Sequence[AddedSource]:
        """Return the sources that were added, by name."""

    async def save_added(self, added: AddedSource) -> None: ...

    async def forget_added(self, source: str) -> None:
        """Forget that a source was added, and that it is paused; what was seen of it stays."""

    async def load_paused(self) -> Collection[str]:
        """Return the names of the sources that are not to be polled."""

    async def save_paused(self, source: str, *, paused: bool) -> None: ...


class Store(PollStore, DeliveryStore, DeliveryLog, WatchList, Protocol):
    """Everything that must outlive the process. Each method is one transaction. Raises: StoreError."""

    @property
    def fault(self) -> str | None:
        """Why what is written now is not kept, with what to do; None: it is."""

    async def close(self) -> None: ...

    async def register(self, wanted: Sequence[tuple[str, str]], wanted_lanes: Collection[tuple[str, str]]) -> None:
        """Bring the tables in step with the config.

        `wanted` are (name, url) of sources, `wanted_lanes` the (endpoint, source) pairs that the config asks for. A new
        lane starts at the source's current sequence; a lane that is asked for no more keeps its cursor but sleeps.
        """

    async def purge_dead_letters(
        self, *, endpoint: str | None = None, source: str | None = None, event_ids: Collection[str] | None = None
    ) -> int:
        """Forget dead letters for good and return how many there were."""

    async def load_subscriptions(self) -> Sequence[Subscription]:
        """Return our subscriptions at hubs, those that are to end too."""

    async def save_subscriptions(self, changed: Sequence[Subscription], gone: Collection[str]) -> None:
        """Write subscriptions that changed, and forget those that are over, by their keys."""

    async def add_accounts(self, day: date, counted: Mapping[str, Account]) -> None:
        """Add what was asked of hosts, by their names, to the accounts of a day."""

    async def cutoffs(self, keeping: Keeping, now: datetime) -> Cutoffs:
        """Return what is no longer kept by age, number and size."""

    async def prune(self, before: Cutoffs) -> Pruned:
        """Remove a portion of what is no longer kept; nothing is left when it removes nothing."""
