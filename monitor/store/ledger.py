"""The Ledger of `ports` on either engine, on connections of its own: no lock is taken, and no poll waits."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from monitor.ports import Glances
from monitor.store import (
    accounts,
    entry_pages,
    exhibits,
    exporting,
    glances,
    history,
    outbox,
    reading,
    registration,
    subscriptions,
    watchlist,
)
from monitor.store.delivery_log import SqlDeliveryLog
from monitor.store.executor import read_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import EndpointStatus
    from monitor.store.executor import Reads


BACKLOG_KEPT_S = 1.0
"""How old the backlogs may be that it tells: 30,000 lanes take 30 ms, and every open page and scraper asks."""


class SqlLedger(SqlDeliveryLog, Glances):
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

    async def close(self) -> None:
        await self._reads.close()

    load_sources = read_by(history.load_sources)
    load_states = read_by(registration.load_states)
    load_registered = read_by(history.load_registered)
    load_added = read_by(watchlist.load_added)
    load_paused = read_by(watchlist.load_paused)
    load_subscriptions = read_by(subscriptions.load_subscriptions)
    load_accounts = read_by(accounts.load_accounts)
    load_history = read_by(history.load_history)
    load_lane = read_by(outbox.load_lane)
    load_events_at = read_by(outbox.load_events_at)
    find_event = read_by(history.find_event)
    find_events = read_by(reading.find_events)
    find_placed = read_by(reading.find_placed)
    find_url = read_by(reading.find_url)
    last_position = read_by(reading.last_position)
    titles = read_by(reading.titles)
    count_events = read_by(reading.count_events)
    find_lanes = read_by(reading.find_lanes)
    find_attempts = read_by(reading.find_attempts)
    find_entries = read_by(entry_pages.find_entries)
    find_entry = read_by(entry_pages.find_entry)
    newest_entries = read_by(entry_pages.newest_entries)
    entries_at = read_by(entry_pages.entries_at)
    first_reading = read_by(entry_pages.first_reading)
    title_at = read_by(entry_pages.title_at)
    revisions_of = read_by(entry_pages.revisions_of)
    find_revisions = read_by(exporting.find_revisions)
    count_revisions = read_by(exporting.count_revisions)
    find_exhibits = read_by(exhibits.find_exhibits)
    find_head = read_by(exhibits.find_head)
    find_bodies = read_by(exhibits.find_bodies)
    find_instance = read_by(exhibits.find_instance)
    live_blog_at = read_by(glances.live_blog_at)
    moments = read_by(glances.moments)
    owing_lanes = read_by(glances.owing_lanes)
    newest_timings = read_by(glances.newest_timings)
    sampled_timings = read_by(glances.sampled_timings)


async def open_ledger(url: str, *, one_view: bool = False) -> SqlLedger:
    """Return what is read from the store at `url`, beside a daemon that may be writing it. Raises: StoreError.

    In `one_view` all answers are of the same moment, which the database keeps for it until it is closed.
    """
    return SqlLedger(await history.open_reads(url, one_view=one_view))
