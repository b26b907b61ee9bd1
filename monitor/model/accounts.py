"""What hosts were asked for, and what came of it: counted as it happens, kept by the day."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a host was asked for, and what came of it.

    Of the requests some were answered that nothing is new (`not_modified`), some by a refusal of too much of us
    (`refused`), some `failed`; `slow_downs` says how often we took the hint, `held` how many were put off before they
    were made, `disallowed` how many robots.txt forbade. `polls` of its sources followed each other by `watched` in sum;
    `found` is how many changes they brought, which had waited for `waited` in sum if each came half-way.
    """

    requests: int = 0
    not_modified: int = 0
    refused: int = 0
    failed: int = 0
    slow_downs: int = 0
    held: int = 0
    disallowed: int = 0
    wire_bytes: int = 0
    polls: int = 0
    found: int = 0
    watched: timedelta = timedelta(0)
    waited: timedelta = timedelta(0)

    def __add__(self, other: Account) -> Account:
        """Return both together.

        >>> Account(requests=2, held=1) + Account(requests=3) == Account(requests=5, held=1)
        True
        """
        return Account(**{name: getattr(self, name) + getattr(other, name) for name in ACCOUNT_FIELDS})


ACCOUNT_FIELDS = tuple(field.name for field in fields(Account))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDay:
    """What a host was asked for on one day, UTC."""

    day: date
    host: str
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class SameWatch:
    """What a watch at one fixed interval would have cost: its requests, and their bytes."""

    interval: timedelta
    requests: int
    wire_bytes: int


def at_fixed_interval(account: Account, interval: timedelta | None = None) -> SameWatch | None:
    """Return what the same watch costs at a fixed interval, by default the one that finds changes as soon.

    An entry waits half of a fixed interval in the mean. Requests and bytes per poll are taken to be the same. None if
    too little is known to say: nothing was polled twice, or nothing was found.

    >>> hour = Account(requests=120, polls=100, found=10, watched=timedelta(hours=1), waited=timedelta(seconds=50))
    >>> same = at_fixed_interval(hour)
    >>> same.interval.total_seconds(), same.requests
    (10.0, 432)
    """
    if interval is None and account.found:
        interval = 2 * account.waited / account.found
    if not interval or not account.polls or not account.watched:
        return None
    polls = account.watched / interval
    return SameWatch(
        interval=interval,
        requests=round(polls * account.requests / account.polls),
        wire_bytes=round(polls * account.wire_bytes / account.polls),
    )
