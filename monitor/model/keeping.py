"""How long what is kept is kept: by age, number and size, per kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

ACCOUNTS_KEPT = timedelta(days=400)
"""A year can be compared with the one before; 200 hosts a day make 80,000 rows of 100 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What of one kind is kept: the newest, as far as all three allow; None does not limit.

    `size_bytes` is about what it takes up, by the mean of the newest.
    """

    age: timedelta | None = None
    count: int | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The limits per kind. An event that a webhook is still owed, or of which there is a dead letter, is kept anyway.

    `revisions` are those that an entry has left behind; its newest is always kept. `captures` are each source's.
    """

    attempts: Limits = field(default_factory=lambda: Limits(age=timedelta(days=30)))
    events: Limits = field(default_factory=lambda: Limits(age=timedelta(days=90)))
    dead_letters: Limits = field(default_factory=lambda: Limits(age=timedelta(days=90)))
    revisions: Limits = field(default_factory=Limits)
    captures: Limits = field(default_factory=lambda: Limits(size_bytes=2 * 1024**3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoffs:
    """What came before is no longer kept, per kind; None keeps all."""

    attempts: datetime | None
    events: datetime | None
    dead_letters: datetime | None
    revisions: datetime | None
    accounts: datetime


def by_age(keeping: Keeping, now: datetime) -> Cutoffs:
    """Return what age alone no longer keeps.

    >>> from datetime import UTC
    >>> by_age(Keeping(), datetime(2026, 4, 1, tzinfo=UTC)).events
    datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
    """

    def before(limits: Limits) -> datetime | None:
        return None if limits.age is None else now - limits.age

    return Cutoffs(
        attempts=before(keeping.attempts),
        events=before(keeping.events),
        dead_letters=before(keeping.dead_letters),
        revisions=before(keeping.revisions),
        accounts=now - ACCOUNTS_KEPT,
    )
