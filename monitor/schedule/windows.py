"""When the timetable of a source lets it be polled: its hours and its cron times, by APScheduler's triggers.

Whether a moment is within the hours is asked of the clock on the wall there, so an hour that the change to summer time
leaves out, or shows twice, is neither lost nor wrong.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from apscheduler.triggers.cron import CronTrigger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.model import Hours, Source, Timetable

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TRIGGERS_KEPT = 4_096
"""Triggers that are kept ready; making one of a cron expression takes 60 µs, asking it 20."""

_TICK = timedelta(microseconds=1)


def for_now(source: Source, now: datetime) -> Source:
    """Return the source with the interval that its timetable asks for at this time."""
    timetable = source.schedule
    if timetable is None or timetable.cron:
        return source
    hours = hours_at(timetable, now)
    interval = timetable.outside if hours is None else hours.interval
    return source if interval is None else replace(source, interval=interval)


def on_timetable(timetable: Timetable | None, wanted: datetime, *, now: datetime) -> datetime | None:
    """Return when to poll next, if by the pace alone it were at `wanted`; None: never again.

    By cron that is its next time. By hours it is no later than the beginning of the next ones; where nothing is polled
    outside of them, what was wanted then waits for that, too.
    """
    if timetable is None:
        return wanted
    if timetable.cron:
        return _first(timetable, now)
    begin = _first(timetable, now)
    wanted = wanted if begin is None else min(wanted, begin)
    if timetable.outside is None and hours_at(timetable, wanted) is None:
        return _first(timetable, wanted)
    return wanted


def hours_at(timetable: Timetable, moment: datetime) -> Hours | None:
    """Return the first of the timetable's hours that a moment is within, None if it is outside of all."""
    local = moment.astimezone(timetable.zone)
    day, clock = local.weekday(), local.time()
    for hours in timetable.hours:
        today, from_yesterday = day in hours.days, (day - 1) % len(DAYS) in hours.days
        if hours.start < hours.end:
            within = today and hours.start <= clock < hours.end
        else:
            within = (today and clock >= hours.start) or (from_yesterday and clock < hours.end)
        if within:
            return hours
    return None


def _first(timetable: Timetable, now: datetime) -> datetime | None:
    """Return the first time after `now` at which a cron expression fires or hours begin."""
    times = [trigger.get_next_fire_time(None, now + _TICK) for trigger in _triggers(timetable)]
    return min((time.astimezone(now.tzinfo) for time in times if time is not None), default=None)


@lru_cache(maxsize=TRIGGERS_KEPT)
def _triggers(timetable: Timetable) -> tuple[CronTrigger, ...]:
    return tuple(_made(timetable))


def _made(timetable: Timetable) -> Iterator[CronTrigger]:
    for expression in timetable.cron:
        yield CronTrigger.from_crontab(expression, timezone=timetable.zone)
    for hours in timetable.hours:
        days = ",".join(DAYS[day] for day in sorted(hours.days))
        start = hours.start
        yield CronTrigger(
            day_of_week=days, hour=start.hour, minute=start.minute, second=start.second, timezone=timetable.zone
        )
