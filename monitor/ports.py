"""What the services ask of the world: a Store, a view of its past, and functions that fetch, send and tell the time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from monitor.model import (
    Account,
    AddedSource,
    Attempt,
    ChainHead,
    Cutoffs,
    DeadLetter,
    Delivery,
    DeliveryQuery,
    Differences,
    Endpoint,
    EndpointStatus,
    Event,
    EventPage,
    EventQuery,
    EventType,
    Exhibit,
    Health,
    History,
    HostDay,
    Keeping,
    Known,
    KnownEntry,
    Lane,
    LaneCommit,
    LaneStatus,
    LiveBlogThen,
    LoggedAttempt,
    NotModified,
    Page,
    Parcel,
    Placed,
    PollCommit,
    Pruned,
    Receipt,
    Registered,
    Reload,
    Rendered,
    Request,
    Revision,
    Snapshot,
    SourceState,
    Subscription,
    Timing,
    Vitals,
    Watched,
    WebhookStatus,
)

if TYPE_CHECKING:
    from monitor.errors import Fault

Clock = Callable[[], datetime]
"""The wall clock, aware UTC."""

Fetch = Callable[[Request], Awaitable[Page | NotModified]]
"""Fetches one page. Raises: FetchError."""

Send = Callable[[Endpoint, Sequence[Event], int], Awaitable[Attempt]]
"""Tries to deliver one event, or several as a batch; the number of the try counts from 1.

Never raises for what an endpoint does.
"""

Render = Callable[[Endpoint, Sequence[Event]], Rendered]
"""Makes an endpoint's request of one event or a batch: the same bytes each time. Pure."""


class PollStore(Protocol):
    """What polls need of a store. Each method is one transaction. Raises: StoreError."""

    @property
    def founding(self) -> str:
        """A random name that this database was given when it was made; its chains of evidence begin with it."""

    @property
    def instance(self) -> str:
        """What event ids are derived from: the same, but for a database that began as a backup of another."""

    async def load_states(self, sources: Collection[str] | None = None) -> Mapping[str, SourceState]:
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

    async def close(self) -> None: ...

    async def register(self, sources: Sequence[tuple[str, str]], lanes: Collection[tuple[str, str]]) -> None:
        """Bring the tables in step with the config.

        `sources` are (name, url); `lanes` are (endpoint, source) pairs that the config asks for. A new lane starts
        at the source's current sequence; a lane that is asked for no more keeps its cursor but sleeps.
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


class HistoryStore(DeliveryLog, Protocol):
    """What was seen of live blogs, read beside a daemon that may be running. Raises: StoreError."""

    async def load_sources(self) -> Mapping[str, str]:
        """Return the address of every source that was ever registered, by name."""

    async def load_registered(self) -> Registered:
        """Return what the last start or reload has registered of its config."""

    async def load_history(self, source: str) -> History: ...

    async def load_states(self) -> Mapping[str, SourceState]:
        """Return the state of every source that is watched, by name, as written last: at most half a minute ago."""

    async def load_added(self) -> Sequence[AddedSource]:
        """Return the sources that were added by the API, by name."""

    async def load_paused(self) -> Collection[str]:
        """Return the names of the sources that are not polled."""

    async def load_subscriptions(self) -> Sequence[Subscription]:
        """Return our subscriptions at hubs, those that are to end too."""

    async def load_accounts(self, since: date) -> Sequence[HostDay]:
        """Return what hosts were asked for on the days from `since` on, by day and host."""

    async def find_event(self, name: str) -> Event | None:
        """Return the event of that id, or of that source and sequence, written `ukraine/812`."""

    async def load_lane(self, endpoint: str, source: str) -> Lane | None: ...

    async def load_events_at(self, source: str, sequences: Collection[int]) -> Sequence[Event]: ...

    async def close(self) -> None: ...


class Ledger(HistoryStore, Protocol):
    """What the API and the dashboard read: pages of bounded size, off the event loop. Raises: StoreError.

    Its `endpoints` may be as of a second ago.
    """

    async def find_events(self, query: EventQuery) -> EventPage: ...

    async def find_placed(self, event_id: str) -> Placed | None: ...

    async def find_url(self, source: str) -> str | None:
        """Return the address of a source that was ever registered, None if there is none of that name."""

    async def last_position(self) -> int:
        """Return the position of the newest event, 0 if there never was one."""

    async def titles(self, sources: Collection[str]) -> Mapping[str, str]:
        """Return the live blogs' titles by the names of their sources, as far as they have any."""

    async def find_entries(self, source: str, *, after: str | None = None, limit: int = 100) -> Sequence[KnownEntry]:
        """Return a source's entries, deleted ones too, by their keys; `after` is the id of the last one."""

    async def find_entry(self, source: str, entry_id: str) -> KnownEntry | None: ...

    async def newest_entries(
        self, source: str, *, before: tuple[datetime, str] | None = None, limit: int = 100
    ) -> Sequence[KnownEntry]:
        """Return a source's entries, deleted ones too, the newest first by the publisher's date, else by ours.

        `before` is that date of the last one, and its id.
        """

    async def entries_at(
        self, source: str, at: datetime, *, before: tuple[datetime, str] | None = None, limit: int = 100
    ) -> Sequence[KnownEntry]:
        """Return the entries that stood at a time, as they stood then, the newest first; `before` as above."""

    async def first_reading(self, source: str) -> datetime | None:
        """Return when the first entry of a source was seen, None if none ever was."""

    async def title_at(self, source: str, at: datetime) -> str | None:
        """Return a live blog's title as it was at a time."""

    async def revisions_of(
        self, source: str, entry_id: str, *, after: int = 0, limit: int = 1_000
    ) -> Sequence[Revision]:
        """Return the revisions of an entry after that number, the oldest first."""

    async def find_revisions(
        self, source: str, *, after: tuple[str, int] | None = None, limit: int = 1000
    ) -> Sequence[tuple[KnownEntry, bool]]:
        """Return every version of a source's entries by id and number, and whether each is the entry's latest.

        `after` is the id and the number of the last one.
        """

    async def count_revisions(self, sources: Collection[str]) -> int:
        """Return how many versions of entries there are of some sources."""

    async def count_events(self, sources: Collection[str], *, since: datetime) -> Mapping[str, Mapping[datetime, int]]:
        """Return by source how many entries were told as created in each hour (by its start) since a time."""

    async def find_exhibits(self, source: str, *, after: int = 0, limit: int = 1000) -> Sequence[Exhibit]:
        """Return a source's exhibits after a number, in order."""

    async def find_head(self, source: str) -> ChainHead | None:
        """Return the end of a source's chain of evidence as it was last committed, None if it has none."""

    async def find_bodies(self, ids: Collection[str]) -> Mapping[str, bytes]:
        """Return the bodies of events by their ids, as far as they are still there."""

    async def find_instance(self) -> str:
        """Return the database's own name, from which ids and chains are derived."""

    async def find_lanes(
        self,
        *,
        endpoint: str | None = None,
        source: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int = 100,
    ) -> Sequence[LaneStatus]:
        """Return the lanes that are awake, by endpoint, then as sources came; `after` is the pair of the last one."""

    async def find_attempts(
        self, *, endpoint: str | None = None, source: str | None = None, before: int | None = None, limit: int = 100
    ) -> Sequence[LoggedAttempt]:
        """Return attempts, the newest first; `before` is the number of the last one."""


class Glances(Ledger, Protocol):
    """What the dashboard reads beside. Raises: StoreError."""

    async def live_blog_at(self, source: str, at: datetime | None, *, start: int, limit: int) -> LiveBlogThen:
        """Return a part of a live blog as it was known at a time (None: now), withdrawn ones too, the newest first."""

    async def moments(self, source: str) -> Sequence[datetime]:
        """Return when a live blog changed as we saw it, the oldest first."""

    async def owing_lanes(self, endpoint: str, *, limit: int) -> Sequence[LaneStatus]:
        """Return the lanes of an endpoint that have something to send, the deepest first."""

    async def newest_timings(
        self, sources: Collection[str], *, limit: int, delivered: bool = True
    ) -> Mapping[str, Sequence[Timing]]:
        """Return by source how long its newest events took, the newest first; to the webhooks if that is asked for."""

    async def sampled_timings(self, since: datetime) -> tuple[Sequence[Timing], int]:
        """Return how long events since a time took, evenly chosen if there are many, and how many there were."""


class Callbacks(Protocol):
    """Answers hubs at the addresses that we gave them; `key` is the last part of one. Raises: StoreError."""

    async def confirm(self, key: str, said: Mapping[str, str]) -> str | None:
        """Return what to answer a hub that asks whether we meant it, or tells that it refuses; None: we did not."""

    def receive(self, key: str, signature: str | None, body: bytes) -> Receipt:
        """Take what a hub tells."""


class Control(Protocol):
    """The running daemon, as the API and the dashboard see it and act on it.

    Raises: Declined if something of that name is not there, or is not theirs to change; StoreError.
    """

    def sources(self) -> Sequence[Watched]:
        """Return every source that is watched, by name."""

    def source(self, name: str) -> Watched: ...

    def explain(self, name: str) -> tuple[str, ...]:
        """Return in words why a source is asked as often as it is, a line per reason."""

    async def probe(self, keys: Mapping[str, Any]) -> Snapshot:
        """Read a live blog once, by a source's keys as in the config. Raises: ConfigError, FetchError, ExtractError."""

    async def add_source(self, keys: Mapping[str, Any]) -> Watched:
        """Watch a live blog from now on, by a source's keys as in the config. Raises: ConfigError."""

    async def remove_source(self, name: str) -> None:
        """Stop watching a source that was added; what was seen of it is kept."""

    async def pause_source(self, name: str) -> Watched: ...

    async def resume_source(self, name: str) -> Watched: ...

    async def poll_source(self, name: str) -> Watched:
        """Poll a source as soon as possible, paused or not."""

    def webhooks(self) -> Sequence[WebhookStatus]:
        """Return every webhook, by name."""

    async def test_webhook(self, name: str, kind: EventType) -> Attempt:
        """Send a sample event, signed and in the webhook's format; nothing is stored or repeated."""

    async def pause_webhook(self, name: str, until: datetime | None, reason: str | None = None) -> WebhookStatus:
        """Send nothing to a webhook until then (None: until it is enabled); its backlog is kept."""

    async def enable_webhook(self, name: str) -> WebhookStatus: ...

    async def rotate_webhook(self, name: str) -> str:
        """Sign with a new secret beside the newest one until the daemon starts anew, and return it."""

    async def replay(self, endpoint: str, source: str, sequences: Collection[int]) -> int:
        """Send events once more, under their own ids; return how many."""

    def check_config(self, content: bytes) -> Sequence[Fault]:
        """Return what is wrong with a config, nothing if it is right; references such as `${NAME}` are not followed."""

    async def reload(self) -> Differences:
        """Take on the config as its files are now; return what was different, of values nothing.

        Raises: ConfigError if it is faulty, CannotListen; nothing has changed then.
        """

    async def preview_reload(self) -> Differences:
        """Return what `reload` would change. Raises: ConfigError."""

    def last_reload(self) -> Reload | None:
        """Return how the last reload went, None if there was none since the start."""

    def vitals(self) -> Vitals: ...
