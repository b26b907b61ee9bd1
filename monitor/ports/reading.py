"""What is read beside the daemon: the past, the pages of the API, what the dashboard shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from monitor.ports.writing import DeliveryLog

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from monitor.model import (
        AddedSource,
        ChainHead,
        Event,
        EventPage,
        EventQuery,
        Exhibit,
        History,
        HostDay,
        KnownEntry,
        Lane,
        LaneStatus,
        LiveBlogThen,
        LoggedAttempt,
        Placed,
        Registered,
        Revision,
        SourceState,
        Subscription,
        Timing,
    )


class Ledger(DeliveryLog, Protocol):
    """What commands, the API and the dashboard read beside a daemon that may be running: pages of bounded size.

    Its `endpoints` may be as of a second ago. Raises: StoreError.
    """

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

    async def find_events(self, query: EventQuery) -> EventPage: ...

    async def find_placed(self, event_id: str) -> Placed | None: ...

    async def find_url(self, source: str) -> str | None:
        """Return the address of a source that was ever registered, None if there is none of that name."""

    async def last_position(self) -> int:
        """Return the position of the newest event, 0 if there never was one."""

    async def titles(self, wanted: Collection[str]) -> Mapping[str, str]:
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

    async def count_revisions(self, wanted: Collection[str]) -> int:
        """Return how many versions of entries there are of some sources."""

    async def count_events(self, wanted: Collection[str], since: datetime) -> Mapping[str, Mapping[datetime, int]]:
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
        self, wanted: Collection[str], *, limit: int, delivered: bool = True
    ) -> Mapping[str, Sequence[Timing]]:
        """Return by source how long its newest events took, the newest first; to the webhooks if that is asked for."""

    async def sampled_timings(self, since: datetime) -> tuple[Sequence[Timing], int]:
        """Return how long events since a time took, evenly chosen if there are many, and how many there were."""
