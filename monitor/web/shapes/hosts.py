"""Hosts: how much each was asked, and how politely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from monitor.model import at_fixed_interval

if TYPE_CHECKING:
    from datetime import timedelta

    from monitor.model import Account, HostDay


@dataclass(frozen=True, slots=True, kw_only=True)
class SameWatchShape:
    """What the same watch costs at a fixed interval: that at which changes are found as soon, or the one asked for."""

    interval_s: float
    requests: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDayShape:
    """What a host was asked for on a day, UTC.

    `refused` counts 429, 503 with a time and the third 403 in a row; `put_off` the requests that waited for their turn,
    `robots` those that robots.txt forbade. `found` changes had waited `found_after_s` in the mean, if each came
    half-way between two polls.
    """

    day: date
    host: str
    requests: int
    bytes: int
    not_modified: int
    refused: int
    slow_downs: int
    put_off: int
    robots: int
    failed: int
    polls: int
    found: int
    found_after_s: float | None
    fixed: SameWatchShape | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostsShape:
    """Hosts by day and name."""

    hosts: list[HostDayShape]


def host_day_shape(one: HostDay, interval: timedelta | None) -> HostDayShape:
    account = one.account
    return HostDayShape(
        day=one.day,
        host=one.host,
        requests=account.requests,
        bytes=account.wire_bytes,
        not_modified=account.not_modified,
        refused=account.refused,
        slow_downs=account.slow_downs,
        put_off=account.held,
        robots=account.disallowed,
        failed=account.failed,
        polls=account.polls,
        found=account.found,
        found_after_s=(account.waited / account.found).total_seconds() if account.found else None,
        fixed=_same_watch(account, interval),
    )


def _same_watch(account: Account, interval: timedelta | None) -> SameWatchShape | None:
    same = at_fixed_interval(account, interval)
    if same is None:
        return None
    return SameWatchShape(interval_s=same.interval.total_seconds(), requests=same.requests, bytes=same.wire_bytes)
