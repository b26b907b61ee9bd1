"""What polls have taught about when to poll: how a live blog publishes, and how long caches keep its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a live blog publishes, as far as we saw until `at`.

    `now` says how likely each of a fixed row of rates is at this moment, `usual` how often the blog was at each; both
    add up to 1. `hours` are entries by hour of the day, UTC, old ones faded. `recent` are when the last few came.
    `since` is when the watching began, by the entries' own dates.
    """

    since: datetime
    at: datetime
    now: tuple[float, ...]
    usual: tuple[float, ...]
    hours: tuple[float, ...]
    recent: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedCopy:
    """The copy of a page that a cache on the way answers with, as the last answer showed it.

    It was made at `made_at` and may be kept for `lifetime_s`; `overstay_s` is for how much longer it has been found to
    be. `stale` counts the answers in a row that came after it should have run out and still were the same copy.
    `shared` says whether there is such a cache at all: None until the answers have shown it.
    """

    made_at: datetime
    lifetime_s: float
    overstay_s: float = 0.0
    stale: int = 0
    shared: bool | None = None
