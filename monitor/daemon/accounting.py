"""Keeps the accounts of hosts in the database, day by day: who asked how much of whom, and how soon things were found.

requests, as they end ──ledger of `fetch`──╮
├──▶ added to the day's accounts every half a minute
polls, when they are over ─────────────────╯
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.errors import StoreError
from monitor.model import Account, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from monitor.pipeline import Poll
    from monitor.ports import Clock, Store

HOSTS_A_DAY = 2_000
"""Hosts that a day has accounts of; what comes beyond them is counted together."""

OTHERS = "others"

LONGEST_WATCH = timedelta(hours=1)
"""Between two polls; a source that was paused, or down, was not watched for so long."""

log = structlog.stdlib.get_logger("monitor")


class Accounting:
    """Counts polls, takes what was counted of requests by `taken`, and writes both."""

    def __init__(self, store: Store, taken: Callable[[], Mapping[str, Account]], clock: Clock) -> None:
        self._store = store
        self._taken = taken
        self._clock = clock
        self._unwritten: dict[str, Account] = {}
        self._day: date = clock().date()
        self._hosts: set[str] = set()

    def polled(self, url: str, poll: Poll, *, gap: timedelta | None) -> None:
        """Take note of a good poll of an address; `gap` is how long after the one before it came, None for a first."""
        if gap is None:
            return
        watched = min(max(gap, timedelta(0)), LONGEST_WATCH)
        found = sum(event.entry_id is not None for event in poll.events)
        self._count(host_of(url), Account(polls=1, found=found, watched=watched, waited=found * watched / 2))

    async def flush(self) -> None:
        """Write what was counted; what the store refuses now is written the next time."""
        for host, account in self._taken().items():
            self._count(host, account)
        today = self._clock().date()
        counted, self._unwritten = self._unwritten, {}
        day, self._day = self._day, today  # what was counted before midnight is yesterday's
        if day != today:
            self._hosts.clear()
        try:
            await self._store.add_accounts(day, counted)
        except StoreError as error:
            for host, account in counted.items():
                self._count(host, account)
            log.warning("accounts of hosts not written yet", reason=str(error))

    def _count(self, host: str, account: Account) -> None:
        if host not in self._hosts:
            if len(self._hosts) < HOSTS_A_DAY:
                self._hosts.add(host)
            else:
                host = OTHERS
        self._unwritten[host] = self._unwritten.get(host, Account()) + account
