"""The Ledger of `ports` on either engine: what the API reads, on connections of its own: no poll waits."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING

from monitor.ports import Glances
from monitor.store import entry_pages, exhibits, exporting, glances, reading
from monitor.store.history import SqlHistory, open_reads

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from monitor.model import (
        ChainHead,
        EndpointStatus,
        EventPage,
        EventQuery,
        Exhibit,
        KnownEntry,
        LaneStatus,
        LiveBlogThen,
        LoggedAttempt,
        Placed,
        Revision,
        Timing,
    )
    from monitor.store.executor import Reads


BACKLOG_KEPT_S = 1.0
"""How old the backlogs may be that it tells: 30,000 lanes take 30 ms, and every open page and scraper asks."""


class SqlLedger(SqlHistory, Glances):
    def __init__(self, reads: Reads) -> None:
        super().__init__(reads)
        self._counting = asyncio.Lock()
        self._counted_at = -BACKLOG_KEPT_S
        self._backlogs: Sequence[EndpointStatus] = ()

    async def endpoints(self) -> Sequence[EndpointStatus]:
        async with self._counting:
            if time.monotonic() - self._counted_at >= BACKLOG_KEPT_S:
                self._backlogs = await super().endpoints()
                self._counted_at = time.monotonic()
        return self._backlogs

    async def find_events(self, query: EventQuery) -> EventPage:
        return await self._reads.read(partial(reading.find_events, query=query))

    async def find_placed(self, event_id: str) -> Placed | None:
        return await self._reads.read(partial(reading.find_placed, event_id=event_id))

    async def find_url(self, source: str) -> str | None:
        return await self._reads.read(partial(reading.find_url, source=source))

    async def last_position(self) -> int:
        return await self._reads.read(reading.last_position)

    async def titles(self, sources: Collection[str]) -> Mapping[str, str]:
        return await self._reads.read(partial(reading.titles, wanted=sources))

    async def find_entries(self, source: str, *, after: str | None = None, limit: int = 100) -> Sequence[KnownEntry]:
        return await self._reads.read(partial(entry_pages.find_entries, source=source, after=after, limit=limit))

    async def find_entry(self, source: str, entry_id: str) -> KnownEntry | None:
        return await self._reads.read(partial(entry_pages.find_entry, source=source, entry_id=entry_id))

    async def newest_entries(
        self, source: str, *, before: tuple[datetime, str] | None = None, limit: int = 100
    ) -> Sequence[KnownEntry]:
        return await self._reads.read(partial(entry_pages.newest_entries, source=source, before=before, limit=limit))

    async def entries_at(
        self, source: str, at: datetime, *, before: tuple[datetime, str] | None = None, limit: int = 100
    ) -> Sequence[KnownEntry]:
        return await self._reads.read(partial(entry_pages.entries_at, source=source, at=at, before=before, limit=limit))

    async def first_reading(self, source: str) -> datetime | None:
        return await self._reads.read(partial(entry_pages.first_reading, source=source))

    async def title_at(self, source: str, at: datetime) -> str | None:
        return await self._reads.read(partial(entry_pages.title_at, source=source, at=at))

    async def revisions_of(
        self, source: str, entry_id: str, *, after: int = 0, limit: int = 1_000
    ) -> Sequence[Revision]:
        return await self._reads.read(
            partial(entry_pages.revisions_of, source=source, entry_id=entry_id, after=after, limit=limit)
        )

    async def find_revisions(
        self, source: str, *, after: tuple[str, int] | None = None, limit: int = 1000
    ) -> Sequence[tuple[KnownEntry, bool]]:
        return await self._reads.read(partial(exporting.find_revisions, source=source, after=after, limit=limit))

    async def count_revisions(self, sources: Collection[str]) -> int:
        return await self._reads.read(partial(exporting.count_revisions, wanted=sources))

    async def count_events(self, sources: Collection[str], *, since: datetime) -> Mapping[str, Mapping[datetime, int]]:
        return await self._reads.read(partial(reading.count_events, wanted=sources, since=since))

    async def find_exhibits(self, source: str, *, after: int = 0, limit: int = 1000) -> Sequence[Exhibit]:
        return await self._reads.read(partial(exhibits.find_exhibits, source=source, after=after, limit=limit))

    async def find_head(self, source: str) -> ChainHead | None:
        return await self._reads.read(partial(exhibits.find_head, source=source))

    async def find_bodies(self, ids: Collection[str]) -> Mapping[str, bytes]:
        return await self._reads.read(partial(exhibits.find_bodies, ids=ids))

    async def find_instance(self) -> str:
        return await self._reads.read(exhibits.find_instance)

    async def find_lanes(
        self,
        *,
        endpoint: str | None = None,
        source: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int = 100,
    ) -> Sequence[LaneStatus]:
        return await self._reads.read(
            partial(reading.find_lanes, endpoint=endpoint, source=source, after=after, limit=limit)
        )

    async def find_attempts(
        self, *, endpoint: str | None = None, source: str | None = None, before: int | None = None, limit: int = 100
    ) -> Sequence[LoggedAttempt]:
        return await self._reads.read(
            partial(reading.find_attempts, endpoint=endpoint, source=source, before=before, limit=limit)
        )

    async def live_blog_at(self, source: str, at: datetime | None, *, start: int, limit: int) -> LiveBlogThen:
        asked = partial(glances.live_blog_at, source=source, at=at, start=start, limit=limit)
        return await self._reads.read(asked)

    async def moments(self, source: str) -> Sequence[datetime]:
        return await self._reads.read(partial(glances.moments, source=source))

    async def owing_lanes(self, endpoint: str, *, limit: int) -> Sequence[LaneStatus]:
        return await self._reads.read(partial(glances.owing_lanes, endpoint=endpoint, limit=limit))

    async def newest_timings(
        self, sources: Collection[str], *, limit: int, delivered: bool = True
    ) -> Mapping[str, Sequence[Timing]]:
        asked = partial(glances.newest_timings, wanted=sources, limit=limit, delivered=delivered)
        return await self._reads.read(asked)

    async def sampled_timings(self, since: datetime) -> tuple[Sequence[Timing], int]:
        return await self._reads.read(partial(glances.sampled_timings, since=since))


async def open_ledger(url: str, *, one_view: bool = False) -> SqlLedger:
    """Return what the API reads from the store at `url`, beside the daemon that writes it. Raises: StoreError.

    In `one_view` all answers are of the same moment, which the database keeps for it until it is closed.
    """
    return SqlLedger(await open_reads(url, one_view=one_view))
