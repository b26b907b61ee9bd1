"""When a source may be polled at all, by the clocks of its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta, tzinfo

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Some hours of some days (0 is Monday); they end the next day if `end` is not after `start`.

    `interval` is how often a source is polled then; None: as it is otherwise.
    """

    start: time
    end: time
    days: frozenset[int] = EVERY_DAY
    interval: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When a source is polled: at the times of `cron`, or during `hours` and every `outside` otherwise (None: not).

    A cron expression has five fields, days of the week by name.
    """

    zone: tzinfo
    hours: tuple[Hours, ...] = ()
    outside: timedelta | None = None
    cron: tuple[str, ...] = ()
